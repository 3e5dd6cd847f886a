"""What several articles have in common by name: their category, their tags, the queries they are pinned for."""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.text_column import TextColumn
from kbsearch.ports import Numbers


class Labels:
    """Distinct names, in order, and which articles have each."""

    def __init__(self, names: TextColumn, numbers: npt.NDArray[np.uint32], bounds: npt.NDArray[np.int64]) -> None:
        self.names = names
        self._numbers = numbers
        counts = np.diff(bounds)
        self._articles = np.repeat(np.arange(len(counts)), counts)
        """Of each pair of an article and a name, in order of articles."""
        self._one_each = bool((counts == 1).all())

    def having(self, wanted: Iterable[int]) -> Numbers:
        """Return the articles that have any of the names with these numbers."""
        chosen = np.zeros(len(self.names), dtype=np.bool_)
        chosen[list(wanted)] = True
        return np.unique(self._articles[chosen[self._numbers]]).astype(np.uint32)

    def counts(self, articles: npt.NDArray[np.bool_]) -> Mapping[str, int]:
        """Return how many of the articles (a mask) have each name, without the names that none has."""
        pairs = articles if self._one_each else articles.take(self._articles)
        counts = np.bincount(self._numbers[np.flatnonzero(pairs)], minlength=len(self.names))
        return {self.names[number]: int(counts[number]) for number in np.flatnonzero(counts).tolist()}


def label_columns(
    name: str, articles: Sequence[Sequence[str]], folded: Callable[[str], str] = str
) -> Iterator[tuple[str, npt.NDArray[np.generic] | list[str]]]:
    """Yield the columns of the labels of each article. Those that are ``folded`` alike are one, written as it was first."""
    written: dict[str, str] = {}
    for label in chain.from_iterable(articles):
        written.setdefault(folded(label), label)
    ordered = sorted(written)
    numbers = {label: number for number, label in enumerate(ordered)}
    each = [sorted({numbers[folded(label)] for label in labels}) for labels in articles]
    yield f"{name}_names", [written[label] for label in ordered]
    yield f"{name}_numbers", np.array(list(chain.from_iterable(each)), dtype=np.uint32)
    yield f"{name}_bounds", np.concatenate([[0], np.cumsum([len(labels) for labels in each])]).astype(np.int64)


def folded(tag: str) -> str:
    """Return a tag as it is compared: width and letter case aside."""
    return unicodedata.normalize("NFKC", tag).casefold()


def squeezed(query: str) -> str:
    """Return a query as it is compared with the ones articles are pinned for: width, letter case and white space aside."""
    return "".join(folded(query).split())
