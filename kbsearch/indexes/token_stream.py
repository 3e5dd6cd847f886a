"""The analyzed text of one article as bytes, stored with it, so that nothing is ever analyzed twice.

Layout: a table of passages (field, number, count of tokens), a table of tokens (start, end, position), both little-endian uint32
arrays, then the terms and readings as UTF-8 lines (neither can hold a line break).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from kbsearch.ports import Field, Passage

_U32 = np.dtype("<u4")


@dataclass(frozen=True, slots=True)
class TokenStream:
    """All passages of an article laid end to end."""

    passages: npt.NDArray[np.uint32]
    """Shape (passages, 3): field, number, count of tokens."""
    offsets: npt.NDArray[np.uint32]
    """Shape (tokens, 3): start, end, position."""
    terms: list[str]
    readings: list[str]

    @classmethod
    def of(cls, passages: Iterable[Passage]) -> "TokenStream":
        """Lay passages end to end."""
        listed = list(passages)
        tokens = [token for passage in listed for token in passage.tokens]
        terms, starts, ends, positions, readings = zip(*tokens, strict=True) if tokens else ((),) * 5
        return cls(
            np.array([(p.field, p.number, len(p.tokens)) for p in listed], dtype=_U32).reshape(-1, 3),
            np.array((starts, ends, positions), dtype=_U32).T.reshape(-1, 3),
            list(terms),
            list(readings),
        )

    def lengths(self) -> npt.NDArray[np.int64]:
        """Return how many tokens each ``Field`` has."""
        return np.bincount(np.repeat(self.passages[:, 0], self.passages[:, 2]), minlength=len(Field))

    def to_bytes(self) -> bytes:
        """Encode; ``from_bytes`` gives an equal stream back."""
        head = np.array([len(self.passages), len(self.offsets)], dtype=_U32)
        lines = "\n".join([*self.terms, *self.readings]).encode()
        return head.tobytes() + self.passages.tobytes() + self.offsets.tobytes() + lines

    @classmethod
    def from_bytes(cls, encoded: bytes) -> "TokenStream":
        """Decode what ``to_bytes`` made."""
        passages, tokens = (int(n) for n in np.frombuffer(encoded, _U32, 2))
        table = np.frombuffer(encoded, _U32, 3 * (passages + tokens), offset=8).reshape(-1, 3)
        lines = encoded[8 + table.nbytes :].decode().split("\n") if tokens else []
        return cls(table[:passages], table[passages:], lines[:tokens], lines[tokens:])
