"""Rows that belong together, as the passages of an article do, moved together."""

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]


def counts_of(lengths: list[int]) -> Counts:
    """Return how many rows each owner has as an array."""
    return np.array(lengths, dtype=np.int64)


def rows_in(order: npt.NDArray[np.int64], counts: Counts) -> npt.NDArray[np.int64]:
    """Return the rows of all owners, one owner after the other in ``order``; ``counts`` says how many rows each owner has."""
    starts, lengths = np.cumsum(counts) - counts, counts[order]
    within = np.cumsum(lengths) - lengths
    return np.repeat(starts[order] - within, lengths) + np.arange(lengths.sum())
