"""What the engine needs from the outside, as protocols. Adapters implement them; bootstrap chooses.

Articles of an index have numbers, 0 to ``size - 1``, in order of their ids; arrays of numbers are ascending ``uint32``.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt

from kbsearch.ledger import Ledger
from kbsearch.model import Article, Audience, Category, Token

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


class Analyzer(Protocol):
    """Cuts text into tokens; the same one for articles and queries."""

    locale: str

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of any string, offsets counting its characters."""

    def gloss(self, term: str) -> str:
        """Return the foreign word that a loanword comes from, in lower case; empty for any other term."""

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
    """All tokens of an index laid end to end, article by article, in order of position."""

    bounds: npt.NDArray[np.int64]
    """Article ``n`` has the tokens ``bounds[n]`` to ``bounds[n + 1]``."""
    terms: npt.NDArray[np.uint32]
    """The number of each token's term."""
    places: npt.NDArray[np.uint32]
    """Positions made comparable: those of two passages lie at least ``PASSAGE_GAP`` apart."""
    fields: npt.NDArray[np.uint8]
    """The Field each token stands in."""


PASSAGE_GAP = 10


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


@dataclass(frozen=True, slots=True)
class SortedKeys:
    """The words of titles and questions, in the order of what a person types to come to them.

    ``text`` holds the folded keys of all words end to end: that of word ``w`` is ``text[starts[w] : starts[w + 1]]``. ``order`` names the words at which a
    suggestion may begin, sorted by the text that starts there, as far as ``KEY_DEPTH`` characters.
    """

    text: str
    starts: Numbers
    order: Numbers


KEY_DEPTH = 200


@dataclass(frozen=True, slots=True)
class SuggestionTable:
    """What can be suggested: entries, each a title or a question, cut into words.

    A particle or a space is a word too, though no suggestion begins there. The last word of each entry is its end: a line break, which nobody types.
    """

    texts: Sequence[str]
    """Of each entry, what is shown: as the writer wrote it, line breaks and other control characters as spaces."""
    articles: Numbers
    """Of each entry."""
    questions: npt.NDArray[np.bool_]
    """Of each entry: whether it is a question, not a title."""
    entries: Numbers
    """Of each word, ascending."""
    spans: Numbers
    """Of each word, shape (words, 2): its half-open range of the entry's text."""
    surfaces: SortedKeys
    """As written."""
    readings: SortedKeys
    """As read: katakana, or letters for a Latin word."""


class SearchIndex(Protocol):
    """The articles of one locale in one generation, read-only."""

    locale: str
    size: int
    lengths: Weights
    """The weighted number of words of each article."""
    mean_length: float

    def frequencies(self, term: str) -> tuple[Numbers, Weights]:
        """Return the articles that have ``term`` and how often, each occurrence counted with its field's weight."""

    def terms(self) -> Sequence[str]:
        """Return the vocabulary in order."""

    def term_number(self, term: str) -> int | None:
        """Return a term's place in the vocabulary."""

    @property
    def tokens(self) -> TokenColumns:
        """Return all tokens, for what depends on where words stand."""

    def pinned(self, query: str) -> Sequence[int]:
        """Return the articles that are to come first for exactly this query, letter case, width and white space aside."""

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

    def ids(self) -> Sequence[str]:
        """Return the id of each article."""

    def paths(self) -> Sequence[str]:
        """Return the path of each article."""

    def categories(self) -> Sequence[str]:
        """Return the category of each article."""

    def article(self, number: int) -> Article:
        """Return a whole article."""

    def passages(self, number: int) -> Sequence[Passage]:
        """Return what of the article was analyzed, as it was."""

    def matches(self, number: int, terms: Collection[str]) -> Sequence[Passage]:
        """Return the passages of an article that have any of ``terms``, with the tokens of these terms only."""

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

    def size(self) -> int:
        """Return its size on disk in bytes."""


class GenerationBuild(Protocol):
    """The next generation while it is being made."""

    name: str

    def add(self, article: Article, passages: Iterable[Passage]) -> None:
        """Add an article, in place of one with the same file."""

    def remove(self, file: str) -> None:
        """Remove the article of a file."""

    def finish(self, ledger: Ledger, categories: Categories) -> None:
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

    def begin(self, base: Generation | None) -> GenerationBuild:
        """Start the next generation from ``base``, or from nothing."""
