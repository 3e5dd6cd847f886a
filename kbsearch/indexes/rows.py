"""A column of numbers that is read a few rows at a time and not mapped.

Of a mapped file the kernel maps 64 KB and more around each place that is touched: a few articles a search, anywhere in the file, and soon all of it counts as
memory of the process. Read piece by piece, it stays in the cache of the system alone.
"""

import os
import weakref
from itertools import repeat
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy


class Rows:
    """The rows of a ``.npy`` file. Safe to use from several threads."""

    def __init__(self, file: Path) -> None:
        with file.open("rb") as stream:
            npy.read_magic(stream)
            (_, *row), _, self._dtype = npy.read_array_header_1_0(stream)
            self._start = stream.tell()
        self._shape = (-1, *row)
        self._bytes = self._dtype.itemsize * int(np.prod(row, dtype=np.int64))
        self._file = os.open(file, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        weakref.finalize(self, os.close, self._file)

    def read(self, start: int, end: int) -> npt.NDArray[Any]:
        """Return the rows from ``start`` to before ``end``."""
        return self._decoded(os.pread(self._file, (end - start) * self._bytes, self._start + start * self._bytes))

    def read_all(self, starts: npt.NDArray[np.integer], ends: npt.NDArray[np.integer]) -> npt.NDArray[Any]:
        """Return several stretches of rows, one after the other."""
        places = (starts * self._bytes + self._start).tolist()
        sizes = ((ends - starts) * self._bytes).tolist()
        return self._decoded(b"".join(map(os.pread, repeat(self._file), sizes, places)))

    def _decoded(self, encoded: bytes) -> npt.NDArray[Any]:
        return np.frombuffer(encoded, self._dtype).reshape(self._shape)
