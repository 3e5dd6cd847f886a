"""Front matter of other tools, in TOML between ``+++`` lines: its values are used, and the writer is asked to rewrite it."""

import re
import tomllib

from kbsearch.articles.entries import Entries, Entry, Remark, Text
from kbsearch.messages import Message

_KEY_LINE = re.compile(r"""^["']?([\w.-]+)["']?[ \t]*=""", re.MULTILINE)


def read_toml(text: str, first_line: int) -> Entries:
    """Return the top-level values of a TOML text that begins at that line of the file."""
    remark = Remark(first_line - 1, 1, _rewrite())
    try:
        table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError):
        keys = (Text(match[1], first_line + text.count("\n", 0, match.start()), 1) for match in _KEY_LINE.finditer(text))
        return Entries(tuple(Entry(key, (), is_sound=False) for key in keys), (Remark(first_line - 1, 1, _unreadable()),))
    return Entries(tuple(_entry(key, value, _line(text, key, first_line)) for key, value in table.items()), (remark,))


def _entry(key: str, value: object, line: int) -> Entry:
    name = Text(key, line, 1)
    if isinstance(value, list):
        return Entry(name, tuple(_text(item, line) for item in value), is_list=True)
    return Entry(name, (_text(value, line),))


def _text(value: object, line: int) -> Text:
    if isinstance(value, bool):
        return Text(str(value).lower(), line, 1)
    return Text(str(value), line, 1, is_plain=not isinstance(value, (dict, list)))


def _line(text: str, key: str, first_line: int) -> int:
    place = next((match.start() for match in _KEY_LINE.finditer(text) if match[1] == key), 0)
    return first_line + text.count("\n", 0, place)


def _rewrite() -> Message:
    return Message(
        "This front matter is TOML (between +++ lines). Its values were used; write it as YAML between --- lines: `key: "
        "value`.",
        "このフロントマターは TOML（+++ の間）です。値は使いましたが、--- の間に YAML（`key: value`）で書き直してください。",
    )


def _unreadable() -> Message:
    return Message(
        "This front matter is TOML (between +++ lines) and has an error, so it was left out. Write it as YAML between --- "
        "lines: `key: value`.",
        "このフロントマターは TOML（+++ の間）で、誤りがあるため使いません。--- の間に YAML（`key: value`）"
        "で書き直してください。",
    )
