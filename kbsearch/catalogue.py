"""The tables of contents: categories with their counts, and the articles of each."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePosixPath

import numpy as np

from kbsearch.model import Article, Audience, Category
from kbsearch.ports import SearchIndex


def categories(
    index: SearchIndex, described: Mapping[str, Category], audience: Audience, now: datetime
) -> tuple[Category, ...]:
    """Return the categories that hold an article that audience may see, nested ones too, in order, then by name.

    ``count`` includes the articles of nested categories. A category without a name of its own is called after its folder.
    """
    paths = index.categories()
    counts: Counter[str] = Counter()
    for number in np.flatnonzero(index.visible(audience, now)).tolist():
        counts.update(_with_parents(paths[number]))
    found = (_counted(described.get(path), path, count) for path, count in counts.items())
    return tuple(sorted(found, key=lambda category: (category.order, category.name, category.path)))


def articles_in(index: SearchIndex, category: str, audience: Audience, now: datetime) -> tuple[Article, ...]:
    """Return the articles directly in a category that audience may see, by title."""
    paths = index.categories()
    visible = index.visible(audience, now)
    numbers = (int(number) for number in index.in_category(category) if visible[number] and paths[number] == category)
    return tuple(sorted((index.article(number) for number in numbers), key=lambda article: (article.title, article.path)))


def is_open(index: SearchIndex, folder: str, audience: Audience, now: datetime) -> bool:
    """Whether that audience may see what lies beside the articles in a folder.

    The nearest category above decides: it is closed when it has articles and that audience may see none of them.
    """
    paths = index.categories()
    for category in _with_parents(folder):
        inside = [number for number in index.in_category(category).tolist() if paths[number] == category]
        if inside:
            return bool(index.visible(audience, now)[inside].any())
    return True


def _with_parents(path: str) -> list[str]:
    if not path:
        return []
    return [path, *(parent.as_posix() for parent in PurePosixPath(path).parents if parent.name)]


def _counted(described: Category | None, path: str, count: int) -> Category:
    if described is None:
        return Category(path, PurePosixPath(path).name, count=count)
    return Category(path, described.name, described.order, described.description, described.icon, count)
