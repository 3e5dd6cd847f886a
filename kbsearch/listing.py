"""Listing: the public articles of one language for programs, which walk through all of them. Few are read from the index at once."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import NamedTuple

import numpy as np

from kbsearch.articles.plain import plain_markdown
from kbsearch.history import History
from kbsearch.model import Article, Audience
from kbsearch.ports import SearchIndex


class Listed(NamedTuple):
    """Some articles of a list, and how many the whole list has."""

    total: int
    articles: tuple[Article, ...]


class Listing:
    """What the public may read at one moment."""

    def __init__(self, index: SearchIndex, history: History, now: datetime) -> None:
        self._index = index
        self._history = history
        self._now = now

    def articles(self, *, category: str = "", tag: str = "", offset: int = 0, limit: int = 20) -> Listed:
        """Return ``limit`` articles from ``offset`` on, in the same order each time: all, or those of a category (nested ones too) and with a tag."""
        chosen = self._visible()
        for numbers in self._filters(category, tag):
            wanted = np.zeros_like(chosen)
            wanted[numbers] = True
            chosen = chosen & wanted
        found = np.flatnonzero(chosen)
        return Listed(len(found), tuple(self._index.article(number) for number in found[offset : offset + limit].tolist()))

    def paths(self) -> Mapping[str, datetime | None]:
        """Return the path of every article and when it last changed, None where git does not know; no article is read."""
        changed = self._history.last_changes(f"{self._index.locale}/")
        paths = self._index.paths()
        return {paths[number]: changed.get(paths[number] + ".md") for number in np.flatnonzero(self._visible()).tolist()}

    def last_change(self, article: Article) -> datetime | None:
        """Return when an article last changed, as git or else its writer tells."""
        change = self._history.last_change(article.file)
        if change is not None:
            return change.moment
        return datetime.combine(article.updated, time(), UTC) if article.updated else None

    def markdown(self, article: Article) -> str:
        """Return what the writer wrote, as a document of its own: the title above it, comments left out."""
        return plain_markdown(article)

    def _visible(self) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        return self._index.visible(Audience.PUBLIC, self._now)

    def _filters(self, category: str, tag: str) -> list[np.ndarray[tuple[int], np.dtype[np.uint32]]]:
        return [*([self._index.in_category(category)] if category else []), *([self._index.tagged(tag)] if tag else [])]
