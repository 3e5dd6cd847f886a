"""A column of texts that stays in its file: each text is decoded when it is asked for.

``<name>.txt`` holds the texts in UTF-8, a line break behind each; ``<name>_starts.npy`` says where each begins. A column whose texts are looked up has its places
in order of their CRC-32 too: those with remainder ``r`` lie between ``<name>_bucket_bounds[r]`` and ``[r + 1]`` of ``<name>_buckets``.
"""

import mmap
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import overload
from zlib import crc32

import numpy as np
import numpy.typing as npt

LOOKED_UP = frozenset({"terms", "forms", "origins", "ids", "paths", "aliases", "pin_names", "category_names"})
"""The columns whose texts are looked up."""

FILES = (".txt", "_starts.npy", "_buckets.npy", "_bucket_bounds.npy")
"""What the names of a column's files end in; the last two are for columns whose texts are looked up."""

_REMEMBERED = 2_000
"""Texts whose places are remembered: a query asks for the same ones again and again."""
_AT_ONCE = 1_000
"""Texts that are decoded together where all are read in order."""


class TextColumn(Sequence[str]):
    """The texts of a column, in order. Safe to use from several threads."""

    def __init__(self, folder: Path, name: str) -> None:
        self._encoded = _mapped(folder / f"{name}.txt")
        self._starts = _numbers(folder / f"{name}_starts.npy")
        self._count = len(self._starts) - 1
        looked_up = name in LOOKED_UP
        self._bounds = _numbers(folder / f"{name}_bucket_bounds.npy") if looked_up else memoryview(b"")
        self._buckets = _numbers(folder / f"{name}_buckets.npy") if looked_up else memoryview(b"")
        self.place = lru_cache(maxsize=_REMEMBERED)(self._place)
        """Where a text stands, the last place of several; None if it is not there. Only for columns that are ``LOOKED_UP``."""

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return [self._text(each) for each in range(*place.indices(len(self)))]
        return self._text(place if 0 <= place < self._count else range(self._count)[place])

    def __iter__(self) -> Iterator[str]:
        for first in range(0, len(self), _AT_ONCE):
            yield from self[first : first + _AT_ONCE]

    def _place(self, text: str) -> int | None:
        try:
            line = text.encode() + b"\n"
        except UnicodeEncodeError:  # half of a surrogate pair, which no column holds
            return None
        bucket = crc32(line) % (len(self._bounds) - 1)
        starts = self._starts
        for place in self._buckets[self._bounds[bucket] : self._bounds[bucket + 1]]:
            if self._encoded[starts[place] : starts[place + 1]] == line:
                return place
        return None

    def whole(self) -> str:
        """Return all texts, a line break behind each."""
        return str(self._encoded, "utf-8")

    def _text(self, place: int) -> str:
        return self._encoded[self._starts[place] : self._starts[place + 1] - 1].decode()


def save_texts(folder: Path, name: str, texts: Sequence[str]) -> None:
    """Write a column."""
    lines = [text.encode() + b"\n" for text in texts]
    (folder / f"{name}.txt").write_bytes(b"".join(lines))
    starts = np.concatenate([[0], np.cumsum(np.fromiter(map(len, lines), np.int64, len(lines)))])
    np.save(folder / f"{name}_starts.npy", starts.astype(np.uint32 if starts[-1] < 1 << 32 else np.uint64))
    if name in LOOKED_UP:
        buckets = np.fromiter(map(crc32, lines), np.int64, len(lines)) % max(1, len(lines))
        last_first = len(lines) - 1 - np.argsort(buckets[::-1], kind="stable")
        counts = np.bincount(buckets, minlength=max(1, len(lines)))
        np.save(folder / f"{name}_buckets.npy", last_first.astype(np.uint32))
        np.save(folder / f"{name}_bucket_bounds.npy", np.concatenate([[0], np.cumsum(counts)]).astype(np.uint32))


def _mapped(file: Path) -> mmap.mmap | bytes:
    with file.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if file.stat().st_size else b""


def _numbers(file: Path) -> memoryview:
    """Return an array of numbers as a memoryview, which gives single numbers faster."""
    numbers: npt.NDArray[np.unsignedinteger] = np.load(file, mmap_mode="r")
    return np.asarray(numbers).data
