"""Whether two words stand side by side in some article, which tells a compound that is used from one that is not."""

from functools import lru_cache

import numpy as np

from kbsearch.membership import common
from kbsearch.ports import Numbers, SearchIndex

_LOOKED_AT = 200
"""Articles with both words that are looked into."""
_AT_FIRST = 12
"""Articles of these that mostly suffice: words that stand side by side somewhere do so in most articles with both."""
_REMEMBERED = 5_000
"""Answers that are kept: a query asks for the same few pairs several times."""


class Adjacency:
    """Answers for one index, or for the ``visible`` articles of it. Remembers its answers; safe to use from several threads."""

    def __init__(self, index: SearchIndex, visible: Numbers | None = None) -> None:
        self._index = index
        self._visible = visible
        self.stand_together = lru_cache(maxsize=_REMEMBERED)(self._stand_together)

    def _stand_together(self, first: str, second: str) -> bool:
        """Whether ``second`` follows ``first`` directly in some article."""
        number, following = self._index.term_number(first), self._index.term_number(second)
        if number is None or following is None:
            return False
        both = common(self._index.frequencies(first)[0], self._index.frequencies(second)[0])
        if self._visible is not None:
            both = common(both, self._visible)
        portions = (both[:_AT_FIRST], both[_AT_FIRST:_LOOKED_AT])
        return any(len(articles) and self._follows(number, following, articles) for articles in portions)

    def _follows(self, number: int, following: int, articles: Numbers) -> bool:
        tokens = self._index.tokens_of(articles)
        terms = np.ascontiguousarray(tokens.terms)
        first_places, places = (tokens.places[np.flatnonzero(terms == term)] for term in (number, following))
        return not set((first_places + 1).tolist()).isdisjoint(places.tolist())
