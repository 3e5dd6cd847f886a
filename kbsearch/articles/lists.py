"""Lists as most writers indent them: by two, three or four spaces.

Python-Markdown wants four, and a blank line above the first item. CommonMark, GitHub and most editors line a nested item
up with the text of the item above it, and let a list follow its sentence at once. Here every line below a list item or a
container is moved to a multiple of four, and blank lines are added above lists, containers and below headings, so that
both ways of writing mean the same.
"""

import re
from dataclasses import dataclass

from kbsearch.articles.depth import MAX_DEPTH, TooDeepError
from kbsearch.articles.fences import Fence, find_fences

_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])([ ]+)(?=\S)")
_CONTAINER = re.compile(r"(?:!!!|\?\?\?\+?)[ ]|\[\^[^\]]+\]:|:[ ]{1,3}(?=\S)")
_RULE = re.compile(r"(?:(?:\*[ ]*){3,}|(?:-[ ]*){3,})$")
_BREAKS_PARAGRAPH = re.compile(r"#{1,6}[ ]|\||[-=]{3,}$")
_BEGINS_LIST = re.compile(r"[-*+]|1[.)]")
_HEADING = re.compile(r"#{1,6}[ ]")
_PRE = re.compile(r"<pre\b", re.IGNORECASE)
_PRE_END = re.compile(r"</pre>", re.IGNORECASE)
_STEP = 4


@dataclass(slots=True)
class _Holder:
    """An open list item or container: the columns where it and its content begin, and the column its content moves to."""

    start: int
    content: int
    target: int
    least: int
    is_ordered: bool | None = None
    is_measured: bool = False


def indent_lists(lines: list[str]) -> list[str]:
    """Return the lines with everything inside lists and containers indented by fours."""
    return _Indenter(lines).run()


class _Indenter:
    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._fences = {fence.start: fence for fence in find_fences(lines)}
        self._holders: list[_Holder] = []
        self._result: list[str] = []
        self._after_blank = True

    def run(self) -> list[str]:
        number = 0
        while number < len(self._lines):
            line = self._lines[number]
            if number in self._fences:
                moved = self._moved_fence(self._fences[number])
            elif _PRE.search(line):
                moved = self._verbatim(number)
            else:
                moved = [self._moved(line.expandtabs(_STEP))]
            self._result += moved
            self._after_blank = not moved[-1]
            number += len(moved)
        return self._result

    def _verbatim(self, start: int) -> list[str]:
        end = next((n for n in range(start, len(self._lines)) if _PRE_END.search(self._lines[n])), start)
        return self._lines[start : end + 1]

    def _moved_fence(self, fence: Fence) -> list[str]:
        first = self._lines[fence.start].expandtabs(_STEP)
        opening = self._moved(first, is_fence=True)
        holder = self._holders[-1] if self._holders else None
        is_item = holder is not None and bool(_ITEM.match(fence.prefix.lstrip()))
        indent = holder.content if holder and is_item else _indent(first)
        target = holder.target if holder and is_item else _indent(opening)
        return [opening, *(_shifted(line, indent, target) for line in self._lines[fence.start + 1 : fence.end])]

    def _moved(self, line: str, *, is_fence: bool = False) -> str:
        text = line.strip(" ")
        if not text:
            return ""
        indent = _indent(line)
        item = None if _RULE.match(text) else _ITEM.match(text)
        if item and not self._holders and not self._after_blank and not _BEGINS_LIST.match(text):
            # "2026. was a good year" in the middle of a paragraph.
            item = None
        opens = item is not None or _CONTAINER.match(text) is not None
        if self._goes_on(text, indent, opens or is_fence):
            return " " * (self._holders[-1].target - _STEP) + line.lstrip(" ")
        before = self._holders[:]
        target, beyond = self._place(indent)
        # Four spaces more than the content make indented code; fewer mean nothing.
        if beyond >= _STEP and not is_fence:
            return " " * (target + beyond) + line.lstrip(" ")
        self._part(text, item, before)
        if opens:
            self._open(item, indent, target)
        return " " * target + (_tidy_item(item, line.lstrip(" ")) if item else line.lstrip(" "))

    def _part(self, text: str, item: re.Match[str] | None, before: list[_Holder]) -> None:
        """Add a blank line where Python-Markdown needs one to see that something new begins."""
        closed = before[len(self._holders)] if len(before) > len(self._holders) else None
        if item is not None:
            # Below its own item a list needs none; below a paragraph, or a list of the other kind, it does.
            in_paragraph = not self._holders or self._holders[-1].is_ordered is None
            is_new = closed.is_ordered != item[1][0].isdigit() if closed else in_paragraph
        else:
            is_new = _CONTAINER.match(text) is not None and not text.startswith(":")
        below_heading = not self._holders and self._result and _HEADING.match(self._result[-1])
        if (is_new or below_heading) and not self._after_blank:
            self._result.append("")

    def _goes_on(self, text: str, indent: int, opens: bool) -> bool:
        """Whether the line carries on the paragraph of the item above it, though it is indented less."""
        if self._after_blank or opens or not self._holders or _BREAKS_PARAGRAPH.match(text):
            return False
        return indent < self._holders[-1].start + self._holders[-1].least

    def _place(self, indent: int) -> tuple[int, int]:
        """Close what this line is no longer in; return the column it belongs at, and its spaces beyond that."""
        holders = self._holders
        while holders and indent < holders[-1].start + holders[-1].least:
            holders.pop()
        if not holders:
            return 0, indent
        holder = holders[-1]
        if not holder.is_measured and indent <= holder.start + _STEP:
            # The first line below an item shows how this writer indents.
            holder.content = indent
        holder.is_measured = True
        return holder.target, max(0, indent - holder.content)

    def _open(self, item: re.Match[str] | None, indent: int, target: int) -> None:
        if len(self._holders) == MAX_DEPTH:
            raise TooDeepError
        if item is None:
            self._holders.append(_Holder(indent, indent + _STEP, target + _STEP, _STEP, is_measured=True))
            return
        spaces = len(item[2]) if len(item[2]) <= _STEP else 1
        # Writers nest "- item" below "1. item" by two spaces, though CommonMark asks for three.
        self._holders.append(_Holder(indent, indent + len(item[1]) + spaces, target + _STEP, 2, item[1][0].isdigit()))


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _shifted(line: str, indent: int, target: int) -> str:
    line = line.expandtabs(_STEP) if line.startswith((" ", "\t")) else line
    return " " * target + line[min(_indent(line), indent) :] if line.strip() else ""


def _tidy_item(item: re.Match[str], text: str) -> str:
    # Python-Markdown knows "1." only, not "1)".
    return f"{item[1].replace(')', '.')} {text[item.end() :]}"
