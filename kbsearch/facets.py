"""What can be narrowed: the categories and tags of everything a search found, and the filters that narrow it already."""

from collections import Counter
from collections.abc import Iterator, Mapping

import numpy as np
import numpy.typing as npt

from kbsearch.model import Category, Facet, Query
from kbsearch.ports import SearchIndex
from kbsearch.search.query import narrowed, widened

MOST_TAGS, FEWEST = 12, 2
"""Tags that are offered: of thousands, the most frequent help to narrow; one that a single article has is seen in the hits."""


def offered(
    index: SearchIndex, described: Mapping[str, Category], found: npt.NDArray[np.bool_], query: Query
) -> tuple[Facet, ...]:
    """Return the facets of the articles ``found`` (a mask): categories, then tags, each with the most articles first.

    Only what leaves fewer articles is offered. The categories are those directly below the deepest one that holds everything found.
    """
    total = int(np.count_nonzero(found))
    return (*_categories(index, described, found, query, total), *_tags(index, found, query, total))


def active(described: Mapping[str, Category], query: Query, total: int) -> tuple[Facet, ...]:
    """Return the filters of a query that found ``total`` articles."""
    categories = [
        Facet("category", path, _label(described, path), total, widened(query, "category", path)) for path in query.categories
    ]
    return (*categories, *(Facet("tag", tag, tag, total, widened(query, "tag", tag)) for tag in query.tags))


def _categories(
    index: SearchIndex, described: Mapping[str, Category], found: npt.NDArray[np.bool_], query: Query, total: int
) -> Iterator[Facet]:
    counts: Counter[str] = Counter()
    for folder, count in index.category_counts(found).items():
        for path in _with_parents(folder):
            counts[path] += count
    above = max((path for path, count in counts.items() if count == total), key=len, default="")
    below = [path for path in counts if path.rpartition("/")[0] == above]
    for path in sorted(below, key=lambda path: (-counts[path], _order(described, path), path)):
        text = narrowed(query, "category", path)
        if text is not None and counts[path] < total:
            yield Facet("category", path, _label(described, path), counts[path], text)


def _tags(index: SearchIndex, found: npt.NDArray[np.bool_], query: Query, total: int) -> Iterator[Facet]:
    counts = [(tag, count) for tag, count in index.tag_counts(found).items() if FEWEST <= count < total]
    for tag, count in sorted(counts, key=lambda each: (-each[1], each[0]))[:MOST_TAGS]:
        text = narrowed(query, "tag", tag)
        if text is not None:
            yield Facet("tag", tag, tag, count, text)


def _with_parents(folder: str) -> Iterator[str]:
    while folder:
        yield folder
        folder = folder.rpartition("/")[0]


def _order(described: Mapping[str, Category], path: str) -> int:
    return described[path].order if path in described else 0


def _label(described: Mapping[str, Category], path: str) -> str:
    return described[path].name if path in described else path.rpartition("/")[2]
