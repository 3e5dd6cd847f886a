"""Links on a page: to articles and files as the URLs they have there, and readable where they lead nowhere."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import escape
from typing import Protocol

from kbsearch.articles.broken_links import broken_links
from kbsearch.articles.normal_html import TAG, attributes
from kbsearch.articles.targets import Exists, Target, leads_nowhere, resolve
from kbsearch.articles.videos import card, is_played, player, site_of

__all__ = ["Exists", "Target", "Urls", "broken_links", "resolve", "rewrite"]


_ELSEWHERE = re.compile(r"(?:https?:)?//", re.IGNORECASE)


class Urls(Protocol):
    """The addresses that pages and files have."""

    def article(self, locale: str, path: str, anchor: str) -> str:
        """Return the URL of an article, at a heading if ``anchor`` is not empty."""

    def asset(self, path: str) -> str:
        """Return the URL of a picture or other file; ``path`` is relative to the articles folder."""

    def glossary(self, locale: str, anchor: str) -> str:
        """Return the URL of a word in the glossary."""


Size = Callable[[str], tuple[int, int] | None]
"""Gives width and height of a picture; its path is relative to the articles folder."""


def _unknown(_: str) -> None:
    return None


def rewrite(html: str, file: str, urls: Urls, exists: Exists, size: Size = _unknown) -> str:
    """Return the HTML of an article with relative links and pictures as URLs, and videos as such.

    A broken link becomes its text in ``<span class="broken-link">``, a broken picture its alternative text. A picture of another site, which no page asks for, becomes a link to it.
    """
    return _Rewriter(file, urls, exists, size).rewritten(html)


class _Rewriter:
    """Goes through the links and pictures of one article, from the top."""

    def __init__(self, file: str, urls: Urls, exists: Exists, size: Size) -> None:
        self._file = file
        self._locale = file.partition("/")[0]
        self._urls = urls
        self._exists = exists
        self._size = size
        self._end = ""
        """What closes the link that is open; empty outside of links."""
        self._is_first = True

    def rewritten(self, html: str) -> str:
        pieces: list[str] = []
        at = 0
        for tag in TAG.finditer(html):
            if tag[2] in ("a", "img"):
                pieces += (html[at : tag.start()], self._tag(tag))
                at = tag.end()
        return "".join(pieces) + html[at:]

    def _tag(self, tag: re.Match[str]) -> str:
        if tag[1]:
            end, self._end = self._end or tag[0], ""
            return end
        found = attributes(tag[3])
        if tag[2] == "img":
            return self._picture(tag[0], found)
        link = self._link(tag[0], found)
        self._end = "</span>" if link.startswith("<span") else "</a>"
        return link

    def _link(self, written: str, found: dict[str, str]) -> str:
        target = resolve(self._file, found.get("href", ""))
        if target is None:
            return written
        if self._leads_nowhere(target):
            return '<span class="broken-link">'
        urls = self._urls
        url = urls.asset(target) if isinstance(target, str) else urls.article(target.locale, target.path, target.anchor)
        return _written("a", found | {"href": url})

    def _picture(self, written: str, found: dict[str, str]) -> str:
        source, text = found.get("src", ""), found.get("alt", "")
        target = resolve(self._file, source)
        if target is None:
            return self._elsewhere(source, text) if _ELSEWHERE.match(source) else written
        if self._leads_nowhere(target):
            return f'<span class="broken-image">{escape(text, quote=False)}</span>' if text else ""
        if not isinstance(target, str):
            return _written("img", found | {"src": self._urls.article(target.locale, target.path, target.anchor)})
        if is_played(target):
            return player(self._urls.asset(target), text, self._captions(target), self._locale)
        return _written("img", found | {"src": self._urls.asset(target)} | self._shape(target, found))

    def _shape(self, path: str, found: dict[str, str]) -> dict[str, str]:
        """Return the attributes that keep a picture's place free, and let the first one come first."""
        size = None if "width" in found or "height" in found else self._size(path)
        place = {"width": str(size[0]), "height": str(size[1])} if size else {}
        first, self._is_first = self._is_first, False
        return place if first else place | {"loading": "lazy", "decoding": "async"}

    def _captions(self, video: str) -> str:
        path = f"{video.rpartition('.')[0]}.vtt"
        return self._urls.asset(path) if self._exists(path) else ""

    def _elsewhere(self, url: str, text: str) -> str:
        if self._end:
            return escape(text, quote=False)
        if site_of(url):
            return card(url, text, self._locale)
        return f'<a class="picture-elsewhere" href="{escape(url)}">{escape(text or url, quote=False)}</a>'

    def _leads_nowhere(self, target: Target | str) -> bool:
        return leads_nowhere(replace(target, anchor="") if isinstance(target, Target) else target, self._exists)


def _written(name: str, found: dict[str, str]) -> str:
    written = "".join(f' {key}="{escape(value)}"' for key, value in found.items())
    return f"<{name}{written}>"
