"""Scores articles for weighted terms: BM25F over arrays."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log

import numpy as np
import numpy.typing as npt

from kbsearch.ports import Numbers, SearchIndex
from kbsearch.search.profile import RankingProfile

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The articles found, best first (ties in order of id), as far as asked for; ``total`` counts all that were found."""

    total: int
    numbers: list[int]
    scores: list[float]


class Ranker:
    """Ranks the articles of one index."""

    def __init__(self, index: SearchIndex, profile: RankingProfile) -> None:
        self._index = index
        self._profile = profile
        mean = index.mean_length or 1.0
        self._norms = profile.k1 * (1 - profile.b + profile.b * index.lengths / mean)

    def rank(self, terms: Mapping[str, float], allowed: npt.NDArray[np.bool_], limit: int) -> Ranking:
        """Return the best ``limit`` of the ``allowed`` articles that have any of ``terms`` (term -> weight in the query)."""
        scores: Scores = np.zeros(self._index.size)
        matched = np.zeros(self._index.size, dtype=np.bool_)
        for term, weight in terms.items():
            numbers, contributions = self.contributions(term, weight)
            scores[numbers] += contributions
            matched[numbers] = True
        found = np.flatnonzero(matched & allowed)
        best = _best(scores[found], limit)
        return Ranking(len(found), found[best].tolist(), scores[found][best].tolist())

    def contributions(self, term: str, weight: float) -> tuple[Numbers, Scores]:
        """Return the articles that have ``term`` and what it gives to each one's score."""
        numbers, frequencies = self._index.frequencies(term)
        saturated = frequencies * (self._profile.k1 + 1) / (frequencies + self._norms[numbers])
        return numbers, (weight * self.rarity(len(numbers)) * saturated).astype(np.float64)

    def rarity(self, articles: int) -> float:
        """Return the inverse document frequency of a term that ``articles`` have; always positive."""
        return log(1 + (self._index.size - articles + 0.5) / (articles + 0.5))

    def rarities(self, terms: Mapping[str, float]) -> Iterator[tuple[str, float]]:
        """Yield each term with its weight in the query times its rarity, what a sentence is worth that has it."""
        for term, weight in terms.items():
            yield term, weight * self.rarity(len(self._index.frequencies(term)[0]))


def _best(scores: Scores, limit: int) -> npt.NDArray[np.intp]:
    """Return the places of the ``limit`` highest scores, highest first, earlier places first among equals."""
    if 0 < limit < len(scores):
        floor = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        candidates = np.flatnonzero(scores >= floor)
    else:
        candidates = np.arange(len(scores))
    return candidates[np.argsort(-scores[candidates], kind="stable")][:limit]
