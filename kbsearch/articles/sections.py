"""The plain text of an article, section by section: what search and snippets read."""

import re
from html import unescape

from kbsearch.articles.normal_html import INVISIBLE, TAG, attributes
from kbsearch.model import Section

_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "del",
        "dfn",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "rb",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    ]
)
_CELLS = frozenset(("td", "th"))
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
# Signs that lead from a footnote's number to its text and back; they are not words of the sentence.
_SIGNS = frozenset(("footnote-ref", "footnote-backref"))
_WIDE = "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef"
# A line break between two Japanese characters is where the writer's editor wrapped, not a space.
_WRAPPED = re.compile(rf"(?<=[{_WIDE}])[ \t]*\n\s*(?=[{_WIDE}])")
_SPACES = re.compile(r"[ \t\r\n\f\v\u00a0]+")
_SPACES_ON_LINE = re.compile(r"[ \t]{2,}|\t")
_LINES = re.compile(r"[ \t]*\n\s*")


def sections_of(html: str) -> tuple[Section, ...]:
    """Split sanitized HTML at its headings (h2 to h6); text above the first one is a section of level 0, left out if empty."""
    reader = _Reader()
    at = 0
    for tag in TAG.finditer(html):
        reader.text(html[at : tag.start()])
        reader.tag(tag[2], tag[3], closes=bool(tag[1]))
        at = tag.end()
    reader.text(html[at:])
    return reader.sections()


class _Reader:
    def __init__(self) -> None:
        self._done: list[Section] = []
        self._anchor, self._heading, self._level = "", "", 0
        self._pieces: list[str] = []
        self._preformatted = False
        self._skipping = False
        self._in_heading: list[str] | None = None

    def text(self, written: str) -> None:
        if not written or self._skipping:
            return
        text = unescape(written) if "&" in written else written
        if self._in_heading is not None:
            self._in_heading.append(text)
        elif self._preformatted:
            self._pieces.append(text)
        else:
            self._pieces.append(_SPACES.sub(" ", _WRAPPED.sub("", text)))

    def tag(self, name: str, written: str, *, closes: bool) -> None:
        if name in _HEADINGS:
            self._end_heading() if closes else self._begin(name, attributes(written).get("id", ""))
        elif name == "img":
            alternative = attributes(written).get("alt", "")
            self._put(alternative)
        elif name == "a":
            self._skipping = not closes and attributes(written).get("class", "") in _SIGNS
        elif name in _CELLS:
            self._put(" ")
        elif name not in _INLINE:
            self._preformatted = (self._preformatted or name == "pre") and not (closes and name == "pre")
            self._put("\n")

    def _put(self, text: str) -> None:
        (self._pieces if self._in_heading is None else self._in_heading).append(text)

    def _begin(self, name: str, anchor: str) -> None:
        self._finish()
        self._anchor, self._level, self._in_heading = anchor, int(name[1]), []

    def _end_heading(self) -> None:
        self._heading = " ".join(INVISIBLE.sub("", "".join(self._in_heading or ())).split())
        self._in_heading = None

    def _finish(self) -> None:
        text = _SPACES_ON_LINE.sub(" ", _LINES.sub("\n", INVISIBLE.sub("", "".join(self._pieces)))).strip()
        if text or self._level:
            self._done.append(Section(self._anchor, self._heading, self._level, text))
        self._anchor, self._heading, self._level, self._pieces = "", "", 0, []

    def sections(self) -> tuple[Section, ...]:
        if self._in_heading is not None:
            self._end_heading()
        self._finish()
        return tuple(self._done)
