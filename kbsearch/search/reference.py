"""What the ranking means, said plainly and slowly: word by word, article by article. Kept for tests and for ``--explain``.

``Ranker`` gives the same scores, to a relative 1e-5, and the same order.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from kbsearch.model import Contribution
from kbsearch.ports import Passage, SearchIndex
from kbsearch.search.clauses import Alternative, Clause
from kbsearch.search.gains import RAISED
from kbsearch.search.profile import RankingProfile
from kbsearch.search.proximity import TITLES

Pair = tuple[int, int, bool]
"""Two clauses, and whether their words stand together in a title."""


class ReferenceScorer:
    """Scores single articles of one index."""

    def __init__(self, index: SearchIndex, profile: RankingProfile) -> None:
        self._index = index
        self._profile = profile
        self._similarity = profile.similarity

    def rank(self, clauses: Sequence[Clause], articles: Iterable[int]) -> list[tuple[int, float]]:
        """Return those of ``articles`` that some clause matches, best first (ties in order of number), with their scores."""
        scored = [(number, self.of_words(number, clauses)) for number in articles]
        found = sorted(((number, score) for number, score in scored if score > 0), key=_best_first)
        head, rest = found[: self._profile.reranked], found[self._profile.reranked :]
        head = [(number, score + self.of_neighbours(number, clauses)) for number, score in head]
        return [*sorted(head, key=_best_first), *rest]

    def explain(self, number: int, clauses: Sequence[Clause]) -> Iterator[Contribution]:
        """Yield where each point of an article's score came from."""
        for clause in clauses:
            yield from self._of_clause(number, clause)
        near = self.of_neighbours(number, clauses)
        if near:
            yield Contribution("", "words stand together as in the query", near)

    def of_words(self, number: int, clauses: Sequence[Clause]) -> float:
        """Return what the words of an article give."""
        return sum(contribution.score for clause in clauses for contribution in self._of_clause(number, clause))

    def _of_clause(self, number: int, clause: Clause) -> Sequence[Contribution]:
        """Return what the words as typed give, or the best alternative where that gives more."""
        typed = [
            Contribution(term, f"in {self._articles(term)} of {self._index.size} articles", score)
            for term in clause.typed
            if (score := clause.weight * self._of_term(number, term))
        ]
        best = sum(contribution.score for contribution in typed)
        instead = None
        for alternative in clause.alternatives:
            score = self._of_alternative(number, clause, alternative)
            if score > best:
                best, instead = score, Contribution(" ".join(alternative.terms), alternative.reason, score)
        return typed if instead is None else [instead]

    def _of_alternative(self, number: int, clause: Clause, alternative: Alternative) -> float:
        """Return what an alternative gives an article that has all its terms: no more than the words as typed, nor much more than its own."""
        scores = [self._of_term(number, term) for term in alternative.terms]
        if not all(scores):
            return 0.0
        own = sum(map(self._rarity, alternative.terms))
        typed = sum(self._rarity(term) for term in clause.typed if self._articles(term)) or own
        return sum(scores) * clause.weight * alternative.weight * min(typed / own, RAISED)

    def _of_term(self, number: int, term: str) -> float:
        weights = self._similarity.fields
        frequency = sum(
            weights[passage.field] for passage in self._index.passages(number) for token in passage.tokens if token.term == term
        )
        return self._rarity(term) * self._saturated(frequency, number) if frequency else 0.0

    def _saturated(self, frequency: float, number: int) -> float:
        k1, b, lengths = self._similarity.k1, self._similarity.b, self._index.lengths
        norm = k1 * (1 - b + b * float(lengths[number]) / self._index.mean_length)
        return frequency * (k1 + 1) / (frequency + norm)

    def _rarity(self, term: str) -> float:
        return float(self._similarity.rarities(np.array(self._articles(term)), self._index.size))

    def _articles(self, term: str) -> int:
        return len(self._index.frequencies(term)[0])

    def of_neighbours(self, number: int, clauses: Sequence[Clause]) -> float:
        """Return what an article gains by words that stand together as in the query."""
        if len(clauses) < 2:
            return 0.0
        counts: defaultdict[Pair, float] = defaultdict(float)
        for passage in self._index.passages(number):
            for left, right in self._pairs(passage, clauses):
                counts[left, right, passage.field in TITLES] += self._similarity.fields[passage.field]
        return sum(self._of_pair(pair, count, number, clauses) for pair, count in counts.items())

    def _of_pair(self, pair: Pair, count: float, number: int, clauses: Sequence[Clause]) -> float:
        left, right, in_title = clauses[pair[0]], clauses[pair[1]], pair[2]
        if left.is_general and right.is_general:
            return 0.0
        strength = self._profile.title_proximity if in_title else self._profile.proximity
        rarest = sum(max(map(self._rarity, clause.typed), default=0.0) for clause in (left, right))
        return strength * min(left.weight, right.weight) * rarest * self._saturated(count, number)

    def _pairs(self, passage: Passage, clauses: Sequence[Clause]) -> Iterator[tuple[int, int]]:
        """Yield the clauses of each two words of the query that stand near each other, in the query's order."""
        clause_of: dict[str, int] = {}
        for which, clause in enumerate(clauses):
            for term in clause.terms():
                clause_of.setdefault(term, which)
        having = [(token.position, clause_of[token.term]) for token in passage.tokens if token.term in clause_of]
        window = self._profile.window
        for at, (position, left) in enumerate(having):
            for other, right in having[at + 1 : at + 1 + window]:
                asked = clauses[right].position - clauses[left].position
                if 0 < other - position <= window and 0 < asked <= window:
                    yield left, right


def _best_first(scored: tuple[int, float]) -> tuple[float, int]:
    return -scored[1], scored[0]
