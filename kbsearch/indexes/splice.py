"""How the rows of one table and a few of another become one: some of the first's are left out, those of the second put between."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

GONE = np.iinfo(np.int64).max
"""The new number of a row that was left out."""


@dataclass(frozen=True)
class Splice:
    """The stretches that follow one another: whether of the second table, first row, end."""

    pieces: Sequence[tuple[bool, int, int]]
    size: int
    """Rows of the first table."""
    added: int
    """Rows of the second."""

    @classmethod
    def of(cls, size: int, gone: Iterable[int], places: Sequence[int]) -> "Splice":
        """Leave out the rows ``gone`` of ``size``, and put row ``k`` of the others before row ``places[k]``; ``places`` ascend."""
        pieces: list[tuple[bool, int, int]] = []
        at = 0
        for number, is_gone, which in sorted([*((n, True, n) for n in gone), *((p, False, k) for k, p in enumerate(places))]):
            if at < number:
                pieces.append((False, at, number))
            at = number + is_gone
            if not is_gone:
                pieces.append((True, which, which + 1))
        return cls([*pieces, (False, at, size)], size, len(places))

    def array(self, old: npt.NDArray[Any], new: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """Return the rows of two arrays, in the type of the first."""
        pieces = [(new if is_new else old)[start:end] for is_new, start, end in self.pieces]
        joined: npt.NDArray[Any] = np.concatenate(pieces).astype(old.dtype, copy=False)
        return joined

    def lines(self, old: Sequence[str], new: Sequence[str]) -> list[str]:
        """Return the rows of two lists."""
        return [line for is_new, start, end in self.pieces for line in (new if is_new else old)[start:end]]

    def within(self, old: npt.NDArray[np.int64], new: npt.NDArray[np.int64]) -> "Splice":
        """Return the splice of what each row has several of, by the bounds of both tables."""
        pieces = []
        for is_new, start, end in self.pieces:
            bounds = new if is_new else old
            pieces.append((is_new, int(bounds[start]), int(bounds[end])))
        return Splice(pieces, int(old[-1]), int(new[-1]))

    def bounds(self, old: npt.NDArray[np.int64], new: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the bounds that go with ``within``."""
        return np.concatenate([[0], np.cumsum(self.array(np.diff(old), np.diff(new)))]).astype(np.int64)

    @cached_property
    def numbers(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The new numbers of both tables' rows; ``GONE`` for one that was left out."""
        old, new = np.full(self.size, GONE), np.full(self.added, GONE)
        at = 0
        for is_new, start, end in self.pieces:
            (new if is_new else old)[start:end] = np.arange(at, at + end - start)
            at += end - start
        return old, new

    @cached_property
    def moves(self) -> bool:
        """Whether any row that stays has another number than before."""
        old = self.numbers[0]
        return bool(((old != np.arange(self.size)) & (old != GONE)).any())
