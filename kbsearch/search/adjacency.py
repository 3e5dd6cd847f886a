"""Whether two words stand side by side in some article, which tells a compound that is used from one that is not."""

from functools import lru_cache

import numpy as np

from kbsearch.membership import common
from kbsearch.ports import Numbers, SearchIndex

_LOOKED_AT = 200
"""Articles with both words that are looked into."""
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
        tokens = self._index.tokens_of(both[:_LOOKED_AT])
        first_places, places = tokens.places[tokens.terms == number], tokens.places[tokens.terms == following]
        return bool(np.intersect1d(first_places + 1, places).size)
