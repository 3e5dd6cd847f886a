"""Writes the inverted fields of a segment in Whoosh's format, from the tables of its articles.

Whoosh's own writer takes each posting through a pool on disk, and several calls for each term; here a field is sorted as one array, and a term costs a few
small steps. A test reads what is written beside what Whoosh's own writer writes.
"""

import pickle
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import COMPRESSION_MIN_SIZE, WHOOSH3_HEADER_MAGIC
from whoosh.util.numeric import length_to_byte

from kbsearch.indexes.batch import Batch
from kbsearch.ports import Field

_BLOCK = 128
"""Postings that are stored together."""
_LEVEL = 3
"""How thoroughly zlib compresses a block, where it pays at all."""
_PROTOCOL = 2
_KEY, _LENGTH = struct.Struct("!H"), struct.Struct("!i")
_ABOUT = struct.Struct("!BfIBBfIIqi")
"""What is known of a term: flags, weight, articles, bounds of their lengths, greatest weight, first and last article, place and length of its postings."""


class _Postings(NamedTuple):
    """The postings of a field, in order of term, then article; those of term ``t`` between ``bounds[t]`` and ``bounds[t + 1]``."""

    terms: Sequence[str]
    bounds: npt.NDArray[np.int64]
    articles: npt.NDArray[np.int64]
    frequencies: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.uint8]
    """Of each posting's field there, as Whoosh rounds it."""
    are_counted: bool
    """Whether frequencies are stored."""


def write_postings(writer: Any, wholes: Mapping[str, Sequence[str]], batch: Batch) -> None:
    """Write all fields of a segment and close ``writer``, Whoosh's field writer.

    ``wholes`` has of each article the value of fields that are one term; all others are those of ``batch``.
    """
    fields = {name: _whole(values) for name, values in wholes.items()} | dict(_analyzed(batch))
    for number, (name, postings) in enumerate(sorted(fields.items())):
        writer._fieldmap[name] = number
        _write_field(writer._tindex, writer._postfile, number, postings)
    writer.close()


def _whole(values: Sequence[str]) -> _Postings:
    order = sorted(range(len(values)), key=values.__getitem__)
    listed = [values[number] for number in order]
    firsts = [at for at, value in enumerate(listed) if not at or value != listed[at - 1]]
    size = len(values)
    return _Postings(
        [listed[at] for at in firsts],
        np.array([*firsts, size], np.int64),
        np.array(order, np.int64),
        np.ones(size, np.int64),
        np.zeros(size, np.uint8),
        False,
    )


def _analyzed(batch: Batch) -> Iterator[tuple[str, _Postings]]:
    counts = batch.passages[:, 2]
    fields = np.repeat(batch.passages[:, 0], counts)
    articles = np.repeat(np.arange(len(batch.cards), dtype=np.uint64), batch.token_counts)
    for field in Field:
        here = fields == field
        if here.any():
            yield (
                field.name.lower(),
                _counted(batch.terms.distinct, batch.terms.numbers[here], articles[here], len(batch.cards)),
            )


def _counted(terms: Sequence[str], numbers: npt.NDArray[np.uint32], articles: npt.NDArray[np.uint64], size: int) -> _Postings:
    """Count the tokens of each term in each article."""
    pairs, frequencies = np.unique(numbers.astype(np.uint64) << np.uint64(32) | articles, return_counts=True)
    owners, places = (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)
    firsts = np.flatnonzero(np.diff(owners, prepend=-1))
    lengths = np.bincount(articles.astype(np.int64), minlength=size)
    rounded = np.array([length_to_byte(length) for length in lengths.tolist()], np.uint8)
    return _Postings(
        [terms[owner] for owner in owners[firsts].tolist()],
        np.append(firsts, len(pairs)),
        places,
        frequencies,
        rounded[places],
        True,
    )


def _write_field(index: Any, file: Any, number: int, postings: _Postings) -> None:
    """Write the blocks of each term into ``file``, and what is known of the terms into ``index``."""
    at, prefix = file.tell(), _KEY.pack(number)
    starts = postings.bounds[:-1]
    of_terms = [
        np.add.reduceat(postings.frequencies, starts).astype(np.float64),
        np.diff(postings.bounds),
        np.minimum.reduceat(postings.lengths, starts),
        np.maximum.reduceat(postings.lengths, starts),
        np.maximum.reduceat(postings.frequencies, starts).astype(np.float64),
        postings.articles[starts],
        postings.articles[postings.bounds[1:] - 1],
    ]
    written: list[bytes] = []
    for term, encoded, *about in zip(
        postings.terms, _encoded(postings), *(column.tolist() for column in of_terms), strict=True
    ):
        written.append(encoded)
        index.add(prefix + term.encode(), _ABOUT.pack(0, *about, at, len(encoded)))
        at += len(encoded)
    file.write(b"".join(written))


def _encoded(postings: _Postings) -> Iterator[bytes]:
    """Yield the blocks of each term."""
    bounds, articles, lengths = postings.bounds.tolist(), postings.articles.tolist(), postings.lengths.tolist()
    frequencies = postings.frequencies.astype(np.float64).tolist()
    values = postings.frequencies.astype(">u4").tobytes() if postings.are_counted else None
    for first, end in pairwise(bounds):
        encoded = [WHOOSH3_HEADER_MAGIC]
        for start in range(first, end, _BLOCK):
            here = slice(start, min(start + _BLOCK, end))
            encoded += _block(
                articles[here],
                frequencies[here],
                None if values is None else values[4 * here.start : 4 * here.stop],
                lengths[here],
                here.stop == end,
            )
        yield b"".join(encoded)


def _block(
    articles: list[int], weights: list[float], values: bytes | None, lengths: list[int], is_last: bool
) -> tuple[bytes, bytes, bytes]:
    """Return the length of a block, negative for the last one of a term, what a reader may skip it by, and its postings."""
    greatest = max(weights)
    if min(weights) != greatest:
        different: float | tuple[float, ...] | None = tuple(weights)
    else:
        different = None if greatest == 1 else greatest
    steps = (articles[0], *(after - before for before, after in pairwise(articles)))
    data = pickle.dumps((steps, different, values), _PROTOCOL)
    level = _LEVEL if len(data) >= COMPRESSION_MIN_SIZE else 0
    if level:
        data = zlib.compress(data, level)
    about = pickle.dumps((len(articles), articles[-1], greatest, level, min(lengths), max(lengths)), _PROTOCOL)
    length = len(about) + len(data)
    return _LENGTH.pack(-length if is_last else length), about, data
