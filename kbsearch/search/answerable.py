"""Whether the articles have an answer at all.

A query about the weather finds articles too, by a word that happens to stand in them. They are an answer only if one of the best has a good share of what the
query asks for, weighed by rarity: words that the articles lack count as the rarest, words of daily speech that they have count little. A smaller share is enough
where it stands in a title, which says what an article is about. Long messages always have words enough.
"""

from collections.abc import Sequence

import numpy as np

from kbsearch.membership import among
from kbsearch.ports import Field, Numbers, SearchIndex
from kbsearch.search.clauses import Clause
from kbsearch.search.profile import RankingProfile

LOOKED_AT = 10
"""Articles, best first, of which one must have enough."""
_MESSAGE = 16
"""Clauses from which on a query is a message."""
_GENERAL = 0.3
"""What a word of daily speech counts, beside others."""
_ABOUT = Field.TITLE

Matched = Sequence[tuple[Clause, float, Numbers]]
"""Each clause with what it is worth, and the articles it matches."""


def is_answerable(index: SearchIndex, profile: RankingProfile, matched: Matched, best: Numbers) -> bool:
    """Whether one of the ``best`` articles has enough of the query."""
    if len(matched) > _MESSAGE or not len(best):
        return bool(len(best))
    worth = [value * (_GENERAL if clause.is_general and len(numbers) else 1.0) for clause, value, numbers in matched]
    whole = sum(worth) or 1.0
    covered = (
        np.sum([value * among(numbers, best) for value, (_, _, numbers) in zip(worth, matched, strict=True)], axis=0) / whole
    )
    if covered.max() >= profile.coverage:
        return True
    about = [_terms_about(index, number) for number in best.tolist()]
    in_titles = np.zeros(len(best))
    for value, (clause, _, _) in zip(worth, matched, strict=True):
        terms = {index.term_number(term) for term in clause.terms()}
        if not clause.is_general:
            in_titles += value * np.array([not terms.isdisjoint(having) for having in about])
    return bool(in_titles.max() / whole >= profile.title_coverage)


def _terms_about(index: SearchIndex, number: int) -> frozenset[int]:
    """Return the numbers of the terms that stand in what says what an article is about."""
    tokens = index.tokens
    here = slice(int(tokens.bounds[number]), int(tokens.bounds[number + 1]))
    return frozenset(tokens.terms[here][tokens.fields[here] == _ABOUT].tolist())
