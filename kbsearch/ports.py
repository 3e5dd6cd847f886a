"""What the engine needs from the outside, as protocols. Adapters implement them; bootstrap chooses.

Articles of an index have numbers, 0 to ``size - 1``, in order of their ids; arrays of numbers are ascending ``uint32``.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from kbsearch.history import History
from kbsearch.ledger import Ledger
from kbsearch.model import Article, Audience, Category, Token
from kbsearch.processes import Processes
from kbsearch.suggestible import SuggestionTable

Numbers = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.float32]

Progress = Callable[[str, int, int], None]
"""Called while something long goes on: what is being done ("read", "write"), how many are done, how many there are."""


class Field(IntEnum):
    """The parts of an article that are searched, each with a weight of its own."""

    TITLE = 0
    QUESTIONS = 1
    HEADINGS = 2
    KEYWORDS = 3
    BODY = 4


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of an article's text that is read on its own: its title, one question, a heading, the tags, a section's text.

    ``number`` is the section's, for headings and bodies, or the question's.
    """

    field: Field
    number: int
    tokens: Sequence[Token]


class Analysis(Protocol):
    """Makes the passages of an article; other processes can be given it."""

    def __call__(self, article: Article, /) -> Sequence[Passage]:
        """Return them."""

    def key(self, article: Article, /) -> str:
        """Return a digest of all that its passages come from: where two are equal, so are the passages."""


class Analyzer(Protocol):
    """Cuts text into tokens; the same one for articles and queries."""

    locale: str

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of any string, offsets counting its characters."""

    def origin(self, term: str) -> str:
        """Return the foreign term that a katakana loanword comes from; empty for any other term."""

    def readings(self, text: str) -> list[str]:
        """Return the ways a Japanese text may be read, in katakana, the likeliest first; none for other text."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the tokens of some text might."""


@dataclass(frozen=True, slots=True)
class Written:
    """How a term is written or read in the articles: ``form`` is katakana for a Japanese word, lower-case letters for a Latin one."""

    term: str
    form: str
    count: int
    """Occurrences of the term in that form."""


@dataclass(frozen=True, slots=True)
class TokenColumns:
    """The tokens of several articles, one article after the other, those of each in order of position."""

    bounds: npt.NDArray[np.int64]
    """The ``n``-th of these articles has the tokens ``bounds[n]`` to before ``bounds[n + 1]``."""
    terms: npt.NDArray[np.uint32]
    """The number of each token's term."""
    places: npt.NDArray[np.uint32]
    """Positions made comparable: those of two passages lie at least ``PASSAGE_GAP`` apart."""
    fields: npt.NDArray[np.uint8]
    """The Field each token stands in."""


PASSAGE_GAP = 10


@dataclass(frozen=True, slots=True)
class Impacts:
    """What a term gives the articles that have it, by BM25F."""

    articles: Numbers
    scores: Weights
    """Of each of ``articles``."""
    everywhere: Weights | None
    """Of every article of the index, 0 where the term is absent; for common terms only."""


class Lexicon(Protocol):
    """The words of an index as people write and read them."""

    def articles(self, term: str) -> int:
        """Return how many articles have a term."""

    def read_as(self, form: str) -> Sequence[Written]:
        """Return the terms that are read or written exactly so, the most frequent first."""

    def written(self, term: str) -> Sequence[Written]:
        """Return the forms of a term, the most frequent first."""

    def forms(self) -> Sequence[str]:
        """Return all forms in order, each once."""

    def borrowed(self, origin: str) -> Sequence[str]:
        """Return the loanwords that come from a foreign term, in order."""


class SearchIndex(Protocol):
    """The articles of one locale in one generation, read-only."""

    locale: str
    size: int
    lengths: Weights
    """The weighted number of words of each article."""
    mean_length: float

    def frequencies(self, term: str) -> tuple[Numbers, Weights]:
        """Return the articles that have ``term`` and how often, each occurrence counted with its field's weight."""

    def impacts(self, term: str) -> Impacts:
        """Return what ``term`` gives the articles that have it."""

    def terms(self) -> Sequence[str]:
        """Return the vocabulary in order."""

    def term_number(self, term: str) -> int | None:
        """Return the number that the tokens of a term have."""

    def tokens_of(self, articles: npt.NDArray[np.integer]) -> TokenColumns:
        """Return the tokens of some articles, for what depends on where words stand."""

    def pinned(self, query: str) -> Sequence[int]:
        """Return the articles that are to come first for exactly this query, letter case, width and white space aside."""

    def pin_counts(self) -> Numbers:
        """Return of each article how many queries it is pinned for."""

    @property
    def lexicon(self) -> Lexicon:
        """Return the words as people write and read them."""

    @property
    def suggestions(self) -> SuggestionTable:
        """Return the titles and questions, ready to be completed."""

    def sections(self) -> int:
        """Return how many sections with text there are."""

    def postings(self) -> int:
        """Return how many pairs of a term and an article there are."""

    def visible(self, audience: Audience, now: datetime) -> npt.NDArray[np.bool_]:
        """Return a mask over all articles: which ones that audience may see at that moment."""

    def tagged(self, tag: str) -> Numbers:
        """Return the articles with that tag, letter case and width aside."""

    def in_category(self, category: str) -> Numbers:
        """Return the articles in that category or one nested in it."""

    def directly_in(self, category: str) -> Numbers:
        """Return the articles in exactly that category; the empty one is that of articles without."""

    def category_counts(self, articles: npt.NDArray[np.bool_]) -> Mapping[str, int]:
        """Return how many of the articles (a mask) are directly in each category, the empty one for those without; none with 0."""

    def tag_counts(self, articles: npt.NDArray[np.bool_]) -> Mapping[str, int]:
        """Return how many of the articles (a mask) have each tag, letter case and width aside, written as it was first; none with 0."""

    def ids(self) -> Sequence[str]:
        """Return the id of each article."""

    def paths(self) -> Sequence[str]:
        """Return the path of each article."""

    def article(self, number: int) -> Article:
        """Return a whole article."""

    def passages(self, number: int) -> Sequence[Passage]:
        """Return what of the article was analyzed, as it was."""

    def matches(self, numbers: Sequence[int], terms: Collection[str]) -> Sequence[Sequence[Passage]]:
        """Return of each of some articles the passages that have any of ``terms``, with the tokens of these terms only."""

    def number_of(self, path: str) -> int | None:
        """Return the article at a path below the locale, or that has it as an alias."""

    def number_of_id(self, article_id: str) -> int | None:
        """Return the article with that id."""


Categories = Mapping[str, Mapping[str, Category]]
"""Locale -> path -> category, as the category files give them (``count`` is 0)."""


class Generation(Protocol):
    """One complete, immutable state of the whole index."""

    name: str
    built_at: datetime
    categories: Categories

    @property
    def locales(self) -> Mapping[str, SearchIndex]:
        """Return the index of each locale."""

    def ledger(self) -> Ledger:
        """Return what is known of the files it was made from."""

    def history(self) -> History:
        """Return when these files were changed; the same object each time."""

    def size(self) -> int:
        """Return its size on disk in bytes."""


class GenerationBuild(Protocol):
    """The next generation while it is being made."""

    name: str

    def add(
        self,
        locale: str,
        articles: Mapping[str, bytes],
        analysis: Analysis,
        processes: Processes,
        progress: Callable[[int], None],
    ) -> None:
        """Add articles of one locale by file, each pickled, in place of those with the same file. ``progress`` is told how many are done."""

    def remove(self, file: str) -> None:
        """Remove the article of a file."""

    def finish(self, ledger: Ledger, categories: Categories, history: History) -> None:
        """Make it complete on disk, and the one that serves."""

    def abandon(self) -> None:
        """Give up; nothing of it stays."""


class IndexStore(Protocol):
    """Where generations live."""

    def current(self) -> str | None:
        """Return the name of the generation that serves; cheap."""

    def open(self) -> Generation:
        """Open the generation that serves.

        Raises IndexUnavailableError when there is none or it is damaged, IndexMismatchError when other analyzers built it.
        """

    def building(self) -> AbstractContextManager[None]:
        """Be the one builder. Raises IndexBusyError when there is another."""

    def begin(self, base: Generation | None, *, reuse: bool = False) -> GenerationBuild:
        """Start the next generation from ``base``, or from nothing.

        With ``reuse``, many articles at once take their tokens from the generation that serves where it has analyzed the same texts.
        """
