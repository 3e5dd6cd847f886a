"""Dialects of other tools, rewritten line by line into the Markdown we render.

Containers (``::: tip Title``), alerts (``> [!NOTE]``), collapsibles (``+++ Title``) and tabs (``=== "iPhone"``) become
admonitions and details blocks; ``[!UICONTROL Save]`` becomes ``Save``; a table of contents made by the tool disappears.
Fenced code is left alone. As many lines come out as went in.
"""

import re
from dataclasses import dataclass

from kbsearch.articles.depth import MAX_DEPTH, TooDeepError
from kbsearch.articles.fences import fenced_lines

_INDENT = "    "

_CONTAINER = re.compile(r"([ \t]*)(:{3,})[ \t]*([\w-]*)[ \t]*(.*?)[ \t]*$")
_ALERT = re.compile(r"([ \t]*)>[ \t]?\[!([A-Za-z]+)\][+-]?[ \t]*(.*?)[ \t]*$")
_QUOTED = re.compile(r"[ \t]*> ?(.*)$")
_COLLAPSIBLE = re.compile(r"([ \t]*)\+\+\+[ \t]*(?=\S)(.*?)[ \t]*$")
_COLLAPSIBLE_END = re.compile(r"[ \t]*\+\+\+[ \t]*$")
_TAB = re.compile(r"([ \t]*)===[!+]*[ \t]+[\"“](.+)[\"”][ \t]*$")
_UNTITLED = re.compile(r"([ \t]*)(!!!|\?\?\?\+?)[ \t]+([A-Za-z-]+)[ \t]*$")
_VIDEO = re.compile(r"[ \t]*>?[ \t]*\[!VIDEO[ \t]+(\S+?)\][ \t]*$", re.IGNORECASE)
_DIV = re.compile(r"[ \t]*<div\b[^<>]*>[ \t]*$", re.IGNORECASE)
_DETAILS = re.compile(r"([ \t]*)<details\b[^<>]*>[ \t]*(?:<summary>(.*)</summary>)?[ \t]*$", re.IGNORECASE)
_SUMMARY = re.compile(r"[ \t]*<summary>(.*)</summary>[ \t]*$", re.IGNORECASE)
_DETAILS_END = re.compile(r"[ \t]*</details>[ \t]*$", re.IGNORECASE)
_HTML_END = re.compile(r"[ \t]*</(div|details)>[ \t]*$", re.IGNORECASE)
_CONTENTS = re.compile(r"[ \t]*(?:\[\[_?toc_?\]\]|\[TOC\])[ \t]*$", re.IGNORECASE)
_MARKED = re.compile(r"\[!(?:DNL|UICONTROL|BADGE|PRERELEASE)[ \t]+((?:\[(?!!)[^\[\]]*\]|[^\[\]])*)\](?:\{[^}\n]*\})?")
_HEADING_ID = re.compile(r"^(#{1,6}.*\S)(?<!\s)\{(#[^\s{}]+)\}[ \t]*$")
_QUOTED_TITLE = re.compile(r"[\"“]([^\"”]+)[\"”]")
_TAGS = re.compile(r"</?[A-Za-z][^>]*>")
_TRIGGERS = re.compile(r":::|\[!|\+\+\+|===|!!!|\?\?\?|\[\[?_?toc|\{#|<div|<details", re.IGNORECASE)

_ADMONITIONS = {
    "note": "補足",
    "info": "お知らせ",
    "tip": "ヒント",
    "hint": "ヒント",
    "important": "重要",
    "warning": "注意",
    "caution": "注意",
    "attention": "注意",
    "danger": "警告",
    "error": "エラー",
    "success": "完了",
    "example": "例",
    "question": "質問",
    "details": "詳細",
    "tab": "タブ",
}
# Containers that only arrange what is in them.
_FRAMES = {"tabs", "code-group", "v-pre", "raw", "left", "right", "center"}


def to_markdown(lines: list[str], locale: str) -> list[str]:
    """Return the lines in the Markdown we render. ``locale`` is the language of titles that the writer left to the tool."""
    if not _TRIGGERS.search("\n".join(lines)):
        return lines
    return _Rewriter(lines, locale).run()


@dataclass(frozen=True, slots=True)
class _Open:
    """A container that has begun: how it ends, and how far its body is indented, and the line that stays at its end."""

    end: str
    indent: str
    closing: str = ""


class _Rewriter:
    def __init__(self, lines: list[str], locale: str) -> None:
        self._lines = lines
        self._locale = locale
        self._fenced = fenced_lines(lines)
        self._open: list[_Open] = []
        self._in_alert, self._alert_indent = False, ""
        self._last_end = self._last(_COLLAPSIBLE_END)
        self._last_details = self._last(_DETAILS_END)
        self._summary = -1

    def _last(self, pattern: re.Pattern[str]) -> int:
        lines = enumerate(self._lines)
        return max((number for number, line in lines if pattern.match(line) and number not in self._fenced), default=-1)

    def run(self) -> list[str]:
        result = []
        for number, line in enumerate(self._lines):
            rewritten = self._rewritten(number, line)
            result.append(rewritten if rewritten.strip() else "")
        return result

    def _rewritten(self, number: int, line: str) -> str:
        if self._in_alert and (quoted := _QUOTED.match(line)):
            return self._indented(self._alert_indent + _INDENT + self._inline(quoted[1]))
        self._in_alert = False
        if number in self._fenced:
            return self._indented(line)
        for rewrite in (self._container, self._collapsible, self._html, self._alert, self._titled):
            rewritten = rewrite(number, line)
            if rewritten is not None:
                return rewritten
        return self._indented(self._inline(line))

    def _indented(self, line: str) -> str:
        return "".join(container.indent for container in self._open) + line

    def _container(self, number: int, line: str) -> str | None:
        match = _CONTAINER.match(line) if ":::" in line else None
        if match is None:
            return None
        indent, colons, name, title = match.groups()
        if not name:
            return self._end(colons)
        opening = "" if name in _FRAMES else self._block(indent, name.lower(), title)
        opening = self._indented(opening)
        self._begin(_Open(colons, "" if name in _FRAMES else _INDENT))
        return opening

    def _end(self, colons: str) -> str:
        ends = [container.end for container in self._open]
        if colons not in ends:
            return ""
        innermost = len(ends) - 1 - ends[::-1].index(colons)
        closing = self._open[innermost].closing
        del self._open[innermost:]
        return closing

    def _collapsible(self, number: int, line: str) -> str | None:
        if "+++" not in line:
            return None
        if _COLLAPSIBLE_END.match(line) and any(container.end == "+++" for container in self._open):
            return self._end("+++")
        match = _COLLAPSIBLE.match(line)
        if match is None or number > self._last_end:
            return None
        opening = self._indented(self._block(match[1], "details", match[2]))
        self._begin(_Open("+++", _INDENT))
        return opening

    def _html(self, number: int, line: str) -> str | None:
        """Markdown inside ``<div>`` and ``<details>`` is Markdown, as on GitHub, where a blank line parts it from the tag."""
        if number == self._summary:
            return ""
        if "<" not in line:
            return None
        if end := _HTML_END.match(line):
            name = f"</{end[1].lower()}>"
            return self._end(name) if any(container.end == name for container in self._open) else None
        if not _DIV.match(line):
            return self._details(number, line)
        if self._is_blank(number + 1):
            self._begin(_Open("</div>", ""))
            return ""
        if any(container.end == "</div>" for container in self._open):
            # A div of plain HTML inside: its end is not the outer one's.
            self._begin(_Open("</div>", "", "</div>"))
        return None

    def _details(self, number: int, line: str) -> str | None:
        match = _DETAILS.match(line)
        if match is None or number > self._last_details:
            return None
        title = match[2]
        if title is None and not self._is_blank(number + 1) and (summary := _SUMMARY.match(self._lines[number + 1])):
            title, self._summary = summary[1], number + 1
        opening = self._indented(self._block(match[1], "details", title or ""))
        self._begin(_Open("</details>", _INDENT))
        return opening

    def _is_blank(self, number: int) -> bool:
        return number >= len(self._lines) or not self._lines[number].strip()

    def _begin(self, container: _Open) -> None:
        if len(self._open) == MAX_DEPTH:
            raise TooDeepError
        self._open.append(container)

    def _alert(self, number: int, line: str) -> str | None:
        if "[!" not in line:
            return None
        if video := _VIDEO.match(line):
            return self._indented(f"{'動画' if self._locale == 'ja' else 'Video'}: <{video[1]}>")
        match = _ALERT.match(line)
        if match is None:
            return None
        self._in_alert, self._alert_indent = True, match[1]
        return self._indented(self._block(match[1], match[2].lower(), match[3]))

    def _titled(self, number: int, line: str) -> str | None:
        if tab := _TAB.match(line):
            return self._indented(self._block(tab[1], "tab", tab[2]))
        if _CONTENTS.match(line):
            return ""
        if untitled := _UNTITLED.match(line):
            indent, sign, name = untitled.groups()
            return self._indented(f'{indent}{sign} {name} "{self._title(name)}"')
        return None

    def _block(self, indent: str, name: str, title: str) -> str:
        kind = name if name in _ADMONITIONS else "note"
        if quoted := _QUOTED_TITLE.match(title):
            title = quoted[1]
        title = self._inline(_TAGS.sub("", title)).strip(" *").replace('"', "”") or self._title(name)
        sign = {"details": "???", "tab": "???+"}.get(kind, "!!!")
        return f'{indent}{sign} {kind} "{title}"'

    def _title(self, name: str) -> str:
        name = name.lower()
        return _ADMONITIONS.get(name, name) if self._locale == "ja" else name.capitalize()

    def _inline(self, line: str) -> str:
        if "[!" in line:
            # From the inside out: [!UICONTROL Save as [!DNL Word]].
            while (plain := _MARKED.sub(lambda match: match[1].strip(), line)) != line:
                line = plain
        # "## 手順{#steps}": Japanese writers leave out the space that the attribute syntax wants.
        return _HEADING_ID.sub(r"\1 {\2}", line) if "{#" in line else line
