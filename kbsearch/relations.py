"""What articles have to do with one another: ids and old paths that several claim, links that lead nowhere.

Most changes are to a text, and leave all of that as it was: then what was found before is found again without looking at every article.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from kbsearch.articles.assets import find_asset
from kbsearch.articles.duplicates import duplicate_ids
from kbsearch.articles.links import Target, broken_links
from kbsearch.ledger import Entry, Ledger, State
from kbsearch.model import Article, Problem

Entries = Mapping[str, Entry]


class Relations:
    """Between the articles of ``entries``; ``known`` is what was known before."""

    def __init__(self, entries: Entries, known: Ledger, folder: Path) -> None:
        self._entries = entries
        self._known = known
        self._folder = folder
        self.assets: dict[str, bool] = {}
        """The pictures and other files that links lead to, and whether they are there; complete once the problems are known."""
        self.are_as_before = _are_same(entries, known.entries)
        """Whether the same files give the same ids, old paths, headings and links."""

    def problems(self, shared_ids: set[tuple[str, str]]) -> list[Problem]:
        """Return what is wrong; ``shared_ids`` are the locale and id of those that several files give."""
        if self.are_as_before and all(self._is_there(asset) is there for asset, there in self._known.assets.items()):
            self.assets = dict(self._known.assets)
            return list(self._known.relations)
        links = [
            problem
            for file, entry in self._entries.items()
            if (entry.links or entry.related) and entry.state is State.INDEXED
            for problem in broken_links(_outline(file, entry), self._exists, self._entries.keys())
        ]
        return [*duplicate_ids(self._rivals(shared_ids)), *links]

    def _exists(self, target: Target | str) -> bool:
        if isinstance(target, str):
            if target not in self.assets:
                self.assets[target] = self._is_there(target)
            return self.assets[target]
        entry = self._entries.get(f"{target.locale}/{target.path}.md")
        return entry is not None and (not target.anchor or target.anchor in entry.anchors)

    def _is_there(self, asset: str) -> bool:
        return find_asset(self._folder, asset) is not None

    def _rivals(self, shared_ids: set[tuple[str, str]]) -> Iterator[Article]:
        """Yield the outlines of all articles that claim an id or an old path, where another one may claim it too."""
        claimed: set[str] = set()
        for file, entry in self._entries.items():
            if entry.aliases and entry.state is State.INDEXED:
                locale = file.partition("/")[0]
                claimed.update([file], (f"{locale}/{alias}.md" for alias in entry.aliases))
        for file, entry in self._entries.items() if claimed or shared_ids else ():
            if entry.state is State.INDEXED and (file in claimed or (file.partition("/")[0], entry.id) in shared_ids):
                yield _outline(file, entry)


def _are_same(entries: Entries, known: Entries) -> bool:
    if entries.keys() != known.keys():
        return False
    return all(entry is known[file] or _claims(entry) == _claims(known[file]) for file, entry in entries.items())


def _claims(entry: Entry) -> tuple[object, ...]:
    return entry.state, entry.id, entry.aliases, entry.anchors, entry.links, entry.related


def _outline(file: str, entry: Entry) -> Article:
    """Return what the checks between articles need of one."""
    locale, _, path = file.partition("/")
    path = unicodedata.normalize("NFC", path.removesuffix(".md"))
    return Article(entry.id, locale, path, "", aliases=entry.aliases, links=entry.links, related=entry.related)
