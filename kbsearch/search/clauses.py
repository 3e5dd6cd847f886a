"""What a query asks for, piece by piece.

A clause is a stretch of the query, a word or a few, and everything that would do in its place: a synonym, another spelling, the
words it may be read as. An article scores once for each clause, by whichever alternative gives it most.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alternative:
    """Terms that stand for a clause when an article has all of them; ``reason`` is what ``--explain`` shows."""

    terms: tuple[str, ...]
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of the query: the terms as typed, each of them optional, and what else would do."""

    typed: tuple[str, ...]
    start: int
    end: int
    """Half-open range of the query's words."""
    position: int
    """Position of the first token, to tell which clauses are neighbours."""
    alternatives: tuple[Alternative, ...] = ()
    weight: float = 1.0
    is_general: bool = False
    """Whether it says little about what is asked."""

    def terms(self) -> Iterable[str]:
        """Yield every term that may match, typed ones first."""
        yield from self.typed
        for alternative in self.alternatives:
            yield from alternative.terms
