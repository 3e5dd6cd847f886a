"""Front matter that is not valid YAML: what of it can still be read, key by key and line by line.

The commonest fault is a colon in a title, ``title: Reset: your password``. The writer's meaning is plain, so it is used,
and reported.
"""

import re
from collections.abc import Iterator

from kbsearch.articles.entries import Entries, Entry, NotComposedError, Remark, Text, compose
from kbsearch.articles.keys import VISIBILITY, miswritten_key
from kbsearch.messages import Message

_KEY_LINE = re.compile(r"""["']?([\w.-]+)["']?[ \t]*:(?:[ \t]+(.*))?$""")
_ITEM_LINE = re.compile(r"[ \t]*-[ \t]+(.*)$")
_BESIDE = re.compile(r"[ \t]|-(?:[ \t]|$)|#|$|[\]}]")


def rescue(text: str, first_line: int, fault: NotComposedError) -> Entries:
    """Read what can be read of front matter that is not valid YAML: key by key, else line by line."""
    entries: list[Entry] = []
    remarks: list[Remark] = []
    for number, lines in _chunks(text):
        try:
            entries += compose("\n".join(lines), first_line + number)
        except NotComposedError as error:
            entry, remark = _raw(lines, first_line + number, error)
            entries += [*([entry] if entry else []), *hidden_keys(lines, first_line + number)]
            remarks.append(remark)
    if not remarks:
        remarks.append(Remark(first_line + fault.line, fault.column + 1, _invalid(fault.reason)))
    return Entries(tuple(entries), tuple(remarks))


def _chunks(text: str) -> Iterator[tuple[int, list[str]]]:
    """Cut into pieces that begin at a key (or at a line that is none) and hold what is indented below it."""
    start, lines = 0, list[str]()
    for number, line in enumerate(text.split("\n")):
        if lines and not _BESIDE.match(line):
            yield start, lines
            start, lines = number, []
        lines.append(line)
    if any(line.strip() for line in lines):
        yield start, lines


def hidden_keys(lines: list[str], line: int) -> Iterator[Entry]:
    """Yield the keys that decide who may see the article where they stand in lines that could not be read."""
    for number, text in enumerate(lines):
        key = miswritten_key(text)
        if key in VISIBILITY and not (number == 0 and _KEY_LINE.match(text)):
            yield Entry(Text(key, line + number, 1), (), is_sound=False)


def _raw(lines: list[str], line: int, error: NotComposedError) -> tuple[Entry | None, Remark]:
    head = _KEY_LINE.match(lines[0])
    written = [below for below in lines[1:] if below.strip() and not below.lstrip().startswith("#")]
    if head is None:
        return None, Remark(line, 1, _no_key(lines[0].strip()))
    key, value = Text(head[1], line, 1), (head[2] or "").strip()
    column = head.start(2) + 1 if head[2] else 1
    if not written:
        sound = Text(_unquoted(value), line, column)
        return Entry(key, (sound,)), Remark(
            line + error.line, error.column + 1, _unquoted_value(head[1], sound.value, error.reason)
        )
    items = [_ITEM_LINE.match(below) for below in written]
    if not value and all(items):
        texts = tuple(Text(_unquoted(item[1].strip()), line, column) for item in items if item)
        remark = Remark(line + error.line, error.column + 1, _invalid(error.reason))
        return Entry(key, texts, is_list=True), remark
    return Entry(key, (), is_sound=False), Remark(line, column, _left_out(head[1], error.reason))


def _unquoted(value: str) -> str:
    return value.strip("\"'").strip()


def _unquoted_value(key: str, value: str, reason: str) -> Message:
    quoted = value.replace("\\", "\\\\").replace('"', '\\"')
    return Message(
        f'This is not valid YAML ({reason}). The line was read as it stands; put the value in quotes: {key}: "{quoted}"',
        f"YAML として正しくありません（{reason}）。この行は書かれたまま読み取りました。値を引用符で囲んでください: {key}: "
        f'"{quoted}"',
    )


def _invalid(reason: str) -> Message:
    return Message(
        f"This is not valid YAML ({reason}). It was read line by line; put values with “: ” or a leading special character "
        "in quotes.",
        f"YAML として正しくありません（{reason}）。一行ずつ読み取りました。「: 」"
        "を含む値や記号で始まる値は引用符で囲んでください。",
    )


def _left_out(key: str, reason: str) -> Message:
    return Message(
        f"The value of `{key}` is not valid YAML ({reason}) and was left out. Correct it; everything else is used.",
        f"`{key}` の値は YAML として正しくないため（{reason}）、使いません。値を直してください。ほかの項目は使います。",
    )


def _no_key(line: str) -> Message:
    return Message(
        f"Front matter holds lines like `key: value`; “{line}” is not one and was left out. Write a key and a colon before it.",
        f"フロントマターには `key: value` の形で書きます。「{line}」は使いませんでした。キーとコロンを前に付けてください。",
    )
