"""Which of some numbers are among others: what ``numpy.isin`` tells, without sorting what is in order already or need not be."""

import numpy as np
import numpy.typing as npt

_SIMILAR = 4
"""How many times longer one array is than another from which on bisecting takes less time than looking at all of it."""


def among(ordered: npt.NDArray[np.integer], values: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """Return for each of ``values`` whether it is one of ``ordered``, which is ascending."""
    if not len(ordered):
        return np.zeros(len(values), dtype=np.bool_)
    places = np.searchsorted(ordered, values)
    places[places == len(ordered)] = 0
    found: npt.NDArray[np.bool_] = ordered[places] == values
    return found


def common(some: npt.NDArray[np.uint32], others: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return what two ascending arrays of numbers of rows have in common, in order."""
    shorter, longer = (some, others) if len(some) <= len(others) else (others, some)
    if len(longer) < _SIMILAR * len(shorter):
        return longer[places_of(shorter, longer)]
    return shorter[among(longer, shorter)]


def places_of(wanted: npt.NDArray[np.unsignedinteger], values: npt.NDArray[np.unsignedinteger]) -> npt.NDArray[np.intp]:
    """Return the places of ``values`` where one of ``wanted`` stands; both are numbers of rows of some table, and so never large."""
    table = np.zeros(max(int(wanted.max(initial=0)), int(values.max(initial=0))) + 1, dtype=np.bool_)
    table[wanted] = True
    return np.flatnonzero(table.take(values.astype(np.intp)))
