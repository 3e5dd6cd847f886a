"""Scores articles for clauses: BM25F over arrays, then neighbouring words for the best."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, reduce
from math import log

import numpy as np
import numpy.typing as npt

from kbsearch.membership import common
from kbsearch.model import Contribution
from kbsearch.ports import Numbers, SearchIndex
from kbsearch.search.answerable import LOOKED_AT, is_answerable
from kbsearch.search.clauses import Alternative, Clause
from kbsearch.search.profile import RankingProfile
from kbsearch.search.proximity import Proximity

_RAISED = 1.3
"""How much more an alternative may be worth where rarer words were typed."""

Scores = npt.NDArray[np.float64]
Found = tuple[Numbers, Scores]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The articles found, best first (ties in order of id), as far as asked for; ``total`` counts all that were found.

    ``best_possible`` is what an article would score that had every word of the query without end.
    """

    total: int
    numbers: list[int]
    scores: list[float]
    best_possible: float

    def part(self, start: int, end: int) -> Iterator[tuple[int, float]]:
        """Yield the articles from place ``start`` to before ``end`` with their scores."""
        return zip(self.numbers[start:end], self.scores[start:end], strict=True)

    def with_first(self, pinned: Sequence[int]) -> "Ranking":
        """Return the same with ``pinned`` articles in front, found or not; all that was found must be in it."""
        scores = dict(zip(self.numbers, self.scores, strict=True))
        numbers = [*pinned, *(number for number in self.numbers if number not in pinned)]
        return Ranking(len(numbers), numbers, [scores.get(number, 0.0) for number in numbers], self.best_possible)


class Ranker:
    """Ranks the articles of one index."""

    def __init__(self, index: SearchIndex, profile: RankingProfile) -> None:
        self._index = index
        self._profile = profile
        mean = index.mean_length or 1.0
        self._norms = profile.k1 * (1 - profile.b + profile.b * index.lengths / mean)
        self._rarest = self._log_odds(1)
        self.rarity_of = lru_cache(maxsize=50_000)(self._rarity_of)
        self._articles = lru_cache(maxsize=50_000)(self._count_articles)
        self._proximity = Proximity(index, profile, self._norms)

    def rank(self, clauses: Sequence[Clause], allowed: npt.NDArray[np.bool_], limit: int) -> Ranking:
        """Return the best ``limit`` of the ``allowed`` articles that any of ``clauses`` matches well enough."""
        scores: Scores = np.zeros(self._index.size)
        matched = []
        for clause in clauses:
            numbers, gained = self.clause_scores(clause)
            scores[numbers] += gained
            matched.append((clause, self.worth(clause), numbers))
        best_possible = sum(worth for _, worth, _ in matched) * (self._profile.k1 + 1)
        found = np.flatnonzero((scores > 0) & allowed)
        numbers, kept = self._reranked(clauses, found, scores[found], limit)
        if not is_answerable(self._index, self._profile, matched, numbers[:LOOKED_AT]):
            return Ranking(0, [], [], best_possible)
        floor = kept[0] * self._profile.tail
        total = int((scores[found] > floor).sum())
        numbers, kept = numbers[:total], kept[:total]
        return Ranking(total, numbers[:limit].tolist(), kept[:limit].tolist(), best_possible)

    def _reranked(self, clauses: Sequence[Clause], found: npt.NDArray[np.intp], scores: Scores, limit: int) -> Found:
        """Return the best articles in order, the first of them by their neighbouring words too."""
        head = self._profile.reranked
        order = _best(scores, max(limit, head))
        numbers, kept = found[order].astype(np.uint32), scores[order]
        kept[:head] += self._proximity.scores(numbers[:head], clauses, self.rarity_of)
        again = np.lexsort((numbers[:head], -kept[:head]))
        numbers[:head], kept[:head] = numbers[:head][again], kept[:head][again]
        return numbers, kept

    def clause_scores(self, clause: Clause) -> Found:
        """Return the articles that a clause matches, and what it gives each: the best of its alternatives."""
        if len(clause.typed) == 1 and not clause.alternatives:
            return self._term_scores(clause.typed[0], clause.weight)
        gained: Scores = np.zeros(self._index.size)
        for term in clause.typed:
            numbers, scores = self._term_scores(term, clause.weight)
            gained[numbers] += scores
        for alternative in clause.alternatives:
            numbers, scores = self._alternative_scores(clause, alternative)
            gained[numbers] = np.maximum(gained[numbers], scores)
        matched = np.flatnonzero(gained).astype(np.uint32)
        return matched, gained[matched]

    def worth(self, clause: Clause) -> float:
        """Return what a clause is worth before saturation; a word that the index lacks is worth as much as the rarest one."""
        typed = [self.rarity_of(term) for term in clause.typed]
        if any(self._articles(term) for term in clause.typed) or not clause.alternatives:
            return clause.weight * sum(typed)
        return clause.weight * max(a.weight * sum(map(self.rarity_of, a.terms)) for a in clause.alternatives)

    def _rarity_of(self, term: str) -> float:
        """Return the inverse document frequency of a term, sharpened; always positive."""
        odds = self._log_odds(max(self._articles(term), 1))
        return odds * float((odds / self._rarest) ** (self._profile.rarity_power - 1))

    def sentence_worth(self, clauses: Sequence[Clause], general: frozenset[str]) -> dict[str, float]:
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
        return self._articles(term) < self._index.size / 2

    def explain(self, number: int, clauses: Sequence[Clause]) -> Iterator[Contribution]:
        """Yield where each point of an article's score came from."""
        for clause in clauses:
            yield from self._explain_clause(number, clause)
        near = float(self._proximity.scores(np.array([number]), clauses, self.rarity_of)[0])
        if near:
            yield Contribution("", "words stand together as in the query", near)

    def _explain_clause(self, number: int, clause: Clause) -> Iterator[Contribution]:
        typed = [
            Contribution(term, f"in {self._articles(term)} of {self._index.size} articles", score)
            for term in clause.typed
            if (score := _score_at(number, self._term_scores(term, clause.weight)))
        ]
        best = sum(contribution.score for contribution in typed)
        instead = None
        for alternative in clause.alternatives:
            score = _score_at(number, self._alternative_scores(clause, alternative))
            if score > best:
                best, instead = score, Contribution(" ".join(alternative.terms), alternative.reason, score)
        yield from [instead] if instead else typed

    def _alternative_scores(self, clause: Clause, alternative: Alternative) -> Found:
        """Score the articles that have all terms of an alternative, worth no more than the words as typed, nor much more than its own."""
        found = [self._term_scores(term, 1.0) for term in alternative.terms]
        numbers = reduce(common, [each for each, _ in found])
        if not len(numbers):
            return numbers, np.zeros(0)
        scores = np.sum([gained[np.searchsorted(having, numbers)] for having, gained in found], axis=0)
        own = sum(map(self.rarity_of, alternative.terms))
        typed = sum(self.rarity_of(term) for term in clause.typed if self._articles(term)) or own
        return numbers, scores * clause.weight * alternative.weight * min(typed / own, _RAISED)

    def _term_scores(self, term: str, weight: float) -> Found:
        numbers, frequencies = self._index.frequencies(term)
        saturated = frequencies * (self._profile.k1 + 1) / (frequencies + self._norms[numbers])
        return numbers, (weight * self.rarity_of(term) * saturated).astype(np.float64)

    def _count_articles(self, term: str) -> int:
        return len(self._index.frequencies(term)[0])

    def _log_odds(self, articles: int) -> float:
        return log(1 + (max(self._index.size, 1) - articles + 0.5) / (articles + 0.5))


def _score_at(number: int, found: Found) -> float:
    numbers, scores = found
    place = int(np.searchsorted(numbers, number))
    return float(scores[place]) if place < len(numbers) and numbers[place] == number else 0.0


def _best(scores: Scores, limit: int) -> npt.NDArray[np.intp]:
    """Return the places of the ``limit`` highest scores, highest first, earlier places first among equals."""
    if 0 < limit < len(scores):
        floor = np.partition(scores, len(scores) - limit)[len(scores) - limit]
        candidates = np.flatnonzero(scores >= floor)
    else:
        candidates = np.arange(len(scores))
    return candidates[np.argsort(-scores[candidates], kind="stable")][:limit]
