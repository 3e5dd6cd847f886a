"""Which forms of a lexicon are a typing error or two away from a word.

A distance of at most ``k`` edits needs lengths that differ by at most ``k`` and sets of letters that differ by at most ``2k``. Both are numbers kept for every
form, so that all but a few hundred forms are ruled out by array operations; only the rest is read and measured.
"""

from collections.abc import Callable, Iterable, Sequence

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import OSA

_CACHED = 1_000
"""Words whose neighbours are remembered; then all are forgotten."""


class NearForms:
    """The forms of one script, found by what they are nearly. ``key`` returns a form as it is compared, nothing for one of another script."""

    def __init__(self, forms: Sequence[str], key: Callable[[str], str]) -> None:
        self._forms = forms
        keyed = [(place, known) for place, form in enumerate(forms) if (known := key(form))]
        self._places = np.array([place for place, _ in keyed], dtype=np.uint32)
        self._lengths = np.fromiter((len(known) for _, known in keyed), np.int16, len(keyed))
        self._letters = _letter_sets([known for _, known in keyed])
        self._keys = "".join(known for _, known in keyed)
        """End to end, which takes a tenth of the memory of as many strings."""
        self._bounds = np.concatenate([[0], np.cumsum(self._lengths, dtype=np.uint32)]).astype(np.uint32).data
        self._found: dict[tuple[str, int, int], tuple[str, ...]] = {}

    def near(self, key: str, edits: int, letters: int) -> tuple[str, ...]:
        """Return the forms whose key is at most ``edits`` insertions, deletions, substitutions or transpositions away from ``key``.

        ``letters``: how many letters may stand in one of both only; ``2 * edits`` rules out nothing more.
        """
        found = self._found.get((key, edits, letters))
        if found is None:
            if len(self._found) >= _CACHED:
                self._found.clear()
            found = self._found[key, edits, letters] = tuple(self._measured(key, edits, letters))
        return found

    def _measured(self, key: str, edits: int, letters: int) -> Iterable[str]:
        alike = np.abs(self._lengths - len(key)) <= edits
        alike &= np.bitwise_count(self._letters ^ _letter_sets([key])[0]) <= letters
        for number in np.flatnonzero(alike).tolist():
            other = self._keys[self._bounds[number] : self._bounds[number + 1]]
            if OSA.distance(key, other, score_cutoff=edits) <= edits:
                yield self._forms[self._places[number]]


def _letter_sets(keys: Sequence[str]) -> npt.NDArray[np.uint64]:
    """Return a set of letters for each key: bit ``c % 64`` for each character ``c``."""
    sets = np.zeros(len(keys), np.uint64)
    lengths = np.fromiter(map(len, keys), np.int64, len(keys))
    characters = np.frombuffer("".join(keys).encode("utf-32-le"), np.uint32)
    bits = np.uint64(1) << (characters % 64).astype(np.uint64)
    np.bitwise_or.at(sets, np.repeat(np.arange(len(keys)), lengths), bits)
    return sets
