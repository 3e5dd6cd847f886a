"""Links on a page: to articles and files as the URLs they have there, and readable where they lead nowhere."""

import re
from dataclasses import replace
from html import escape
from typing import Protocol

from kbsearch.articles.broken_links import broken_links
from kbsearch.articles.normal_html import TAG, attributes
from kbsearch.articles.targets import Exists, Target, leads_nowhere, resolve

__all__ = ["Exists", "Target", "Urls", "broken_links", "resolve", "rewrite"]


class Urls(Protocol):
    """The addresses that pages and files have."""

    def article(self, locale: str, path: str, anchor: str) -> str:
        """Return the URL of an article, at a heading if ``anchor`` is not empty."""

    def asset(self, path: str) -> str:
        """Return the URL of a picture or other file; ``path`` is relative to the articles folder."""


def rewrite(html: str, file: str, urls: Urls, exists: Exists) -> str:
    """Return the HTML of an article with relative links and pictures as URLs.

    A broken link becomes its text in ``<span class="broken-link">``, a broken picture its alternative text.
    """
    pieces: list[str] = []
    at = 0
    in_broken = False
    for tag in TAG.finditer(html):
        if tag[2] not in ("a", "img"):
            continue
        pieces.append(html[at : tag.start()])
        at = tag.end()
        if tag[1]:
            pieces.append("</span>" if in_broken else tag[0])
            in_broken = False
            continue
        piece = _rewritten(tag, file, urls, exists)
        in_broken = in_broken or (tag[2] == "a" and piece.startswith("<span"))
        pieces.append(piece)
    return "".join(pieces) + html[at:]


def _rewritten(tag: re.Match[str], file: str, urls: Urls, exists: Exists) -> str:
    name = "href" if tag[2] == "a" else "src"
    found = attributes(tag[3])
    target = resolve(file, found.get(name, ""))
    if target is None:
        return tag[0]
    page = replace(target, anchor="") if isinstance(target, Target) else target
    if leads_nowhere(page, exists):
        return _broken(tag[2], found)
    url = urls.asset(target) if isinstance(target, str) else urls.article(target.locale, target.path, target.anchor)
    written = "".join(f' {key}="{escape(url if key == name else value)}"' for key, value in found.items())
    return f"<{tag[2]}{written}>"


def _broken(name: str, found: dict[str, str]) -> str:
    if name == "a":
        return '<span class="broken-link">'
    alternative = escape(found.get("alt", ""), quote=False)
    return f'<span class="broken-image">{alternative}</span>' if alternative else ""
