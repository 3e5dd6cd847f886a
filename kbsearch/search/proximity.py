"""Neighbouring words: an article where words of the query stand together, in the query's order, is the likelier answer.

Counts, for a handful of articles at once, the pairs of neighbouring clauses whose words stand at most ``window`` positions apart; a pair saturates and is normed
like a word, and is worth the rarities of both its words.
"""

from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from kbsearch.ports import Field, SearchIndex
from kbsearch.search.adjacency import token_places
from kbsearch.search.clauses import Clause
from kbsearch.search.profile import RankingProfile

_TITLES = (Field.TITLE, Field.QUESTIONS)


class Proximity:
    """Scores articles of one index for neighbouring words."""

    def __init__(self, index: SearchIndex, profile: RankingProfile, norms: npt.NDArray[np.float32]) -> None:
        self._index = index
        self._profile = profile
        self._norms = norms
        self._weights = np.array([profile.fields[field] for field in Field])
        self._titles = np.isin(np.arange(len(Field)), _TITLES)

    def scores(
        self, numbers: npt.NDArray[np.integer], clauses: Sequence[Clause], rarity: Callable[[str], float]
    ) -> npt.NDArray[np.float64]:
        """Return what each of the articles ``numbers`` gains."""
        gained = np.zeros(len(numbers))
        if len(clauses) < 2 or not len(numbers):
            return gained
        article, clause, place, field = self._matches(numbers, clauses)
        worth = np.array([max((rarity(term) for term in clause.typed), default=0.0) for clause in clauses])
        weight = np.array([clause.weight for clause in clauses])
        position = np.array([clause.position for clause in clauses])
        counts: dict[tuple[int, int, bool], npt.NDArray[np.float64]] = {}
        for step in range(1, self._profile.window + 1):
            first, second = slice(None, -step), slice(step, None)
            apart = place[second].astype(np.int64) - place[first]
            asked = position[clause[second]] - position[clause[first]]
            near = (article[second] == article[first]) & (apart > 0) & (apart <= self._profile.window)
            near &= (asked > 0) & (asked <= self._profile.window)
            self._count(
                counts, article[first][near], clause[first][near], clause[second][near], field[first][near], len(numbers)
            )
        for (left, right, in_title), count in counts.items():
            if clauses[left].is_general and clauses[right].is_general:
                continue  # "go through" says nothing, however close together
            strength = self._profile.title_proximity if in_title else self._profile.proximity
            saturated = count * (self._profile.k1 + 1) / (count + self._norms[numbers])
            gained += strength * min(weight[left], weight[right]) * (worth[left] + worth[right]) * saturated
        return gained

    def _matches(self, numbers: npt.NDArray[np.integer], clauses: Sequence[Clause]) -> tuple[npt.NDArray[np.int64], ...]:
        """Return the tokens of the articles that any clause matches: place of the article in ``numbers``, clause, place, field."""
        tokens = self._index.tokens
        known: dict[int, int] = {}
        for which, clause in enumerate(clauses):
            for term in clause.terms():
                number = self._index.term_number(term)
                if number is not None:
                    known.setdefault(number, which)
        wanted = np.array(sorted(known), dtype=np.uint32)
        clause_of = np.array([known[number] for number in sorted(known)], dtype=np.int64)
        lengths = tokens.bounds[numbers + 1] - tokens.bounds[numbers]
        everything = token_places(tokens.bounds, numbers)
        terms = tokens.terms[everything]
        found = np.searchsorted(wanted, terms)
        matching = np.flatnonzero(wanted[np.minimum(found, len(wanted) - 1)] == terms) if len(wanted) else np.empty(0, np.int64)
        chosen = everything[matching]
        article = np.repeat(np.arange(len(numbers)), lengths)[matching]
        return (
            article,
            clause_of[found[matching]],
            tokens.places[chosen].astype(np.int64),
            tokens.fields[chosen].astype(np.int64),
        )

    def _count(
        self,
        counts: dict[tuple[int, int, bool], npt.NDArray[np.float64]],
        article: npt.NDArray[np.int64],
        left: npt.NDArray[np.int64],
        right: npt.NDArray[np.int64],
        field: npt.NDArray[np.int64],
        size: int,
    ) -> None:
        for pair in {(int(a), int(b)) for a, b in zip(left, right, strict=True)}:
            of_pair = (left == pair[0]) & (right == pair[1])
            for in_title in (True, False):
                chosen = of_pair & (self._titles[field] == in_title)
                if chosen.any():
                    added = np.bincount(article[chosen], self._weights[field[chosen]], size)
                    counts[*pair, in_title] = counts.get((*pair, in_title), np.zeros(size)) + added
