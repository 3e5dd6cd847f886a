"""Whether two words stand side by side in some article, which tells a compound that is used from one that is not."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from kbsearch.membership import common
from kbsearch.ports import Numbers, SearchIndex

_LOOKED_AT = 200
"""Articles with both words that are looked into."""


class Adjacency:
    """Answers for one index, or for the ``visible`` articles of it. Remembers its answers; safe to use from several threads."""

    def __init__(self, index: SearchIndex, visible: Numbers | None = None) -> None:
        self._index = index
        self._visible = visible
        self.stand_together = lru_cache(maxsize=20_000)(self._stand_together)

    def _stand_together(self, first: str, second: str) -> bool:
        """Whether ``second`` follows ``first`` directly in some article."""
        number, following = self._index.term_number(first), self._index.term_number(second)
        if number is None or following is None:
            return False
        both = common(self._index.frequencies(first)[0], self._index.frequencies(second)[0])
        if self._visible is not None:
            both = common(both, self._visible)
        tokens = self._index.tokens
        here = token_places(tokens.bounds, both[:_LOOKED_AT])
        terms, places = np.asarray(tokens.terms)[here], np.asarray(tokens.places)[here]
        return bool(np.intersect1d(places[terms == number] + 1, places[terms == following]).size)


def token_places(bounds: npt.NDArray[np.int64], numbers: npt.NDArray[np.integer]) -> npt.NDArray[np.int64]:
    """Return where the tokens of several articles lie, one article after the other."""
    starts, ends = bounds[numbers], bounds[numbers + 1]
    lengths = ends - starts
    return np.repeat(starts - (np.cumsum(lengths) - lengths), lengths) + np.arange(int(lengths.sum()))
