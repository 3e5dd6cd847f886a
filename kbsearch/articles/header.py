"""The header of a file: where the front matter ends and the body begins."""

import re
from dataclasses import dataclass
from enum import StrEnum

from kbsearch.articles.keys import KEYS, miswritten_key


class HeaderKind(StrEnum):
    """What stands at the top of a file."""

    NONE = "none"
    YAML = "yaml"
    TOML = "toml"


@dataclass(frozen=True, slots=True)
class Header:
    """A file taken apart. ``line`` and ``body_line`` are the lines, from 1, at which ``text`` and ``body`` begin."""

    kind: HeaderKind
    text: str
    line: int
    body: str
    body_line: int
    is_closed: bool = True


_FENCES = {"---": HeaderKind.YAML, "+++": HeaderKind.TOML}
_ENDS = {HeaderKind.YAML: ("---", "..."), HeaderKind.TOML: ("+++",)}
# Blank lines and comments above the header do not make its values any less secret.
_LEADING = re.compile(r"(?:[ \t]*\n|<!--.*?-->)*", re.DOTALL)
_YAML_KEY = re.compile(r"""["']?([\w.-]+)["']?[ \t]*:(?:[ \t]|$)""")
_TOML_KEY = re.compile(r"""["']?([\w.-]+)["']?[ \t]*=""")
_CONTINUED = re.compile(r"[ \t]+\S|- |-$|#(?!#)|\]|\}")


def split_header(text: str) -> Header:
    """Take a file apart. A ``---`` at the top that no ``key:`` follows is a line drawn by the writer, and belongs to the
    body."""
    leading = _LEADING.match(text)
    start = leading.end() if leading else 0
    before = text.count("\n", 0, start)
    lines = text[start:].split("\n")
    kind = _FENCES.get(lines[0].rstrip(), HeaderKind.NONE)
    if kind is HeaderKind.NONE:
        return Header(HeaderKind.NONE, "", 1, text, 1)
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() in _ENDS[kind]), 0)
    if end and _is_header(lines[1:end], kind):
        return _header(kind, lines, end, end + 1, before)
    if not end and (end := _length_of_unclosed(lines, kind)) > 1:
        return _header(kind, lines, end, end, before)
    return Header(HeaderKind.NONE, "", 1, text, 1)


def _header(kind: HeaderKind, lines: list[str], end: int, body: int, before: int) -> Header:
    return Header(
        kind,
        "\n".join(lines[1:end]),
        before + 2,
        "\n".join(lines[body:]),
        before + body + 1,
        is_closed=body > end,
    )


def _is_header(lines: list[str], kind: HeaderKind) -> bool:
    written = [line for line in lines if line.strip()]
    if not written:
        return True
    key = _key_pattern(kind)
    return any(key.match(line) or miswritten_key(line) for line in written) or all(
        line.lstrip().startswith(("- ", "#")) for line in written
    )


def _length_of_unclosed(lines: list[str], kind: HeaderKind) -> int:
    """Count the lines from the fence on that can only be front matter."""
    key = _key_pattern(kind)
    length, after_blank = 1, False
    for number, line in enumerate(lines[1:], 1):
        match = key.match(line)
        if not line.strip():
            after_blank = True
        # Below a blank line, "Note: text" is more likely a sentence; only our own keys are still taken for front matter.
        elif (match and (not after_blank or match[1].lower() in KEYS)) or (
            length > 1 and not after_blank and _CONTINUED.match(line)
        ):
            length = number + 1
        else:
            break
    return length


def _key_pattern(kind: HeaderKind) -> re.Pattern[str]:
    return _YAML_KEY if kind is HeaderKind.YAML else _TOML_KEY
