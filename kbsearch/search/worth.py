"""What words are worth: a word by its rarity, a clause by its words, a sentence's words for marking them."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from kbsearch.ports import SearchIndex
from kbsearch.search.clauses import Clause
from kbsearch.search.profile import RankingProfile

_REMEMBERED = 10_000
"""Words whose rarity is kept."""


class Worth:
    """Weighs the words of one index."""

    def __init__(self, index: SearchIndex, profile: RankingProfile) -> None:
        self._index = index
        self._similarity = profile.similarity
        self.rarity_of = lru_cache(maxsize=_REMEMBERED)(self._rarity_of)
        self.articles = lru_cache(maxsize=_REMEMBERED)(self._articles)

    def _rarity_of(self, term: str) -> float:
        """Return the inverse document frequency of a term, sharpened; always positive."""
        return float(self._similarity.rarities(np.array(self.articles(term)), self._index.size))

    def _articles(self, term: str) -> int:
        """Return how many articles have a term."""
        return len(self._index.frequencies(term)[0])

    def of_clause(self, clause: Clause) -> float:
        """Return what a clause is worth before saturation; a word that the index lacks is worth as much as the rarest one."""
        typed = [self.rarity_of(term) for term in clause.typed]
        if any(self.articles(term) for term in clause.typed) or not clause.alternatives:
            return clause.weight * sum(typed)
        return clause.weight * max(a.weight * sum(map(self.rarity_of, a.terms)) for a in clause.alternatives)

    def in_sentence(self, clauses: Sequence[Clause], general: frozenset[str]) -> dict[str, float]:
        """Return what each term that may match is worth to a sentence that has it, the terms to be marked.

        Words of daily speech (``general``) are left out where most articles have them, and so are alternatives of several words, whose words on
        their own mean something else.
        """
        worth: dict[str, float] = {}
        for clause in clauses:
            alone = len(clause.typed) == 1
            shares = [(term, 1.0) for term in clause.typed if not alone or term not in general or self._is_telling(term)]
            shares += [(a.terms[0], a.weight) for a in clause.alternatives if len(a.terms) == 1]
            for term, share in shares:
                worth[term] = max(worth.get(term, 0.0), clause.weight * share * self.rarity_of(term))
        return worth

    def _is_telling(self, term: str) -> bool:
        return self.articles(term) < self._index.size / 2
