"""The tables of contents: categories with their counts, and the articles of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import PurePosixPath

import numpy as np

from kbsearch.model import Article, Audience, Category, Suggestion
from kbsearch.ports import SearchIndex

MOST_LISTED = 500
"""Articles on one page."""


def categories(
    index: SearchIndex, described: Mapping[str, Category], audience: Audience, now: datetime
) -> tuple[Category, ...]:
    """Return the categories that hold an article that audience may see, nested ones too, in order, then by name.

    ``count`` includes the articles of nested categories. A category without a name of its own is called after its folder.
    """
    counts: Counter[str] = Counter()
    for path, count in index.category_counts(index.visible(audience, now)).items():
        counts.update(dict.fromkeys(_with_parents(path), count))
    found = (_counted(described.get(path), path, count) for path, count in counts.items())
    return tuple(sorted(found, key=lambda category: (category.order, category.name, category.path)))


def articles_in(index: SearchIndex, category: str, audience: Audience, now: datetime) -> tuple[Article, ...]:
    """Return the articles directly in a category that audience may see, by title."""
    numbers = index.directly_in(category)
    seen = numbers[index.visible(audience, now)[numbers]].tolist()
    return tuple(sorted((index.article(number) for number in seen), key=lambda article: (article.title, article.path)))


def in_order(index: SearchIndex, category: str) -> tuple[int, ...]:
    """Return the numbers of the articles directly in a category, in the order of ``articles_in``, without reading those whose titles can be suggested."""
    numbers = index.directly_in(category)
    table, paths = index.suggestions, index.paths()
    entries = np.flatnonzero(~table.questions & np.isin(table.articles, numbers)).tolist()
    titles = {int(table.articles[entry]): table.texts[entry] for entry in entries}
    return tuple(
        sorted(numbers.tolist(), key=lambda number: (titles.get(number) or index.article(number).title, paths[number]))
    )


def tags(index: SearchIndex, audience: Audience, now: datetime) -> tuple[tuple[str, int], ...]:
    """Return the tags of what that audience may see with the number of their articles, the commonest first."""
    counts = index.tag_counts(index.visible(audience, now))
    return tuple(sorted(counts.items(), key=lambda tag: (-tag[1], tag[0])))


def articles_tagged(index: SearchIndex, tag: str, audience: Audience, now: datetime) -> tuple[Article, ...]:
    """Return the articles with a tag that audience may see, by title; of very many the first in order of id."""
    numbers = index.tagged(tag)
    seen = numbers[index.visible(audience, now)[numbers]][:MOST_LISTED].tolist()
    return tuple(sorted((index.article(number) for number in seen), key=lambda article: (article.title, article.path)))


def questions(index: SearchIndex, audience: Audience, now: datetime, each: int) -> Mapping[str, Sequence[Suggestion]]:
    """Return the questions that writers have given articles, by top category: the first ``each`` of a category, one for each article."""
    visible, table = index.visible(audience, now), index.suggestions
    ids, paths = index.ids(), index.paths()
    found: dict[str, dict[int, Suggestion]] = {}
    for entry in np.flatnonzero(table.questions & visible[table.articles]).tolist():
        number = int(table.articles[entry])
        path = paths[number]
        listed = found.setdefault(path.partition("/")[0] if "/" in path else "", {})
        if len(listed) < each and number not in listed:
            listed[number] = Suggestion(table.texts[entry], "question", ids[number], path, index.locale)
    return {category: tuple(listed.values()) for category, listed in found.items()}


def common(index: SearchIndex, audience: Audience, now: datetime) -> tuple[Article, ...]:
    """Return of each top category the article that is pinned for most queries (of several the first by path): writers pin what is asked most."""
    counts, visible, paths = index.pin_counts(), index.visible(audience, now), index.paths()
    best: dict[str, tuple[int, str, int]] = {}
    for number in np.flatnonzero((counts > 0) & visible).tolist():
        path = paths[number]
        category, candidate = path.partition("/")[0] if "/" in path else "", (-int(counts[number]), path, number)
        best[category] = min(best.get(category, candidate), candidate)
    return tuple(index.article(number) for _, _, number in best.values())


def is_open(index: SearchIndex, folder: str, audience: Audience, now: datetime) -> bool:
    """Whether that audience may see what lies beside the articles in a folder.

    The nearest category above decides: it is closed when it has articles and that audience may see none of them.
    """
    for category in _with_parents(folder):
        inside = index.directly_in(category)
        if len(inside):
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
