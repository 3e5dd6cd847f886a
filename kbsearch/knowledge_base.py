"""KnowledgeBase: everything the terminal and the web ask for, in the words of the domain."""

import logging
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock

from kbsearch import catalogue
from kbsearch.articles.assets import find_asset
from kbsearch.articles.links import Target, Urls, rewrite
from kbsearch.config import Config
from kbsearch.errors import IndexUnavailableError
from kbsearch.indexing import Indexer
from kbsearch.model import Article, Audience, Category, Heading, Hit, Page, Query, Results, Suggestion, Token
from kbsearch.ports import Analyzer, Generation, IndexStore, Progress, SearchIndex
from kbsearch.reports import IndexReport, IndexStatistics, LocaleStatistics
from kbsearch.search.highlights import mark_html
from kbsearch.search.profile import RankingProfile
from kbsearch.search.query import parse
from kbsearch.search.searcher import Found, Range, Reader, Searcher
from kbsearch.search.suggestions import Suggester
from kbsearch.search.synonyms import FILE as SYNONYMS
from kbsearch.search.synonyms import SynonymsFile

MAX_QUERY = 1_000
"""Characters of a query that are looked at; ``Results.shortened`` tells that there were more."""

_log = logging.getLogger(__name__)


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
        self._store = store
        self._indexer = indexer
        self._analyzers = analyzers
        self._profiles = profiles
        self._synonyms = SynonymsFile(config.articles_dir / SYNONYMS, analyzers)
        self._clock = clock
        self._opening = Lock()
        self._opened: tuple[Generation, dict[str, Searcher]] | None = None
        self._refused: str | None = None
        """The generation that could not be opened in place of the one that is; it is not tried again."""
        self._suggesters: dict[str, Suggester] = {}
        """Each made when it is first asked."""

    def reindex(self, *, rebuild: bool = False, progress: Progress | None = None) -> IndexReport:
        """Bring the index up to date with the articles; all of it anew with ``rebuild``.

        Raises ArticlesError (no folder), IndexBusyError (another builder) or IndexBuildError (disk full and the like); the index that served before then
        still serves.
        """
        return self._indexer.run(rebuild, progress) if progress else self._indexer.run(rebuild)

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
        synonyms = self._synonyms.current(locale)
        found = self._searcher(locale).find(query, reader, synonyms, page, literal=literal, explain=explain)
        elsewhere = (
            () if found.total else self._elsewhere(query, reader, locale, Range(0, limit), literal=literal, explain=explain)
        )
        return Results(
            query,
            locale,
            found.total,
            found.hits,
            elsewhere,
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

    def suggest(
        self, prefix: str, *, locale: str, limit: int = 8, audience: Audience = Audience.PUBLIC
    ) -> tuple[Suggestion, ...]:
        """Complete what a person has typed so far, any string, with titles and questions of articles; one for each article, best first.

        Kana and romaji are compared with readings, also half-typed (かい, kaiy, 解や, パスw). Raises IndexUnavailableError when there is no index.
        """
        suggester = self._suggester(locale)
        return suggester.suggest(prefix, suggester.index.visible(audience, self._clock()), limit)

    def page(self, path: str, *, locale: str, urls: Urls, query: str = "", audience: Audience = Audience.PUBLIC) -> Page | None:
        """Return the article at ``path`` ready to be read, words of ``query`` marked; None if that audience has no such article."""
        article = self.find(path, locale=locale, audience=audience)
        if article is None:
            return None
        html = rewrite(article.html, article.file, urls, lambda target: self._leads_somewhere(target, audience))
        return Page(
            article,
            mark_html(html, self._query_terms(query, locale), self._analyzers[locale]),
            tuple(Heading(s.anchor, s.heading, s.level) for s in article.sections if s.heading),
            next((c for c in self.categories(locale, audience=audience) if c.path == article.category), None),
            tuple(
                other
                for other in self.config.locales
                if other != locale and self.find(path, locale=other, audience=audience) is not None
            ),
            tuple(
                related
                for related in (self.find(other, locale=locale, audience=audience) for other in article.related)
                if related is not None
            ),
        )

    def find(self, path: str, *, locale: str, audience: Audience = Audience.PUBLIC) -> Article | None:
        """Return the article at a path below the locale (``billing/refund``), if that audience may see it."""
        index = self._index(locale)
        article = self._visible(index, index.number_of(path), audience)
        return article if article is not None and article.path == path else None

    def redirect(self, path: str, *, locale: str) -> str | None:
        """Return the current path of the article that was at ``path`` once, by its ``aliases``."""
        index = self._index(locale)
        article = self._visible(index, index.number_of(path), Audience.PUBLIC)
        return article.path if article is not None and article.path != path else None

    def by_id(self, article_id: str, *, locale: str, audience: Audience = Audience.PUBLIC) -> Article | None:
        """Return the article with an id, in ``locale`` if it is there, else in the first other locale that has it."""
        for candidate in (locale, *(other for other in self.config.locales if other != locale)):
            index = self._index(candidate)
            article = self._visible(index, index.number_of_id(article_id), audience)
            if article is not None:
                return article
        return None

    def categories(self, locale: str, *, audience: Audience = Audience.PUBLIC) -> tuple[Category, ...]:
        """Return the categories that hold something that audience may see, nested ones too, in order."""
        generation, _ = self._current()
        described = generation.categories.get(locale, {})
        return catalogue.categories(self._index(locale), described, audience, self._clock())

    def articles_in(self, category: str, *, locale: str, audience: Audience = Audience.PUBLIC) -> tuple[Article, ...]:
        """Return the articles directly in a category, by title."""
        return catalogue.articles_in(self._index(locale), category, audience, self._clock())

    def asset(self, path: str, *, audience: Audience = Audience.PUBLIC) -> Path | None:
        """Return a picture or other file beside the articles (``ja/billing/images/card.svg``).

        None too for what lies in a category all of whose articles that audience may not see.
        """
        locale, _, inside = path.partition("/")
        if locale not in self.config.locales:
            return None
        index, now = self._index(locale), self._clock()
        if not catalogue.is_open(index, inside.rpartition("/")[0], audience, now):
            return None
        return find_asset(self.config.articles_dir, path)

    def tokens(self, text: str, *, locale: str) -> list[Token]:
        """Return the tokens a text is cut into, as for articles and queries."""
        return self._analyzers[locale].tokens(text)

    def statistics(self) -> IndexStatistics:
        """Return figures of the current index."""
        generation, _ = self._current()
        ledger = generation.ledger()
        now = self._clock()
        return IndexStatistics(
            generation.name,
            generation.built_at,
            generation.size(),
            len(ledger.all_problems()),
            {locale: _figures(index, now) for locale, index in generation.locales.items()},
        )

    def _elsewhere(self, query: Query, reader: Reader, locale: str, wanted: Range, **how: bool) -> tuple[Hit, ...]:
        found: list[Found] = [
            self._searcher(other).find(query, reader, self._synonyms.current(other), wanted, **how)
            for other in self.config.locales
            if other != locale
        ]
        return tuple(hit for each in found for hit in each.hits)[: wanted.end]

    def _query_terms(self, text: str, locale: str) -> frozenset[str]:
        query = parse(text[:MAX_QUERY])
        return frozenset() if query.is_empty else self._searcher(locale).marked_terms(query, self._synonyms.current(locale))

    def _leads_somewhere(self, target: Target | str, audience: Audience) -> bool:
        if isinstance(target, str):
            return self.asset(target, audience=audience) is not None
        if target.locale not in self.config.locales:
            return False
        return self.find(target.path, locale=target.locale, audience=audience) is not None

    def _visible(self, index: SearchIndex, number: int | None, audience: Audience) -> Article | None:
        if number is None:
            return None
        article = index.article(number)
        return article if article.is_visible_to(audience, self._clock()) else None

    def _index(self, locale: str) -> SearchIndex:
        return self._current()[0].locales[locale]

    def _searcher(self, locale: str) -> Searcher:
        return self._current()[1][locale]

    def _suggester(self, locale: str) -> Suggester:
        index = self._index(locale)
        known = self._suggesters.get(locale)
        if known is None or known.index is not index:
            known = self._suggesters[locale] = Suggester(index)
        return known

    def _current(self) -> tuple[Generation, dict[str, Searcher]]:
        """Return the generation that serves. One that cannot be opened does not displace one that is open."""
        opened = self._opened
        if opened is not None and self._store.current() in (opened[0].name, self._refused):
            return opened
        with self._opening:
            if self._opened is not None and self._opened[0].name == self._store.current():
                return self._opened
            try:
                self._opened = self._open()
            except IndexUnavailableError as error:
                if self._opened is None:
                    raise
                _log.error("a new index cannot be opened, the old one goes on serving: %s", error)
                self._refused = self._store.current()
            return self._opened

    def _open(self) -> tuple[Generation, dict[str, Searcher]]:
        generation = self._store.open()
        searchers = {
            locale: Searcher(index, self._analyzers[locale], self._profiles[locale])
            for locale, index in generation.locales.items()
        }
        return generation, searchers


def _figures(index: SearchIndex, now: datetime) -> LocaleStatistics:
    everything = int(index.visible(Audience.INTERNAL, now).sum())
    public = int(index.visible(Audience.PUBLIC, now).sum())
    return LocaleStatistics(
        index.locale, index.size, everything - public, index.sections(), len(index.terms()), index.postings(), index.mean_length
    )
