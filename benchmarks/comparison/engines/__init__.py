"""The engines that are compared. A module for each; none but ``kbsearch`` imports the package, so that each pays for its own memory only.

A module has ``build(folder, documents)`` and functions that open what was built and return how to ask it for the best ten. Documents are lists of
terms, cut already; their numbers are their places.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec

LIMIT = 10
"""Hits asked for."""


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody typed, and its distinct terms."""

    text: str
    terms: Sequence[str]


Ask = Callable[[Query], Sequence[object]]


@dataclass(frozen=True, slots=True)
class Engine:
    """A row of the table; ``library`` is what must be installed."""

    name: str
    module: str
    library: str
    opener: str = "opened"

    def is_installed(self) -> bool:
        """Whether it can be measured here."""
        return find_spec(self.library) is not None


REFERENCE = Engine("Tantivy", "tantivy", "tantivy")
"""The engine that the others are set against."""

OTHERS = (
    REFERENCE,
    Engine("bm25s", "bm25s", "bm25s"),
    Engine("SQLite FTS5", "fts5", "sqlite3"),
    Engine("Whoosh (BM25F)", "whoosh", "whoosh"),
)

OURS = (
    Engine("kbsearch, first stage", "kbsearch", "kbsearch", "first_stage"),
    Engine("kbsearch, ranking (`kb.rank`)", "kbsearch", "kbsearch", "whole_ranking"),
    Engine("kbsearch, whole request (`kb.search`)", "kbsearch", "kbsearch", "whole_request"),
)
