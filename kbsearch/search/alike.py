"""Articles about the same thing: those that share the words by which an article is found."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from kbsearch.ports import Field, SearchIndex

MOST = 20
"""Articles that are named at most."""

_WORDS = 12
"""The words that say most about an article; more would find more that has little to do with it."""

_SHARE = 0.15
"""What an article must have of these words, by weight, to be about the same."""

_REMEMBERED = 2_000


class Alike:
    """Compares the articles of one index. Safe to use from several threads."""

    def __init__(self, index: SearchIndex, general: frozenset[str]) -> None:
        self._index = index
        self._general = general
        self.to = lru_cache(maxsize=_REMEMBERED)(self._to)

    def _to(self, number: int) -> Sequence[int]:
        """Return the articles most like one, the likest first; whoever shows them must look who may see them."""
        worth = self._worth(number)
        scores = np.zeros(self._index.size)
        shared = np.zeros(self._index.size, dtype=np.uint8)
        for term, weight in worth.items():
            impacts = self._index.impacts(term)
            scores[impacts.articles] += weight * impacts.scores
            shared[impacts.articles] += 1
        least = _SHARE * scores[number]
        scores[shared < min(2, len(worth))] = 0.0
        scores[number] = 0.0
        best = np.argsort(-scores, kind="stable")[:MOST]
        return [int(other) for other in best if scores[other] > 0 and scores[other] >= least]

    def _worth(self, number: int) -> dict[str, float]:
        """Return the words that say most about an article, each with what it gives it."""
        passages = (passage for passage in self._index.passages(number) if passage.field is not Field.BODY)
        terms = {token.term for passage in passages for token in passage.tokens} - self._general
        worth = {term: self._given(term, number) for term in terms}
        return dict(sorted(worth.items(), key=lambda pair: (-pair[1], pair[0]))[:_WORDS])

    def _given(self, term: str, number: int) -> float:
        impacts = self._index.impacts(term)
        return float(impacts.scores[np.searchsorted(impacts.articles, number)])
