"""``sitemap.xml`` and ``robots.txt``: where the pages are, for search engines."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from flask import Blueprint, abort, stream_with_context, url_for
from werkzeug.wrappers import Response

from web.caching import ONE_HOUR, shared, text
from web.knowledge import knowledge
from web.metadata import absolute

blueprint = Blueprint("sitemap", __name__)

LONGEST = 25_000
"""Addresses in one sitemap. The protocol allows 50,000 in 50 MB; one with its other languages may take 2 KB."""
_BLOCK = 200
"""Pages that are sent at once."""
_SITEMAPS = "http://www.sitemaps.org/schemas/sitemap/0.9"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


class Place(NamedTuple):
    """A page in all the languages it is in: when it last changed in each, None where nobody knows."""

    endpoint: str
    path: str
    changed: Mapping[str, datetime | None]

    def address(self, locale: str) -> str:
        """Return its address in a language."""
        values: dict[str, Any] = {"path": self.path} if self.path else {}
        return absolute(url_for(self.endpoint, locale=locale, **values))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Keep crawlers from endless lists of results, and show them the sitemap."""
    searches = [f"Disallow: {url_for('search.results', locale=locale)}" for locale in knowledge().config.locales]
    lines = ["User-agent: *", *searches, "Disallow: /api/", "", f"Sitemap: {absolute(url_for('sitemap.sitemap'))}", ""]
    return text("\n".join(lines), "text/plain")


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """List all pages, or where there are very many the sitemaps that do."""
    parts = _parts()
    if len(parts) == 1:
        return _xml(_pages(parts[0]), parts[0])
    return _xml(_index(len(parts)), [place for part in parts for place in part])


@blueprint.get("/sitemap-<int:number>.xml")
def part(number: int) -> Response:
    """List some of very many pages; the first part is 1."""
    parts = _parts()
    if not 1 <= number <= len(parts):
        abort(404)
    return _xml(_pages(parts[number - 1]), parts[number - 1])


def _parts() -> list[list[Place]]:
    places = [*_lists(), *_articles()]
    size = LONGEST // len(knowledge().config.locales)
    return [places[start : start + size] for start in range(0, len(places), size)]


def _lists() -> Iterator[Place]:
    kb = knowledge()
    locales = kb.config.locales
    for endpoint in ("home.home", "questions.questions", "channels.contact"):
        yield Place(endpoint, "", dict.fromkeys(locales))
    explained = [locale for locale in locales if kb.glossary(locale)]
    if explained:
        yield Place("glossary.glossary", "", dict.fromkeys(explained))
    found: dict[str, dict[str, datetime | None]] = {}
    for locale in locales:
        for category in kb.categories(locale):
            found.setdefault(category.path, {})[locale] = None
    yield from (Place("categories.category", path, changed) for path, changed in found.items())


def _articles() -> Iterator[Place]:
    kb = knowledge()
    found: dict[str, dict[str, datetime | None]] = {}
    for locale in kb.config.locales:
        for path, moment in kb.listing(locale).paths().items():
            found.setdefault(path, {})[locale] = moment
    return (Place("articles.article", path, changed) for path, changed in found.items())


def _xml(lines: Iterator[str], places: Sequence[Place]) -> Response:
    """Send lines as they are made; ``places`` are what they depend on."""
    response = Response(stream_with_context(lines), mimetype="application/xml")
    told = (f"{place.path}\t{' '.join(map(str, place.changed.items()))}" for place in places)
    response.set_etag(sha256("\n".join((absolute(""), *told)).encode()).hexdigest())
    newest = max((moment for place in places for moment in place.changed.values() if moment), default=None)
    return shared(response, ONE_HOUR, newest)


def _index(parts: int) -> Iterator[str]:
    yield f'{_DECLARATION}<sitemapindex xmlns="{_SITEMAPS}">\n'
    for number in range(1, parts + 1):
        yield f"<sitemap><loc>{escape(absolute(url_for('sitemap.part', number=number)))}</loc></sitemap>\n"
    yield "</sitemapindex>\n"


def _pages(places: Sequence[Place]) -> Iterator[str]:
    yield f'{_DECLARATION}<urlset xmlns="{_SITEMAPS}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    for start in range(0, len(places), _BLOCK):
        yield "".join(line for place in places[start : start + _BLOCK] for line in _lines(place))
    yield "</urlset>\n"


def _lines(place: Place) -> Iterator[str]:
    """Yield a page in each of its languages, with the others."""
    addresses = {locale: escape(place.address(locale), {'"': "&quot;"}) for locale in place.changed}
    links = [f'<xhtml:link rel="alternate" hreflang="{locale}" href="{href}"/>' for locale, href in addresses.items()]
    alternates = "".join(links) if len(links) > 1 else ""
    for locale, moment in place.changed.items():
        changed = f"<lastmod>{moment.isoformat()}</lastmod>" if moment else ""
        yield f"<url><loc>{addresses[locale]}</loc>{changed}{alternates}</url>\n"
