"""What clauses give articles, added up over arrays."""

from collections.abc import Sequence
from functools import reduce

import numpy as np
import numpy.typing as npt

from kbsearch.membership import common
from kbsearch.ports import Impacts, Numbers, SearchIndex, Weights
from kbsearch.search.clauses import Alternative, Clause
from kbsearch.search.worth import Worth

RAISED = 1.3
"""How much more an alternative may be worth where rarer words were typed."""


class Gains:
    """Scores the articles of one index; the arrays have a value for every article."""

    def __init__(self, index: SearchIndex, worth: Worth) -> None:
        self._index = index
        self._worth = worth

    def of(self, clauses: Sequence[Clause], allowed: npt.NDArray[np.bool_]) -> Weights:
        """Return what ``clauses`` give each article, 0 where none matches or the article is not ``allowed``."""
        scores = np.zeros(self._index.size, np.float32)
        for clause in clauses:
            if len(clause.typed) == 1 and not clause.alternatives:
                _add(self._index.impacts(clause.typed[0]), clause.weight, scores)
            else:
                scores += self.of_clause(clause)
        scores *= allowed
        return scores

    def of_clause(self, clause: Clause) -> Weights:
        """Return what a clause gives each article: the best of its alternatives, or its words as typed."""
        gained = np.zeros(self._index.size, np.float32)
        for term in clause.typed:
            _add(self._index.impacts(term), 1.0, gained)
        for alternative in clause.alternatives:
            articles, scores = self._of_alternative(clause, alternative)
            gained[articles] = np.maximum(gained[articles], scores)
        gained *= clause.weight
        return gained

    def _of_alternative(self, clause: Clause, alternative: Alternative) -> tuple[Numbers, Weights]:
        """Score the articles that have all terms of an alternative, worth no more than the words as typed, nor much more than its own."""
        found = [self._index.impacts(term) for term in alternative.terms]
        articles = reduce(common, [impacts.articles for impacts in found])
        own = sum(map(self._worth.rarity_of, alternative.terms))
        typed = sum(self._worth.rarity_of(term) for term in clause.typed if self._worth.articles(term)) or own
        scores = sum((_at(impacts, articles) for impacts in found), np.zeros(len(articles), np.float32))
        return articles, scores * np.float32(alternative.weight * min(typed / own, RAISED))


def _add(impacts: Impacts, weight: float, scores: Weights) -> None:
    """Add what a term gives; the row of a common term in one pass, the few postings of any other by their places."""
    if impacts.everywhere is not None:
        scores += impacts.everywhere if weight == 1.0 else impacts.everywhere * np.float32(weight)
    else:
        np.add.at(scores, impacts.articles, impacts.scores if weight == 1.0 else impacts.scores * np.float32(weight))


def _at(impacts: Impacts, articles: Numbers) -> Weights:
    """Return what a term gives to some of the articles that have it."""
    if impacts.everywhere is not None:
        return impacts.everywhere[articles]
    return impacts.scores[np.searchsorted(impacts.articles, articles)]
