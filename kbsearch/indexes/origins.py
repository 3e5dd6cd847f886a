"""The foreign words that loanwords of the vocabulary come from.

They are looked up at commit. At a search the analyzer would have to be asked for every katakana word before one foreign word is known to have a counterpart.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.column_update import ColumnUpdate
from kbsearch.indexes.columns import Columns, bounds_of, save_column
from kbsearch.indexes.splice import GONE, Splice

Origin = Callable[[str], str]
"""Names the foreign term that a term comes from; empty for one that is no loanword."""

COLUMNS = ("origins", "origin_bounds", "origin_terms")


def write_origins(folder: Path, origin: Origin) -> None:
    """Write the columns for the vocabulary in ``folder``."""
    terms = Columns(folder).texts("terms")
    for name, column in _laid_out((origin(term), place) for place, term in enumerate(terms)):
        save_column(folder, name, column)


def update_origins(update: ColumnUpdate, splice: Splice, new: Sequence[str], origin: Origin) -> None:
    """Write the columns for a vocabulary that some terms were taken out of and ``new`` ones put into."""
    base, (old_places, new_places) = update.base, splice.numbers
    names, counts = base.texts("origins")[:], np.diff(base.array("origin_bounds"))
    places = old_places[base.array("origin_terms")].tolist()
    known = zip(np.repeat(np.array(names, dtype=object), counts).tolist(), places, strict=True)
    pairs = [(name, place) for name, place in known if place != GONE]
    pairs += [(origin(term), place) for term, place in zip(new, new_places.tolist(), strict=True)]
    for name, column in _laid_out(pairs):
        update.save(name, column)


def _laid_out(pairs: Iterable[tuple[str, int]]) -> Iterator[tuple[str, npt.NDArray[np.generic] | list[str]]]:
    """Yield the columns of pairs of a foreign term and the place of its loanword in the vocabulary."""
    loanwords: dict[str, list[int]] = {}
    for origin, place in sorted(pair for pair in pairs if pair[0]):
        loanwords.setdefault(origin, []).append(place)
    yield COLUMNS[0], list(loanwords)
    yield COLUMNS[1], bounds_of(list(map(len, loanwords.values())))
    yield COLUMNS[2], np.array([place for places in loanwords.values() for place in places], dtype=np.uint32)
