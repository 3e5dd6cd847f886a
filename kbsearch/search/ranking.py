"""Ranks articles for clauses: what each word gives, then neighbouring words for the best."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kbsearch.ports import SearchIndex, Weights
from kbsearch.search.answerable import LOOKED_AT, Answerable
from kbsearch.search.clauses import Clause
from kbsearch.search.gains import Gains
from kbsearch.search.matches import matches
from kbsearch.search.profile import RankingProfile
from kbsearch.search.proximity import Proximity
from kbsearch.search.worth import Worth


@dataclass(frozen=True, slots=True)
class Ranking:
    """The articles found, best first (ties in order of id), as far as asked for; ``total`` counts all that were found.

    ``best_possible`` is what an article would score that had every word of the query without end; ``found`` tells of every article of the index
    whether it is among the found.
    """

    total: int
    numbers: list[int]
    scores: list[float]
    best_possible: float
    found: npt.NDArray[np.bool_]

    def part(self, start: int, end: int) -> Iterator[tuple[int, float]]:
        """Yield the articles from place ``start`` to before ``end`` with their scores."""
        return zip(self.numbers[start:end], self.scores[start:end], strict=True)

    def with_first(self, pinned: Sequence[int]) -> "Ranking":
        """Return the same with ``pinned`` articles in front, found or not; all that was found must be in it."""
        scores = dict(zip(self.numbers, self.scores, strict=True))
        numbers = [*pinned, *(number for number in self.numbers if number not in pinned)]
        found = self.found.copy()
        found[pinned] = True
        return Ranking(len(numbers), numbers, [scores.get(number, 0.0) for number in numbers], self.best_possible, found)

    def within(self, allowed: npt.NDArray[np.bool_]) -> "Ranking":
        """Return what is ``allowed`` of it, in the same order; all that was found must be in it."""
        kept = [(number, score) for number, score in zip(self.numbers, self.scores, strict=True) if allowed[number]]
        return Ranking(
            len(kept), [number for number, _ in kept], [score for _, score in kept], self.best_possible, self.found & allowed
        )


class Ranker:
    """Ranks the articles of one index. ``ReferenceScorer`` says the same slowly and plainly."""

    def __init__(self, index: SearchIndex, profile: RankingProfile) -> None:
        self._index = index
        self._profile = profile
        self.worth = Worth(index, profile)
        self._gains = Gains(index, self.worth)
        self._proximity = Proximity(index, profile, self.worth)
        self._answerable = Answerable(index, profile, self.worth)

    def rank(self, clauses: Sequence[Clause], allowed: npt.NDArray[np.bool_], limit: int) -> Ranking:
        """Return the best ``limit`` of the ``allowed`` articles that any of ``clauses`` matches well enough."""
        scores = self._gains.of(clauses, allowed)
        numbers = _best(scores, max(limit, self._profile.reranked), self._profile.tail)
        kept = scores[numbers].astype(np.float64)
        head = slice(self._profile.reranked)
        found = matches(self._index, numbers[head], clauses)
        kept[head] += self._proximity.scores(found, clauses)
        again = np.lexsort((numbers[head], -kept[head]))
        best_possible = sum(map(self.worth.of_clause, clauses)) * self._profile.similarity.most
        if not self._answerable.is_answerable(clauses, found, again[:LOOKED_AT]):
            return Ranking(0, [], [], best_possible, np.zeros(len(scores), dtype=np.bool_))
        numbers[head], kept[head] = numbers[head][again], kept[head][again]
        reached = scores > kept[0] * self._profile.tail
        total = int(np.count_nonzero(reached))
        if total < len(numbers):  # neighbouring words may have lifted another article among the first so many
            reached[:] = False
            reached[numbers[:total]] = True
        shown = min(total, limit)
        return Ranking(total, numbers[:shown].tolist(), kept[:shown].tolist(), best_possible, reached)

    def best(self, clauses: Sequence[Clause], allowed: npt.NDArray[np.bool_], limit: int) -> npt.NDArray[np.intp]:
        """Return the best ``limit`` articles by what each word gives alone, the first of two stages."""
        return _best(self._gains.of(clauses, allowed), limit, self._profile.tail)


def _best(scores: Weights, limit: int, tail: float) -> npt.NDArray[np.intp]:
    """Return the articles with the ``limit`` highest scores, highest first, in order of number among equals.

    Where enough articles have more than the ``tail`` of the highest score, no others are looked at.
    """
    candidates = np.flatnonzero(scores > scores.max(initial=0.0) * tail)
    if len(candidates) < limit:
        candidates = np.flatnonzero(scores)
    of_candidates = scores[candidates]
    if len(candidates) > limit:
        least = np.partition(of_candidates, len(candidates) - limit)[len(candidates) - limit]
        candidates = candidates[of_candidates >= least]
        of_candidates = scores[candidates]
    order = np.argsort(-of_candidates, kind="stable")[:limit]
    chosen: npt.NDArray[np.intp] = candidates[order]
    return chosen
