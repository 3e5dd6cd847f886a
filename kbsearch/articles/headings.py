"""Headings of an article: the title taken out, levels from 2, and an anchor for each."""

import re
import unicodedata
from dataclasses import dataclass
from html import escape, unescape

from kbsearch.articles.anchors import Anchors
from kbsearch.articles.normal_html import INVISIBLE, attributes, text_of

_HEADING = re.compile(r'<h([1-6])((?:\s(?:[^">]|"[^"]*")*)?)>((?:(?!<h[1-6][ >]).)*?)</h\1>\n?', re.DOTALL)
_LEFT_OVER = re.compile(r'</?h[1-6](?:\s(?:[^">]|"[^"]*")*)?>')
_DONE = re.compile(r"<(/?)H([1-6])")
_ID = re.compile(r'<[a-z][^<>]*?\sid="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Body:
    """The HTML of an article below its title; ``title`` is its first H1, or empty."""

    title: str
    html: str


def set_headings(html: str, title: str = "") -> Body:
    """Take out the first H1 if it is the title (or if there is no other), and give every other heading its level and anchor."""
    first = next((heading for heading in _HEADING.finditer(html) if heading[1] == "1"), None)
    found = heading_text(first[3]) if first else ""
    if first and found and (not title or _same(found, title)):
        html = html[: first.start()] + html[first.end() :]
    return Body(found, _with_anchors(html))


def _with_anchors(html: str) -> str:
    anchors = Anchors(map(unescape, _ID.findall(html)))
    # One H1 is the page's title; if the body has others, everything goes one level down.
    lower = any(heading[1] == "1" for heading in _HEADING.finditer(html))

    def placed(heading: re.Match[str]) -> str:
        level = min(6, int(heading[1]) + lower)
        text = heading_text(heading[3])
        if not text:
            return heading[3]
        name = attributes(heading[2]).get("id")
        anchor = anchors.explicit(name) if name else anchors.of(text)
        # A capital letter, which normal HTML does not have, tells it from headings not yet looked at.
        return f'<H{level} id="{escape(anchor)}">{heading[3]}</H{level}>\n'

    # What is left are headings around other headings, by mistake: those inside stay.
    return _DONE.sub(r"<\1h\2", _LEFT_OVER.sub("", _HEADING.sub(placed, html)))


def heading_text(html: str) -> str:
    """Return a heading's text, without the invisible characters that other tools leave in it."""
    return " ".join(INVISIBLE.sub("", text_of(html)).split())


def _same(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return "".join(INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).casefold().split())
