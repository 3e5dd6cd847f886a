"""Columns that only grow: everything that is stored for each token and passage, in the order in which articles were written.

A generation made from another shares their files with it and appends what is new; ``extents`` says how many rows are its own. Rows of articles that are gone
stay behind until all is laid out anew. What other generations read of the files is never written to.
"""

import os
import shutil
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from numpy.lib import format as npy

from kbsearch.indexes.hard_links import link

EXTENTS = "extents"
"""The column of the numbers of rows: articles, passages, tokens."""

_ARTICLES, _PASSAGES, _TOKENS = range(3)

GROWING = {
    "passage_bounds": (_ARTICLES, 1),
    "article_tokens": (_ARTICLES, 1),
    "token_bounds": (_PASSAGES, 1),
    "passage_fields": (_PASSAGES, 0),
    "passage_numbers": (_PASSAGES, 0),
    "token_offsets": (_TOKENS, 0),
    "tokens": (_TOKENS, 0),
}
"""Column -> which of the extents counts its rows, and how many it has beyond that: bounds have one more."""


def rows_of(name: str, extents: npt.NDArray[np.int64]) -> int:
    """Return how many rows a growing column has."""
    which, more = GROWING[name]
    return int(extents[which]) + more


def mapped(file: Path, rows: int) -> npt.NDArray[Any]:
    """Return the first rows of a column, mapped from its file."""
    with file.open("rb") as stream:
        row, dtype = _header(stream)
        start = stream.tell()
    whole: npt.NDArray[Any] = np.asarray(np.memmap(file, dtype, "r", start, (rows, *row)))
    return whole


def append(old: Path, new: Path, rows: int, added: npt.NDArray[Any]) -> None:
    """Make ``new`` the column ``old`` of so many ``rows``, with others behind them."""
    with old.open("rb") as stream:
        row, dtype = _header(stream)
        end = stream.tell() + rows * dtype.itemsize * int(np.prod(row, dtype=np.int64))
    if old.stat().st_size == end:
        link(old, new)
    else:  # a builder that died has written behind the end, or a generation that no longer serves
        _copy(old, new, end)
    with new.open("r+b") as stream:
        stream.seek(end)
        stream.write(np.ascontiguousarray(added, dtype).tobytes())


def _header(stream: BinaryIO) -> tuple[list[int], np.dtype[Any]]:
    """Return the shape of a row and the type; the stream then stands at the first row."""
    npy.read_magic(stream)
    (_, *row), _, dtype = npy.read_array_header_1_0(stream)
    return row, dtype


def _copy(old: Path, new: Path, size: int) -> None:
    shutil.copyfile(old, new)
    os.truncate(new, size)
