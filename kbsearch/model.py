"""The domain, as frozen values: articles and what is wrong with them, queries and what is found.

What the index stores (articles, sections, links) has no slots: a pickle of it is read three times as fast.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from html import escape
from typing import Literal, NamedTuple

from kbsearch.messages import Message


class Audience(StrEnum):
    """Who may read: everybody, or support staff too."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Status(StrEnum):
    """Where an article stands on its way; only published ones are indexed."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class Severity(StrEnum):
    """``ERROR``: something of the file is not searchable or shown. ``WARNING``: it is, but not as the writer meant."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a file, where, and what to do. ``path`` is relative to the articles folder (``ja/billing/refund.md``); ``line`` and ``column`` count from 1, or are 0 when the
    problem is the file as a whole.
    """

    path: str
    line: int
    column: int
    rule: str
    message: Message
    severity: Severity = Severity.ERROR

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return f"{place}: {self.message} [{self.rule}]"


@dataclass(frozen=True)
class Section:
    """A heading and the text below it, up to the next heading.

    The text above the first heading is a section too, with an empty ``anchor`` and ``heading`` and level 0. ``text`` is plain: what
    search, snippets and statistics read.
    """

    anchor: str
    heading: str
    level: int
    text: str


@dataclass(frozen=True)
class Link:
    """A link as the writer wrote it, with its line in the file (from 1; 0 when not known)."""

    href: str
    line: int


@dataclass(frozen=True)
class Article:
    """One article in one language.

    ``path`` is the file's path below the locale without ``.md`` (``billing/refund``); ``id`` is the front matter's, or that path.
    ``html`` is the sanitized body with links as written (relative), ``source`` the Markdown below the front matter.
    """

    id: str
    locale: str
    path: str
    title: str
    summary: str = ""
    sections: tuple[Section, ...] = ()
    questions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    audience: Audience = Audience.PUBLIC
    status: Status = Status.PUBLISHED
    publish_at: datetime | None = None
    review_by: date | None = None
    owner: str = ""
    related: tuple[str, ...] = ()
    pinned_for: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    html: str = ""
    source: str = ""
    updated: date | None = None
    """When the writer says it was last changed; counts where git does not know."""
    source_locale: str = ""
    """The locale this was translated from; empty: the default one."""
    source_commit: str = ""
    """The commit of the source that was translated."""
    revision: str = ""
    """Names this very content of the file, as git does (its blob)."""

    @property
    def category(self) -> str:
        """The folder below the locale (``billing``, ``billing/cards``); empty for an article at the top."""
        return self.path.rpartition("/")[0]

    @property
    def file(self) -> str:
        """The file's path relative to the articles folder (``ja/billing/refund.md``)."""
        return f"{self.locale}/{self.path}.md"

    def is_visible_to(self, audience: Audience, now: datetime) -> bool:
        """Whether a reader of that audience may see this article at that moment (``now`` carries a time zone)."""
        return (
            self.status is Status.PUBLISHED
            and (self.publish_at is None or self.publish_at <= now)
            and (self.audience is Audience.PUBLIC or audience is Audience.INTERNAL)
        )


@dataclass(frozen=True, slots=True)
class Category:
    """A folder of articles: its name for people, its place among its sisters, and how many articles it holds, nested ones too."""

    path: str
    name: str
    order: int = 0
    description: str = ""
    icon: str = ""
    count: int = 0


class Token(NamedTuple):
    """One word of a text: the ``term`` it is indexed under and the half-open range ``start:end`` of its surface.

    The range counts characters of the original text, before any normalization. ``position`` counts words from 0; two tokens at one position are
    alternatives. ``reading`` is what a person types to get it: katakana for a Japanese word, its letters in lower case for a Latin one.
    """

    term: str
    start: int
    end: int
    position: int
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A piece of what a writer wrote, with the half-open ranges of ``text`` that matched."""

    text: str
    highlights: tuple[tuple[int, int], ...] = ()

    def html(self) -> str:
        """Return the text escaped for HTML, matches within ``<mark>``."""
        pieces, at = [], 0
        for start, end in self.highlights:
            pieces += [escape(self.text[at:start]), "<mark>", escape(self.text[start:end]), "</mark>"]
            at = end
        return "".join(pieces) + escape(self.text[at:])


@dataclass(frozen=True, slots=True)
class Query:
    """What a person typed, taken apart: free words, exact phrases, excluded words and phrases, and filters."""

    text: str
    words: str = ""
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Nothing to look for and nothing to filter by."""
        return not (self.words or self.phrases or self.excluded or self.tags or self.categories)


@dataclass(frozen=True, slots=True)
class Contribution:
    """One line of ``--explain``: what a term gave to a score, and why."""

    term: str
    reason: str
    score: float


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that was found, its best section, and what to show of them."""

    article: Article
    section: Section
    score: float
    title: Snippet
    snippet: Snippet
    explanation: tuple[Contribution, ...] = ()


@dataclass(frozen=True, slots=True)
class Facet:
    """A category or a tag among what was found: its name in a query, its label for people, and how many articles of those found have it.

    ``query`` is what to search for: with a facet that is offered, it finds only these articles; with one that filters already, all that it keeps away too.
    """

    kind: Literal["category", "tag"]
    value: str
    label: str
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class Results:
    """The answer to a query.

    ``hits`` are in the asked locale; ``elsewhere`` are hits of the other locales, given on the first page when the asked one has few or none. ``categories`` is
    filled for an empty query. ``facets`` are what all that was found can be narrowed by, ``filters`` what narrows it already. ``total`` counts all articles found. ``correction`` is what was searched for instead of what was typed; ``confident``
    tells whether the first hit deserves to be shown as the answer, ``shortened`` whether only the beginning of the query was looked at.
    """

    query: Query
    locale: str
    total: int
    hits: tuple[Hit, ...]
    elsewhere: tuple[Hit, ...] = ()
    categories: tuple[Category, ...] = ()
    facets: tuple[Facet, ...] = ()
    filters: tuple[Facet, ...] = ()
    unfiltered: str = ""
    """What was typed, without the filters."""
    correction: str | None = None
    confident: bool = False
    shortened: bool = False
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A title or a question that completes what a person has typed so far; ``highlights`` are the ranges of ``text`` that match."""

    text: str
    kind: Literal["title", "question"]
    article_id: str
    path: str
    locale: str
    highlights: tuple[tuple[int, int], ...] = ()
