"""An article ready to be read."""

from dataclasses import dataclass
from datetime import date

from kbsearch.model import Article, Category


@dataclass(frozen=True, slots=True)
class Heading:
    """One line of an article's table of contents."""

    anchor: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Lag:
    """A translation that its source has left behind: the source, and how many times it changed since."""

    source: Article
    changes: int


@dataclass(frozen=True, slots=True)
class Page:
    """An article ready to be read: its HTML with links and pictures as URLs, words of a query marked where one was given."""

    article: Article
    html: str
    headings: tuple[Heading, ...]
    category: Category | None
    translations: tuple[str, ...]
    """The other locales in which this article can be read."""
    related: tuple[Article, ...] = ()
    terms: tuple[str, ...] = ()
    """The words of the glossary that the HTML explains where they are first used."""
    previous: Article | None = None
    next: Article | None = None
    """Its neighbours in the category."""
    changed: date | None = None
    """When it was last changed; None where nobody knows."""
    lag: Lag | None = None
    minutes: int = 1
    """How long reading it takes."""

    @property
    def revision(self) -> str:
        """Names this very content of the article, for what is said of it."""
        return self.article.revision
