"""What each posting is worth, worked out at commit, so that ranking only adds up.

The commonest terms also have a row: what they give every article, 0 where they are absent. Adding a row is one pass over memory, where scattering the
postings of a term that half of all articles have takes twenty times as long.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from kbsearch.similarity import Similarity

_COMMON = 8
"""A term is common when more than one in so many articles has it: a few dozen terms, at any size."""


def impact_columns(
    similarity: Similarity,
    articles: npt.NDArray[np.uint32],
    frequencies: npt.NDArray[np.float32],
    bounds: npt.NDArray[np.int64],
    lengths: npt.NDArray[np.float32],
) -> Iterator[tuple[str, npt.NDArray[np.generic]]]:
    """Yield the columns of impacts for postings: their ``articles`` and ``frequencies``, those of term ``t`` between ``bounds[t]`` and ``bounds[t + 1]``."""
    size, counts = len(lengths), np.diff(bounds)
    impacts = similarity.saturated(frequencies, similarity.norms(lengths)[articles])
    impacts *= np.repeat(similarity.rarities(counts, size).astype(np.float32), counts)
    yield "posting_impacts", impacts
    common = np.flatnonzero(counts * _COMMON > size).astype(np.uint32)
    rows = np.zeros((len(common), size), np.float32)
    for row, term in zip(rows, common.tolist(), strict=True):
        here = slice(bounds[term], bounds[term + 1])
        row[articles[here]] = impacts[here]
    yield "common_terms", common
    yield "common_impacts", rows
