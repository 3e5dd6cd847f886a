"""The articles of one locale in one generation: Whoosh's documents behind, columns in front."""

import unicodedata
from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.columns import Columns
from kbsearch.indexes.lexicon import ColumnLexicon
from kbsearch.indexes.suggestion_table import read_suggestions
from kbsearch.indexes.whoosh import WhooshReader
from kbsearch.membership import among
from kbsearch.model import Article, Audience, Token
from kbsearch.ports import Field, Numbers, Passage, SuggestionTable, TokenColumns, Weights

WHOOSH, COLUMNS = "whoosh", "columns"
"""The two sub-folders of a locale's folder."""

_REMEMBERED = 500
"""Articles kept in memory: what customers read is mostly the same few."""

_NOWHERE = np.empty(0, np.uint32)
_NO_WEIGHTS = np.empty(0, np.float32)


class LocaleIndex:
    """Implements SearchIndex. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.locale = folder.name
        self._reader = WhooshReader(folder / WHOOSH)
        self._reading = Lock()
        self._article = lru_cache(maxsize=_REMEMBERED)(self._read_article)
        columns = self._columns = Columns(folder / COLUMNS)
        self._terms = columns.lines("terms")
        self._term_numbers = {term: number for number, term in enumerate(self._terms)}
        self._posting_bounds = columns.array("posting_bounds")
        self._posting_articles = columns.array("posting_articles")
        self._posting_frequencies = columns.array("posting_frequencies")
        self.lengths: Weights = columns.array("lengths")
        self.size = len(self.lengths)
        self.mean_length = float(self.lengths.mean()) if self.size else 0.0

    def frequencies(self, term: str) -> tuple[Numbers, Weights]:
        """Return the articles that have ``term`` and how often, each occurrence counted with its field's weight."""
        number = self._term_numbers.get(term)
        if number is None:
            return _NOWHERE, _NO_WEIGHTS
        start, end = self._posting_bounds[number : number + 2]
        return self._posting_articles[start:end], self._posting_frequencies[start:end]

    def terms(self) -> Sequence[str]:
        """Return the vocabulary in order."""
        return self._terms

    def term_number(self, term: str) -> int | None:
        """Return a term's place in the vocabulary."""
        return self._term_numbers.get(term)

    @cached_property
    def tokens(self) -> TokenColumns:
        """All tokens, for what depends on where words stand."""
        names = ("article_tokens", "token_terms", "token_places", "token_fields")
        return TokenColumns(*map(self._columns.array, names))

    def pinned(self, query: str) -> Sequence[int]:
        """Return the articles that are to come first for exactly this query, letter case, width and white space aside."""
        return self._pins.get(_squeezed(query), ())

    def visible(self, audience: Audience, now: datetime) -> npt.NDArray[np.bool_]:
        """Return a mask over all articles: which ones that audience may see at that moment."""
        published: npt.NDArray[np.bool_] = self._columns_in_memory["publish_at"] <= now.timestamp()
        return published if audience is Audience.INTERNAL else published & ~self._columns_in_memory["internal"]

    def tagged(self, tag: str) -> Numbers:
        """Return the articles with that tag, letter case and width aside."""
        wanted = _folded(tag)
        return np.array([n for n in range(self.size) if wanted in self._tags[n]], dtype=np.uint32)

    def in_category(self, category: str) -> Numbers:
        """Return the articles in that category or one nested in it."""
        wanted = category.strip("/").casefold()
        within = (path.casefold() == wanted or path.casefold().startswith(f"{wanted}/") for path in self.categories())
        return np.flatnonzero(np.fromiter(within, np.bool_, self.size)).astype(np.uint32)

    def ids(self) -> Sequence[str]:
        """Return the id of each article."""
        return self._all_ids

    def paths(self) -> Sequence[str]:
        """Return the path of each article."""
        return self._all_paths

    def categories(self) -> Sequence[str]:
        """Return the category of each article."""
        return self._categories

    def article(self, number: int) -> Article:
        """Return a whole article; the ones read lately are remembered."""
        return self._article(number)

    def _read_article(self, number: int) -> Article:
        with self._reading:
            return self._reader.article(int(self._columns_in_memory["documents"][number]))

    def passages(self, number: int) -> Sequence[Passage]:
        """Return what of the article was analyzed, as it was."""
        first, last = self._passages["passage_bounds"][number : number + 2]
        return [self._passage(which) for which in range(int(first), int(last))]

    def matches(self, number: int, terms: Collection[str]) -> Sequence[Passage]:
        """Return the passages of an article that have any of ``terms``, with the tokens of these terms only."""
        columns = self._passages
        wanted = {known: term for term in terms if (known := self._term_numbers.get(term)) is not None}
        start, end = (int(bound) for bound in self.tokens.bounds[number : number + 2])
        numbers = np.array(sorted(wanted), dtype=np.uint32)
        places = start + np.flatnonzero(among(numbers, self.tokens.terms[start:end]))
        found: dict[int, list[Token]] = {}
        owners = np.searchsorted(columns["token_bounds"], places, side="right") - 1
        for owner, term, offset in zip(
            owners.tolist(), columns["token_terms"][places].tolist(), columns["token_offsets"][places].tolist(), strict=True
        ):
            found.setdefault(owner, []).append(Token(wanted[term], *offset))
        return [
            Passage(Field(int(columns["passage_fields"][which])), int(columns["passage_numbers"][which]), tokens)
            for which, tokens in found.items()
        ]

    def number_of(self, path: str) -> int | None:
        """Return the article at a path below the locale, or that has it as an alias."""
        return self._paths.get(path, self._aliases.get(path))

    def number_of_id(self, article_id: str) -> int | None:
        """Return the article with that id."""
        return self._ids.get(article_id)

    @cached_property
    def lexicon(self) -> ColumnLexicon:
        """The words as people write and read them."""
        return ColumnLexicon(self._columns, self._terms)

    @cached_property
    def suggestions(self) -> SuggestionTable:
        """The titles and questions, ready to be completed."""
        return read_suggestions(self._columns)

    def sections(self) -> int:
        """Return how many passages are texts of sections."""
        return int((self._passages["passage_fields"] == Field.BODY).sum())

    def postings(self) -> int:
        """Return how many pairs of a term and an article there are."""
        return len(self._posting_articles)

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()

    def _passage(self, which: int) -> Passage:
        columns = self._passages
        first, last = (int(bound) for bound in columns["token_bounds"][which : which + 2])
        offsets = columns["token_offsets"][first:last].tolist()
        terms = columns["token_terms"][first:last].tolist()
        tokens = [Token(self._terms[term], *offset) for term, offset in zip(terms, offsets, strict=True)]
        return Passage(Field(int(columns["passage_fields"][which])), int(columns["passage_numbers"][which]), tokens)

    @cached_property
    def _columns_in_memory(self) -> dict[str, npt.NDArray[Any]]:
        return {name: np.asarray(self._columns.array(name)) for name in ("documents", "internal", "publish_at")}

    @cached_property
    def _passages(self) -> dict[str, npt.NDArray[Any]]:
        names = ("passage_bounds", "passage_fields", "passage_numbers", "token_bounds", "token_offsets", "token_terms")
        return {name: self._columns.array(name) for name in names}

    @cached_property
    def _all_ids(self) -> list[str]:
        return self._columns.lines("ids")

    @cached_property
    def _ids(self) -> dict[str, int]:
        return {article_id: number for number, article_id in enumerate(self._all_ids)}

    @cached_property
    def _all_paths(self) -> list[str]:
        return self._columns.lines("paths")

    @cached_property
    def _paths(self) -> dict[str, int]:
        return {path: number for number, path in enumerate(self._all_paths)}

    @cached_property
    def _categories(self) -> list[str]:
        return self._columns.lines("categories") or [""] * self.size

    @cached_property
    def _tags(self) -> list[frozenset[str]]:
        return [frozenset(map(_folded, tags)) for tags in self._lists("tags")]

    @cached_property
    def _aliases(self) -> dict[str, int]:
        return {alias: number for number, aliases in enumerate(self._lists("aliases")) for alias in aliases}

    @cached_property
    def _pins(self) -> dict[str, list[int]]:
        pins: dict[str, list[int]] = {}
        for number, queries in enumerate(self._lists("pins")):
            for query in queries:
                pins.setdefault(_squeezed(query), []).append(number)
        return pins

    def _lists(self, name: str) -> list[list[str]]:
        lines = self._columns.lines(name)
        bounds = self._columns.array(f"{name}_bounds").tolist()
        return [lines[start:end] for start, end in pairwise(bounds)]


def _folded(tag: str) -> str:
    return unicodedata.normalize("NFKC", tag).casefold()


def _squeezed(query: str) -> str:
    return "".join(_folded(query).split())
