"""Whether the articles have an answer at all.

A query about the weather finds articles too, by a word that happens to stand in them. They are an answer only if one of the best has a good share of what the
query asks for, weighed by rarity: words that the articles lack count as the rarest, words of daily speech that they have count little. A smaller share is enough
where it stands in a title, which says what an article is about. Long messages always have words enough.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt

from kbsearch.ports import Field, SearchIndex
from kbsearch.search.clauses import Clause
from kbsearch.search.matches import Matches
from kbsearch.search.profile import RankingProfile
from kbsearch.search.worth import Worth

LOOKED_AT = 10
"""Articles, best first, of which one must have enough."""
_MESSAGE = 16
"""Clauses from which on a query is a message."""
_GENERAL = 0.3
"""What a word of daily speech counts, beside others."""

Present = npt.NDArray[np.bool_]
Columns = dict[int, int]


class Answerable:
    """Judges what was found in one index."""

    def __init__(self, index: SearchIndex, profile: RankingProfile, worth: Worth) -> None:
        self._index = index
        self._profile = profile
        self._worth = worth

    def is_answerable(self, clauses: Sequence[Clause], found: Matches, best: npt.NDArray[np.intp]) -> bool:
        """Whether one of the ``best`` of the articles of ``found`` has enough of the query."""
        if len(clauses) > _MESSAGE or not len(best):
            return bool(len(best))
        columns = {term: place for place, term in enumerate(found.terms.tolist())}
        worth = np.array([self._worth.of_clause(c) * (_GENERAL if self._says_little(c) else 1.0) for c in clauses])
        whole = float(worth.sum()) or 1.0
        present = found.present()[best]
        covered = worth @ np.array([self._has(clause, present, columns) for clause in clauses])
        if covered.max() >= self._profile.coverage * whole:
            return True
        in_titles = found.present(found.fields == Field.TITLE)[best]
        about = worth @ np.array([self._is_about(clause, in_titles, columns) for clause in clauses])
        return bool(about.max() >= self._profile.title_coverage * whole)

    def _says_little(self, clause: Clause) -> bool:
        """Whether a clause is of daily speech, and some article has it."""
        return clause.is_general and any(self._worth.articles(term) for term in clause.terms())

    def _has(self, clause: Clause, present: Present, columns: Columns) -> Present:
        """Return which articles a clause matches: by a word as typed, or by all words of an alternative."""
        having = _any_of(present, self._columns(clause.typed, columns))
        for alternative in clause.alternatives:
            known = self._columns(alternative.terms, columns)
            if len(known) == len(alternative.terms):
                having |= np.all(present[:, known], axis=1)
        return having

    def _is_about(self, clause: Clause, in_titles: Present, columns: Columns) -> Present:
        """Return which articles have a telling clause in their title."""
        known = [] if clause.is_general else self._columns(clause.terms(), columns)
        return _any_of(in_titles, known)

    def _columns(self, terms: Iterable[str], columns: Columns) -> list[int]:
        return [columns[number] for term in terms if (number := self._index.term_number(term)) is not None]


def _any_of(present: Present, columns: Sequence[int]) -> Present:
    """Return which rows have any of some columns."""
    having = np.zeros(len(present), dtype=np.bool_)
    for column in columns:
        having |= present[:, column]
    return having
