"""The articles of one locale in one generation: Whoosh's documents behind, columns in front."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.columns import Columns
from kbsearch.indexes.labels import Labels, folded, squeezed
from kbsearch.indexes.lexicon import ColumnLexicon
from kbsearch.indexes.suggestion_table import read_suggestions
from kbsearch.indexes.text_column import TextColumn
from kbsearch.indexes.token_table import TokenTable
from kbsearch.indexes.whoosh import WhooshReader
from kbsearch.model import Article, Audience
from kbsearch.ports import Impacts, Numbers, Passage, TokenColumns, Weights
from kbsearch.suggestible import SuggestionTable

WHOOSH, COLUMNS = "whoosh", "columns"
"""The two sub-folders of a locale's folder."""

_REMEMBERED = 500
"""Articles kept in memory: what customers read is mostly the same few."""

_MASKS = 4
"""Of what an audience may see: each serves until the next article is published."""

_NOWHERE = np.empty(0, np.uint32)
_NO_WEIGHTS = np.empty(0, np.float32)
_NO_IMPACTS = Impacts(_NOWHERE, _NO_WEIGHTS, None)


class LocaleIndex:
    """Implements SearchIndex. Safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.locale = folder.name
        self._reader = WhooshReader(folder / WHOOSH)
        self._reading = Lock()
        self._article = lru_cache(maxsize=_REMEMBERED)(self._read_article)
        self._visible = lru_cache(maxsize=_MASKS)(self._visible_when)
        columns = self._columns = Columns(folder / COLUMNS)
        self._terms = columns.texts("terms")
        self._ids = columns.texts("ids")
        self._paths = columns.texts("paths")
        self._tokens = TokenTable(columns, self._terms)
        self._posting_bounds = columns.array("posting_bounds")
        self._posting_articles = columns.array("posting_articles")
        self._posting_frequencies = columns.array("posting_frequencies")
        self._posting_impacts = columns.array("posting_impacts")
        self._rare_impacts = columns.rows("posting_impacts")
        self._common = {number: row for row, number in enumerate(columns.array("common_terms").tolist())}
        self.lengths: Weights = columns.array("lengths")
        self.size = len(self.lengths)
        self.mean_length = float(self.lengths.mean()) if self.size else 0.0

    def frequencies(self, term: str) -> tuple[Numbers, Weights]:
        """Return the articles that have ``term`` and how often, each occurrence counted with its field's weight."""
        number = self._terms.place(term)
        if number is None:
            return _NOWHERE, _NO_WEIGHTS
        start, end = self._posting_bounds[number : number + 2]
        return self._posting_articles[start:end], self._posting_frequencies[start:end]

    def impacts(self, term: str) -> Impacts:
        """Return what ``term`` gives the articles that have it."""
        number = self._terms.place(term)
        if number is None:
            return _NO_IMPACTS
        start, end = self._posting_bounds[number : number + 2]
        row = self._common.get(number)
        articles = self._posting_articles[start:end]
        if row is not None:
            return Impacts(articles, self._posting_impacts[start:end], self._columns.array("common_impacts")[row])
        return Impacts(articles, self._rare_impacts.read(int(start), int(end)), None)

    def terms(self) -> Sequence[str]:
        """Return the vocabulary in order."""
        return self._terms

    def term_number(self, term: str) -> int | None:
        """Return the number that the tokens of a term have."""
        return self._tokens.term_number(term)

    def tokens_of(self, articles: npt.NDArray[np.integer]) -> TokenColumns:
        """Return the tokens of some articles, for what depends on where words stand."""
        return self._tokens.tokens_of(articles)

    def pinned(self, query: str) -> Sequence[int]:
        """Return the articles that are to come first for exactly this query, letter case, width and white space aside."""
        number = self._pins.names.place(squeezed(query))
        return [] if number is None else self._pins.having([number]).tolist()

    def pin_counts(self) -> Numbers:
        """Return of each article how many queries it is pinned for."""
        return np.diff(self._columns.array("pin_bounds")).astype(np.uint32)

    def visible(self, audience: Audience, now: datetime) -> npt.NDArray[np.bool_]:
        """Return a mask over all articles: which ones that audience may see at that moment."""
        published = int(np.searchsorted(self._publication_times, now.timestamp(), side="right"))
        return self._visible(audience, published)

    def _visible_when(self, audience: Audience, published: int) -> npt.NDArray[np.bool_]:
        """Return the mask for when the first so many articles are published."""
        times = self._columns.array("publish_at")
        mask = times <= self._publication_times[published - 1] if published else np.zeros(self.size, dtype=np.bool_)
        if audience is not Audience.INTERNAL:
            mask &= ~self._columns.array("internal")
        mask.flags.writeable = False
        return mask

    def tagged(self, tag: str) -> Numbers:
        """Return the articles with that tag, letter case and width aside."""
        wanted = folded(tag)
        return self._tags.having(number for number, name in enumerate(self._tags.names) if folded(name) == wanted)

    def in_category(self, category: str) -> Numbers:
        """Return the articles in that category or one nested in it."""
        wanted = category.strip("/").casefold()
        folders = enumerate(self._categories.names)
        return self._categories.having(number for number, name in folders if f"{name.casefold()}/".startswith(f"{wanted}/"))

    def directly_in(self, category: str) -> Numbers:
        """Return the articles in exactly that category; the empty one is that of articles without."""
        number = self._categories.names.place(category)
        return _NOWHERE if number is None else self._categories.having([number])

    def category_counts(self, articles: npt.NDArray[np.bool_]) -> Mapping[str, int]:
        """Return how many of the articles (a mask) are directly in each category, the empty one for those without; none with 0."""
        return self._categories.counts(articles)

    def tag_counts(self, articles: npt.NDArray[np.bool_]) -> Mapping[str, int]:
        """Return how many of the articles (a mask) have each tag, letter case and width aside, written as it was first; none with 0."""
        return self._tags.counts(articles)

    def ids(self) -> Sequence[str]:
        """Return the id of each article."""
        return self._ids

    def paths(self) -> Sequence[str]:
        """Return the path of each article."""
        return self._paths

    def article(self, number: int) -> Article:
        """Return a whole article; the ones read lately are remembered."""
        return self._article(number)

    def _read_article(self, number: int) -> Article:
        with self._reading:
            return self._reader.article(int(self._columns.array("documents")[number]))

    def passages(self, number: int) -> Sequence[Passage]:
        """Return what of the article was analyzed, as it was."""
        return self._tokens.passages(number)

    def matches(self, numbers: Sequence[int], terms: Collection[str]) -> Sequence[Sequence[Passage]]:
        """Return of each of some articles the passages that have any of ``terms``, with the tokens of these terms only."""
        wanted = {known: term for term in terms if (known := self.term_number(term)) is not None}
        return self._tokens.matches(numbers, wanted)

    def number_of(self, path: str) -> int | None:
        """Return the article at a path below the locale, or that has it as an alias."""
        number = self._paths.place(path)
        return self._number_of_alias(path) if number is None else number

    def number_of_id(self, article_id: str) -> int | None:
        """Return the article with that id."""
        return self._ids.place(article_id)

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
        return self._tokens.sections()

    def postings(self) -> int:
        """Return how many pairs of a term and an article there are."""
        return len(self._posting_articles)

    def close(self) -> None:
        """Let go of the files."""
        self._reader.close()

    def _number_of_alias(self, alias: str) -> int | None:
        place = self._aliases.place(alias)
        bounds = self._columns.array("aliases_bounds")
        return None if place is None else int(np.searchsorted(bounds, place, side="right")) - 1

    @cached_property
    def _publication_times(self) -> npt.NDArray[np.float64]:
        return np.unique(self._columns.array("publish_at"))

    @cached_property
    def _aliases(self) -> TextColumn:
        return self._columns.texts("aliases")

    @cached_property
    def _categories(self) -> Labels:
        return self._columns.labels("category")

    @cached_property
    def _tags(self) -> Labels:
        return self._columns.labels("tag")

    @cached_property
    def _pins(self) -> Labels:
        return self._columns.labels("pin")
