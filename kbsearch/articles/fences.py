"""Fenced code: where it is, and how it becomes highlighted HTML.

A fence is found as CommonMark has it, also inside lists, quotes and containers. One that is never closed runs to the end of
what holds it, so nothing of an article is lost.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound

_OPENING = re.compile(
    r"(?P<prefix>[ \t]*(?:>[> \t]*)?(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)"
    r"(?P<fence>`{3,}(?=[^`]*$)|~{3,})[ \t]*(?P<info>.*)$"
)
_LANGUAGE = re.compile(r"[{ .]*([\w#+.-]+)")
_FORMATTER: HtmlFormatter[str] = HtmlFormatter(cssclass="highlight", wrapcode=True)
# Highlighting a very long listing costs more than it tells; it is shown as it is.
_MAX_HIGHLIGHTED = 50_000


@dataclass(frozen=True, slots=True)
class Fence:
    """A fenced block: lines ``start`` to ``end`` (from 0, half-open, fence lines included)."""

    start: int
    end: int
    prefix: str
    info: str
    is_closed: bool

    @property
    def inside(self) -> range:
        """The lines between the fence lines."""
        return range(self.start + 1, self.end - 1 if self.is_closed else self.end)


def find_fences(lines: Sequence[str]) -> Iterator[Fence]:
    """Yield the fenced blocks, in order."""
    number = 0
    while number < len(lines):
        line = lines[number]
        match = _OPENING.match(line) if "```" in line or "~~~" in line else None
        if match is None:
            number += 1
            continue
        end, is_closed = _end(lines, number, match)
        yield Fence(number, end, match["prefix"], match["info"].strip(), is_closed)
        number = end


def _end(lines: Sequence[str], start: int, opening: re.Match[str]) -> tuple[int, bool]:
    fence, prefix = opening["fence"], opening["prefix"]
    indent, quoted = len(prefix.expandtabs(4)), ">" in prefix
    closing = re.compile(rf"[{'>' if quoted else ''} \t]*{fence[0]}{{{len(fence)},}}[ \t]*$")
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if quoted and not line.lstrip().startswith(">"):
            return number, False
        if closing.match(line) and _indent(line) < indent + 4:
            return number + 1, True
    return len(lines), False


def _indent(line: str) -> int:
    line = line.expandtabs(4)
    return len(line) - len(line.lstrip("> "))


def fenced_lines(lines: Sequence[str]) -> set[int]:
    """Return the numbers (from 0) of all lines that belong to fenced code."""
    return {number for fence in find_fences(lines) for number in range(fence.start, fence.end)}


class FencedCode(Extension):
    """Markdown extension: replaces fenced code by highlighted HTML before anything else looks at it."""

    def extendMarkdown(self, md: Markdown) -> None:
        """Register before HTML blocks are looked for (20) and after white space is normalized (30)."""
        md.preprocessors.register(_FencedCode(md), "fenced_code", 25)


class _FencedCode(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        result: list[str] = []
        at = 0
        for fence in find_fences(lines):
            code = "\n".join(_without_prefix(lines[number], fence.prefix) for number in fence.inside)
            html = code_html(code if fence.is_closed else code.rstrip("\n"), fence.info)
            above = fence.prefix.rstrip() if fence.prefix.rstrip().endswith(">") else ""
            result += [*lines[at : fence.start], above, fence.prefix + self.md.htmlStash.store(html), "", ""]
            at = fence.end
        return result + lines[at:] if at else lines


def _without_prefix(line: str, prefix: str) -> str:
    if ">" in prefix:
        return re.sub(rf"[ \t]*(?:> ?){{1,{prefix.count('>')}}}", "", line, count=1)
    spare = 0
    while spare < len(prefix) and spare < len(line) and line[spare] in " \t":
        spare += 1
    return line[spare:]


def code_html(code: str, info: str = "") -> str:
    """Return a listing as HTML, highlighted with CSS classes if its language is known."""
    language = match[1].lower() if (match := _LANGUAGE.match(info)) else ""
    lexer = _lexer(language) if language and len(code) <= _MAX_HIGHLIGHTED else None
    if lexer is None:
        return f'<div class="highlight"><pre><code>{escape(code, quote=False)}\n</code></pre></div>'
    return highlight(code, lexer, _FORMATTER)


@lru_cache(maxsize=64)
def _lexer(language: str) -> Lexer | None:
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None
