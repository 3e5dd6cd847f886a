"""KnowledgeBase: everything the terminal and the web ask for, in the words of the domain."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from pathlib import Path

from kbsearch import catalogue, facets
from kbsearch.articles.glossary import Glossary
from kbsearch.articles.glossary_file import Glossaries
from kbsearch.articles.links import Urls
from kbsearch.changes import Changes
from kbsearch.config import Config
from kbsearch.elsewhere import elsewhere
from kbsearch.indexing import Indexer
from kbsearch.listing import Listing
from kbsearch.model import Article, Audience, Category, Results, Suggestion, Token
from kbsearch.nearby import nearby
from kbsearch.page import Page
from kbsearch.pages import Pages
from kbsearch.ports import Analyzer, Generation, IndexStore, Progress, SearchIndex
from kbsearch.reports import IndexReport, IndexStatistics, LocaleStatistics
from kbsearch.search.alike import Alike
from kbsearch.search.profile import RankingProfile
from kbsearch.search.query import parse, unfiltered
from kbsearch.search.searcher import Range, Reader, Searcher
from kbsearch.search.suggesters import Suggesters
from kbsearch.search.suggestions import Chosen
from kbsearch.search.synonyms import FILE as SYNONYMS
from kbsearch.search.synonyms import SynonymsFile
from kbsearch.serving import Current, Serving

MAX_QUERY = 1_000
"""Characters of a query that are looked at; ``Results.shortened`` tells that there were more."""


class KnowledgeBase:
    """A folder of articles and the index made from it. Safe to use from several threads.

    Every call sees one generation of the index as a whole; a new one is noticed at the next call.
    """

    def __init__(
        self,
        config: Config,
        store: IndexStore,
        indexer: Indexer,
        analyzers: Mapping[str, Analyzer],
        profiles: Mapping[str, RankingProfile],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.config = config
        self._indexer = indexer
        self._analyzers = analyzers
        self._profiles = profiles
        self._glossaries = Glossaries(config.articles_dir, config.locales)
        self._synonyms = SynonymsFile(config.articles_dir / SYNONYMS, analyzers, self._glossaries.same)
        self._clock = clock
        self._current = Current(store, self._serve)
        self._suggesters = Suggesters()

    def reindex(self, *, rebuild: bool = False, progress: Progress | None = None) -> IndexReport:
        """Bring the index up to date with the articles; all of it anew with ``rebuild``.

        Raises ArticlesError (no folder), IndexBusyError (another builder) or IndexBuildError (disk full and the like); the index that served before then
        still serves.
        """
        return self._indexer.run(rebuild, progress) if progress else self._indexer.run(rebuild)

    def open(self) -> None:
        """Open the index that serves, so that whoever asks first need not wait for it. Raises IndexUnavailableError."""
        self._current()

    def search(
        self,
        text: str,
        *,
        locale: str,
        limit: int = 10,
        offset: int = 0,
        audience: Audience = Audience.PUBLIC,
        literal: bool = False,
        explain: bool = False,
    ) -> Results:
        """Find articles for what a person typed; any string is a query.

        ``limit`` hits from ``offset`` on, best first. What is probably misspelt is corrected (``Results.correction``) unless ``literal``. Raises IndexUnavailableError when there is no index to search.
        """
        started = time.perf_counter()
        query = parse(text[:MAX_QUERY])
        reader = Reader(audience, self._clock())
        if query.is_empty:
            listed = tuple(c for c in self.categories(locale, audience=audience) if "/" not in c.path)
            return Results(query, locale, 0, (), categories=listed, seconds=time.perf_counter() - started)
        page = Range(offset, offset + limit)
        serving = self._current()
        searcher, described = serving.searchers[locale], serving.generation.categories.get(locale, {})
        found = searcher.find(query, reader, self._synonyms.current(locale), page, literal=literal, explain=explain)
        others = ((each, self._synonyms.current(other)) for other, each in serving.searchers.items() if other != locale)
        return Results(
            query,
            locale,
            found.total,
            found.hits,
            elsewhere(others, query, reader, found, page, literal=literal, explain=explain),
            facets=facets.offered(searcher.index, described, found.articles, query),
            filters=facets.active(described, query, found.total),
            unfiltered=unfiltered(query),
            correction=found.correction,
            confident=found.confident,
            shortened=len(text) > MAX_QUERY,
            seconds=time.perf_counter() - started,
        )

    def rank(self, text: str, *, locale: str, limit: int = 10, audience: Audience = Audience.PUBLIC) -> list[tuple[str, float]]:
        """Return the ids and scores of what ``search`` would show, best first, without the work of showing it."""
        query = parse(text[:MAX_QUERY])
        reader = Reader(audience, self._clock())
        return [] if query.is_empty else self._searcher(locale).rank(query, reader, self._synonyms.current(locale), limit)

    def nearby(self, text: str, *, locale: str, limit: int = 5, audience: Audience = Audience.PUBLIC) -> tuple[Article, ...]:
        """Return the articles that come closest to what a person typed, for when ``search`` found none; none where no word is known."""
        query, reader = parse(text[:MAX_QUERY]), Reader(audience, self._clock())
        searcher, synonyms = self._searcher(locale), self._synonyms.current(locale)
        return nearby(searcher, self._suggesters.of(searcher.index), query, reader, synonyms, limit)

    def suggest(
        self, prefix: str, *, locale: str, limit: int = 8, audience: Audience = Audience.PUBLIC
    ) -> tuple[Suggestion, ...]:
        """Complete what a person has typed so far, any string, with titles and questions of articles; one for each article, best first.

        Kana and romaji are compared with readings, also half-typed (かい, kaiy, 解や, パスw). Raises IndexUnavailableError when there is no index.
        """
        suggester = self._suggesters.of(self._index(locale))
        return suggester.suggest(prefix, suggester.index.visible(audience, self._clock()), limit)

    def favour(self, locale: str, chosen: Chosen) -> None:
        """Let ``suggest`` put first what was chosen most often: article id and text of a suggestion -> how often."""
        self._suggesters.favour(locale, chosen)

    def page(self, path: str, *, locale: str, urls: Urls, query: str = "", audience: Audience = Audience.PUBLIC) -> Page | None:
        """Return the article at ``path`` ready to be read, words of ``query`` marked; None if that audience has no such article."""
        reader = Reader(audience, self._clock())
        return self._pages().page(path, locale, urls, reader, self._query_terms(query, locale))

    def find(self, path: str, *, locale: str, audience: Audience = Audience.PUBLIC) -> Article | None:
        """Return the article at a path below the locale (``billing/refund``), if that audience may see it."""
        return self._pages().find(path, locale, Reader(audience, self._clock()))

    def redirect(self, path: str, *, locale: str) -> str | None:
        """Return the current path of the article that was at ``path`` once, by its ``aliases``."""
        return self._pages().redirect(path, locale, Reader(Audience.PUBLIC, self._clock()))

    def by_id(self, article_id: str, *, locale: str, audience: Audience = Audience.PUBLIC) -> Article | None:
        """Return the article with an id, in ``locale`` if it is there, else in the first other locale that has it."""
        return self._pages().by_id(article_id, locale, Reader(audience, self._clock()))

    def categories(self, locale: str, *, audience: Audience = Audience.PUBLIC) -> tuple[Category, ...]:
        """Return the categories that hold something that audience may see, nested ones too, in order."""
        generation = self._current().generation
        described = generation.categories.get(locale, {})
        return catalogue.categories(generation.locales[locale], described, audience, self._clock())

    def articles_in(self, category: str, *, locale: str, audience: Audience = Audience.PUBLIC) -> tuple[Article, ...]:
        """Return the articles directly in a category, by title."""
        return catalogue.articles_in(self._index(locale), category, audience, self._clock())

    def common(self, locale: str) -> tuple[Article, ...]:
        """Return of each top category the public article that its writers pinned for most queries."""
        return catalogue.common(self._index(locale), Audience.PUBLIC, self._clock())

    def tags(self, locale: str, *, audience: Audience = Audience.PUBLIC) -> tuple[tuple[str, int], ...]:
        """Return the tags with the number of their articles, the commonest first."""
        return catalogue.tags(self._index(locale), audience, self._clock())

    def articles_tagged(self, tag: str, *, locale: str, audience: Audience = Audience.PUBLIC) -> tuple[Article, ...]:
        """Return the articles with a tag, by title."""
        return catalogue.articles_tagged(self._index(locale), tag, audience, self._clock())

    def changed(self, locale: str, *, limit: int = 10) -> list[tuple[Article, datetime]]:
        """Return the public articles that were committed last, newest first, with the time; none where there is no git."""
        serving, reader = self._current(), Reader(Audience.PUBLIC, self._clock())
        listed = ((serving.pages.find(path, locale, reader), moment) for path, moment in serving.changes.latest(locale))
        return list(islice(((article, moment) for article, moment in listed if article is not None), limit))

    def listing(self, locale: str) -> Listing:
        """Return what lists the public articles of a language for programs."""
        generation = self._current().generation
        return Listing(generation.locales[locale], generation.history(), self._clock())

    def questions(self, locale: str, *, each: int = 12) -> Mapping[str, Sequence[Suggestion]]:
        """Return the questions that writers have given public articles, by top category, at most ``each`` of one."""
        return catalogue.questions(self._index(locale), Audience.PUBLIC, self._clock(), each)

    def glossary(self, locale: str) -> Glossary:
        """Return the words that the help centre explains."""
        return self._glossaries.of(locale)

    def related_terms(self, text: str, locale: str) -> tuple[str, ...]:
        """Return the words of the glossary that have to do with those in a query and find something, the nearest first."""
        related = self._glossaries.mentions(locale).related_to(text[:MAX_QUERY])
        return tuple(term for term in related if self._current().finds(term, locale))

    def knows(self, text: str, locale: str) -> bool:
        """Whether every word of a text stands in a public article or in the glossary."""
        words, glossary = text[:MAX_QUERY].split(), self._glossaries.of(locale)
        return bool(words) and all(glossary.find(word) or self._is_written(word, locale) for word in words)

    def asset(self, path: str, *, audience: Audience = Audience.PUBLIC) -> Path | None:
        """Return a picture or other file beside the articles (``ja/billing/images/card.svg``).

        None too for what lies in a category all of whose articles that audience may not see.
        """
        return self._pages().asset(path, Reader(audience, self._clock()))

    def tokens(self, text: str, *, locale: str) -> list[Token]:
        """Return the tokens a text is cut into, as for articles and queries."""
        return self._analyzers[locale].tokens(text)

    def statistics(self) -> IndexStatistics:
        """Return figures of the current index."""
        generation = self._current().generation
        ledger = generation.ledger()
        now = self._clock()
        return IndexStatistics(
            generation.name,
            generation.built_at,
            generation.size(),
            len(ledger.all_problems()),
            {locale: _figures(index, now) for locale, index in generation.locales.items()},
        )

    def _query_terms(self, text: str, locale: str) -> frozenset[str]:
        query = parse(text[:MAX_QUERY])
        return frozenset() if query.is_empty else self._searcher(locale).marked_terms(query, self._synonyms.current(locale))

    def _is_written(self, text: str, locale: str) -> bool:
        index, tokens = self._index(locale), self.tokens(text, locale=locale)
        visible = index.visible(Audience.PUBLIC, self._clock())
        found = {token.position for token in tokens if visible[index.frequencies(token.term)[0]].any()}
        return bool(tokens) and found == {token.position for token in tokens}

    def _index(self, locale: str) -> SearchIndex:
        return self._current().generation.locales[locale]

    def _searcher(self, locale: str) -> Searcher:
        return self._current().searchers[locale]

    def _pages(self) -> Pages:
        return self._current().pages

    def _serve(self, generation: Generation) -> Serving:
        searchers = {
            locale: Searcher(index, self._analyzers[locale], self._profiles[locale])
            for locale, index in generation.locales.items()
        }
        alike = {locale: Alike(searcher.index, searcher.general) for locale, searcher in searchers.items()}
        pages = Pages(generation, self.config, self._analyzers, alike, self._glossaries)
        finds = cache(lambda word, locale: bool(self.rank(word, locale=locale, limit=1)))
        return Serving(generation, searchers, pages, Changes(generation.history()), finds)


def _figures(index: SearchIndex, now: datetime) -> LocaleStatistics:
    everything = int(index.visible(Audience.INTERNAL, now).sum())
    public = int(index.visible(Audience.PUBLIC, now).sum())
    return LocaleStatistics(
        index.locale, index.size, everything - public, index.sections(), len(index.terms()), index.postings(), index.mean_length
    )
