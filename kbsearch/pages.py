"""Articles as they are read: their pages, and all that leads from one to the next."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from itertools import islice
from pathlib import Path

from kbsearch import catalogue
from kbsearch.articles.assets import find_asset
from kbsearch.articles.glossary_file import Glossaries
from kbsearch.articles.links import Target, Urls, rewrite
from kbsearch.articles.mentions import meanings
from kbsearch.articles.pictures import picture_size
from kbsearch.config import Config
from kbsearch.model import Article
from kbsearch.page import Heading, Lag, Page
from kbsearch.ports import Analyzer, Generation, SearchIndex
from kbsearch.search.alike import Alike
from kbsearch.search.highlights import mark_html
from kbsearch.search.searcher import Reader

RELATED = 3
"""Related articles that are shown where the writer names fewer."""

_READ_IN_A_MINUTE = {"ja": 500, "en": 1_200}
"""Characters: about 500 in Japanese, 200 words in English."""

_REMEMBERED = 200
"""Categories whose order is kept."""


class Pages:
    """The articles of one generation. Safe to use from several threads."""

    def __init__(
        self,
        generation: Generation,
        config: Config,
        analyzers: Mapping[str, Analyzer],
        alike: Mapping[str, Alike],
        glossaries: Glossaries,
    ) -> None:
        self._generation = generation
        self._config = config
        self._analyzers = analyzers
        self._alike = alike
        self._glossaries = glossaries
        self._order = lru_cache(maxsize=_REMEMBERED)(self._order_in)

    def page(self, path: str, locale: str, urls: Urls, reader: Reader, marked: frozenset[str]) -> Page | None:
        """Return the article at ``path`` ready to be read, the terms ``marked`` marked; None if that reader has no such article."""
        article = self.find(path, locale, reader)
        if article is None:
            return None
        html = rewrite(article.html, article.file, urls, lambda target: self._leads_somewhere(target, reader), self._size)
        mentions = self._glossaries.mentions(locale)
        html, terms = mentions.explained(html, article.title, lambda anchor: urls.glossary(locale, anchor))
        described = self._generation.categories[locale]
        categories = catalogue.categories(self._index(locale), described, reader.audience, reader.now)
        previous, following = self._neighbours(article, reader)
        return Page(
            article,
            mark_html(html, marked, self._analyzers[locale]) + meanings(terms),
            tuple(Heading(s.anchor, s.heading, s.level) for s in article.sections if s.heading),
            next((category for category in categories if category.path == article.category), None),
            tuple(other for other in self._others(locale) if self.find(path, other, reader) is not None),
            related=self._related(article, reader),
            terms=tuple(entry.term for entry in terms),
            previous=previous,
            next=following,
            changed=self._changed(article),
            lag=self._lag(article, reader),
            minutes=_minutes(article),
        )

    def find(self, path: str, locale: str, reader: Reader) -> Article | None:
        """Return the article at a path below the locale, if that reader may see it."""
        article = self._at(path, locale, reader)
        return article if article is not None and article.path == path else None

    def redirect(self, path: str, locale: str, reader: Reader) -> str | None:
        """Return the current path of the article that was at ``path`` once."""
        article = self._at(path, locale, reader)
        return article.path if article is not None and article.path != path else None

    def by_id(self, article_id: str, locale: str, reader: Reader) -> Article | None:
        """Return the article with an id, in ``locale`` if it is there, else in the first other locale that has it."""
        indexes = (self._index(candidate) for candidate in (locale, *self._others(locale)))
        found = (_visible(index, index.number_of_id(article_id), reader) for index in indexes)
        return next((article for article in found if article is not None), None)

    def asset(self, path: str, reader: Reader) -> Path | None:
        """Return a file beside the articles; None too for what lies in a category all of whose articles that reader may not see."""
        locale, _, inside = path.partition("/")
        if locale not in self._config.locales:
            return None
        if not catalogue.is_open(self._index(locale), inside.rpartition("/")[0], reader.audience, reader.now):
            return None
        return find_asset(self._config.articles_dir, path)

    def _at(self, path: str, locale: str, reader: Reader) -> Article | None:
        index = self._index(locale)
        return _visible(index, index.number_of(path), reader)

    def _leads_somewhere(self, target: Target | str, reader: Reader) -> bool:
        if isinstance(target, str):
            return self.asset(target, reader) is not None
        return target.locale in self._config.locales and self.find(target.path, target.locale, reader) is not None

    def _size(self, path: str) -> tuple[int, int] | None:
        location = find_asset(self._config.articles_dir, path)
        return picture_size(location) if location is not None else None

    def _related(self, article: Article, reader: Reader) -> tuple[Article, ...]:
        """Return what the writer names, filled up with what is most like the article."""
        named = [found for path in article.related if (found := self.find(path, article.locale, reader)) is not None]
        known = {article.path, *(found.path for found in named)}
        similar = (found for found in self._similar(article, reader) if found.path not in known)
        return (*named, *islice(similar, max(0, RELATED - len(named))))

    def _similar(self, article: Article, reader: Reader) -> Iterator[Article]:
        index = self._index(article.locale)
        number = index.number_of(article.path)
        numbers = self._alike[article.locale].to(number) if number is not None else ()
        return (found for other in numbers if (found := _visible(index, other, reader)) is not None)

    def _neighbours(self, article: Article, reader: Reader) -> tuple[Article | None, Article | None]:
        """Return the articles before and after one in its category, as the category's page lists them."""
        index = self._index(article.locale)
        order = self._order(article.locale, article.category)
        number = index.number_of(article.path)
        if number is None:
            return None, None
        visible = index.visible(reader.audience, reader.now)
        place = order.index(number)
        before = next((other for other in reversed(order[:place]) if visible[other]), None)
        after = next((other for other in order[place + 1 :] if visible[other]), None)
        return _visible(index, before, reader), _visible(index, after, reader)

    def _order_in(self, locale: str, category: str) -> tuple[int, ...]:
        return catalogue.in_order(self._index(locale), category)

    def _changed(self, article: Article) -> date | None:
        change = self._generation.history().last_change(article.file)
        return change.moment.date() if change is not None else article.updated

    def _lag(self, article: Article, reader: Reader) -> Lag | None:
        source = self._source(article, reader)
        if source is None:
            return None
        changes = self._generation.history().behind(article.file, source.file, article.source_commit)
        return Lag(source, changes) if changes else None

    def _source(self, article: Article, reader: Reader) -> Article | None:
        """Return what an article was translated from: what it names, else the article in the default locale that does not name it."""
        locale = article.source_locale or self._config.default_locale
        if locale == article.locale or locale not in self._config.locales:
            return None
        source = self.find(article.path, locale, reader)
        translated_back = source is not None and not article.source_locale and source.source_locale == article.locale
        return None if translated_back else source

    def _others(self, locale: str) -> Iterator[str]:
        return (other for other in self._config.locales if other != locale)

    def _index(self, locale: str) -> SearchIndex:
        return self._generation.locales[locale]


def _visible(index: SearchIndex, number: int | None, reader: Reader) -> Article | None:
    if number is None:
        return None
    article = index.article(number)
    return article if article.is_visible_to(reader.audience, reader.now) else None


def _minutes(article: Article) -> int:
    characters = sum(len(section.heading) + len(section.text) for section in article.sections)
    return max(1, round(characters / _READ_IN_A_MINUTE[article.locale]))
