"""The generation that serves, and what answers from it."""

import logging
from collections.abc import Callable, Mapping
from threading import Lock
from typing import NamedTuple

from kbsearch.changes import Changes
from kbsearch.errors import IndexUnavailableError
from kbsearch.pages import Pages
from kbsearch.ports import Generation, IndexStore
from kbsearch.search.searcher import Searcher

_log = logging.getLogger(__name__)


class Serving(NamedTuple):
    """An open generation with all that answers from it."""

    generation: Generation
    searchers: Mapping[str, Searcher]
    pages: Pages
    changes: Changes
    finds: Callable[[str, str], bool]
    """Whether a word of the glossary, in a locale, finds anything; remembered."""


class Current:
    """Keeps the generation that serves open. Safe to use from several threads."""

    def __init__(self, store: IndexStore, serve: Callable[[Generation], Serving]) -> None:
        self._store = store
        self._serve = serve
        self._opening = Lock()
        self._opened: Serving | None = None
        self._refused: str | None = None
        """The generation that could not be opened in place of the one that is; it is not tried again."""

    def __call__(self) -> Serving:
        """Return the generation that serves now. One that cannot be opened does not displace one that is open."""
        opened = self._opened
        if opened is not None and self._store.current() in (opened.generation.name, self._refused):
            return opened
        with self._opening:
            if self._opened is not None and self._opened.generation.name == self._store.current():
                return self._opened
            try:
                self._opened = self._serve(self._store.open())
            except IndexUnavailableError as error:
                if self._opened is None:
                    raise
                _log.error("a new index cannot be opened, the old one goes on serving: %s", error)
                self._refused = self._store.current()
            return self._opened
