"""Which of some numbers are among sorted others: what ``numpy.isin`` tells, without sorting what is in order already."""

import numpy as np
import numpy.typing as npt


def among(ordered: npt.NDArray[np.integer], values: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """Return for each of ``values`` whether it is one of ``ordered``, which is ascending."""
    if not len(ordered):
        return np.zeros(len(values), dtype=np.bool_)
    places = np.searchsorted(ordered, values)
    places[places == len(ordered)] = 0
    found: npt.NDArray[np.bool_] = ordered[places] == values
    return found


def common(some: npt.NDArray[np.uint32], others: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return what two ascending arrays have in common, in order."""
    shorter, longer = (some, others) if len(some) <= len(others) else (others, some)
    return shorter[among(longer, shorter)]
