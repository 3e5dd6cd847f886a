"""Neighbouring words: an article where words of the query stand together, in the query's order, is the likelier answer.

Counts, for a handful of articles at once, the pairs of neighbouring clauses whose words stand at most ``window`` positions apart; a pair saturates and is normed
like a word, and is worth the rarities of both its words.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kbsearch.ports import Field, SearchIndex
from kbsearch.search.clauses import Clause
from kbsearch.search.matches import Matches
from kbsearch.search.profile import RankingProfile
from kbsearch.search.worth import Worth

TITLES = (Field.TITLE, Field.QUESTIONS)

Gained = npt.NDArray[np.float64]


class Proximity:
    """Scores articles of one index for neighbouring words."""

    def __init__(self, index: SearchIndex, profile: RankingProfile, worth: Worth) -> None:
        self._index = index
        self._profile = profile
        self._worth = worth
        self._norms = profile.similarity.norms(index.lengths)
        self._weights = np.array([profile.similarity.fields[field] for field in Field])
        self._in_title = np.isin(np.arange(len(Field)), TITLES)

    def scores(self, matches: Matches, clauses: Sequence[Clause]) -> Gained:
        """Return what each of the articles of ``matches`` gains."""
        gained = np.zeros(len(matches.articles))
        if len(clauses) < 2 or not len(matches.places):
            return gained
        article, left, right, field = self._pairs(matches, clauses)
        if not len(article):
            return gained
        # one count for each article, pair of clauses and kind of place, all in one pass
        in_title = self._in_title[field]
        codes = (left * len(clauses) + right) * 2 + in_title
        pairs, which = np.unique(codes, return_inverse=True)
        shape = (len(pairs), len(gained))
        counts = (
            np.bincount(which * shape[1] + article, self._weights[field], shape[0] * shape[1]).astype(np.float64).reshape(shape)
        )
        saturated = self._profile.similarity.saturated(counts, self._norms[matches.articles])
        worth = np.array([self._of_pair(code, clauses) for code in pairs.tolist()])
        summed: Gained = worth @ saturated
        return summed

    def _of_pair(self, code: int, clauses: Sequence[Clause]) -> float:
        """Return what a pair of clauses is worth; "go through" says nothing, however close together."""
        (left, right), in_title = divmod(code // 2, len(clauses)), code % 2
        one, other = clauses[left], clauses[right]
        if one.is_general and other.is_general:
            return 0.0
        strength = self._profile.title_proximity if in_title else self._profile.proximity
        return strength * min(one.weight, other.weight) * (self._rarest(one) + self._rarest(other))

    def _rarest(self, clause: Clause) -> float:
        return max((self._worth.rarity_of(term) for term in clause.typed), default=0.0)

    def _pairs(self, matches: Matches, clauses: Sequence[Clause]) -> tuple[npt.NDArray[np.integer], ...]:
        """Return the pairs that stand together: place of the article, first and second clause, field."""
        clause = self._clauses_of_terms(matches, clauses)[matches.of_term]
        asked = np.array([each.position for each in clauses])[clause]
        window = self._profile.window
        found = []
        for step in range(1, window + 1):
            first, second = slice(None, -step), slice(step, None)
            apart, order = matches.places[second] - matches.places[first], asked[second] - asked[first]
            near = (apart > 0) & (apart <= window) & (order > 0) & (order <= window)
            near &= matches.of_article[second] == matches.of_article[first]
            parts = (matches.of_article[first], clause[first], clause[second], matches.fields[first])
            found.append([part[near] for part in parts])
        return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))

    def _clauses_of_terms(self, matches: Matches, clauses: Sequence[Clause]) -> npt.NDArray[np.intp]:
        """Return for each term looked for the first clause that it belongs to."""
        first: dict[int | None, int] = {}
        for which, clause in enumerate(clauses):
            for term in clause.terms():
                first.setdefault(self._index.term_number(term), which)
        return np.array([first[number] for number in matches.terms.tolist()], dtype=np.intp)
