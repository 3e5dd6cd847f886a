"""Breadcrumbs: the categories above an article or a category, from the top."""

from itertools import accumulate

from kbsearch import KnowledgeBase
from kbsearch.model import Category


class Trails:
    """The breadcrumbs of one request; each locale's categories are asked for only once."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self._kb = kb
        self._categories: dict[str, dict[str, Category]] = {}

    def to(self, path: str, *, locale: str) -> tuple[Category, ...]:
        """Return the categories from the top to ``path``, itself included; folders that hold nothing are left out."""
        known = self._known(locale)
        folders = accumulate(path.split("/"), lambda above, name: f"{above}/{name}")
        return tuple(known[folder] for folder in folders if folder in known)

    def find(self, path: str, *, locale: str) -> Category | None:
        """Return the category with this very path, if it has articles."""
        return self._known(locale).get(path)

    def top(self, locale: str) -> tuple[Category, ...]:
        """Return the categories that are in no other."""
        return self.directly_in("", locale=locale)

    def directly_in(self, path: str, *, locale: str) -> tuple[Category, ...]:
        """Return the categories one level below ``path``."""
        return tuple(category for category in self._known(locale).values() if category.path.rpartition("/")[0] == path)

    def _known(self, locale: str) -> dict[str, Category]:
        if locale not in self._categories:
            self._categories[locale] = {category.path: category for category in self._kb.categories(locale)}
        return self._categories[locale]
