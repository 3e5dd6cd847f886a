"""The articles as plain Markdown, and ``llms.txt``, which leads language models to it."""

from collections.abc import Iterator

from flask import Blueprint, redirect, url_for
from werkzeug.wrappers import Response

from kbsearch.model import Article, Category
from web import articles
from web.caching import text
from web.knowledge import knowledge
from web.locale import language_name
from web.media import SHOWN
from web.metadata import absolute, description_of
from web.trails import Trails

blueprint = Blueprint("plain", __name__)

LISTED = 100
"""Articles of each category in ``llms.txt``; the sitemap has all."""


@blueprint.get("/<locale:locale>/<folder:path>.md")
def markdown(locale: str, path: str) -> Response | str:
    """Send a public article's Markdown; an article whose own name ends in ``.md`` is shown as a page."""
    kb = knowledge()
    article = kb.find(path, locale=locale)
    if article is None:
        current = kb.redirect(path, locale=locale)
        if current is not None:
            return redirect(url_for("plain.markdown", locale=locale, path=current), 301)
        return articles.article(locale, f"{path}.md")
    listing = kb.listing(locale)
    response = text(listing.markdown(article), "text/markdown", listing.last_change(article))
    page = absolute(url_for("articles.article", locale=locale, path=path))
    response.headers["Link"] = f'<{page}>; rel="canonical"'
    return response


@blueprint.get(f"/<locale:locale>/<folder:path>.<any({','.join(kind[1:] for kind in SHOWN)}):kind>")
def picture(locale: str, path: str, kind: str) -> Response | str:
    """Lead to a picture or video that the Markdown shows: there it is beside the article."""
    file = f"{locale}/{path}.{kind}"
    if "\0" in file or knowledge().asset(file) is None:
        return articles.article(locale, f"{path}.{kind}")
    return redirect(url_for("media.asset", path=file), 301)


@blueprint.get("/llms.txt")
def llms() -> Response:
    """List the articles for language models, as llmstxt.org proposes."""
    kb = knowledge()
    return text("\n".join(_listed(kb.config.locales)) + "\n", "text/plain")


def _listed(locales: tuple[str, ...]) -> Iterator[str]:
    kb = knowledge()
    yield f"# {' / '.join(dict.fromkeys(kb.config.site.name.values()))}"
    yield ""
    yield f"> The help centre in {', '.join(f'{language_name(locale)} ({locale})' for locale in locales)}."
    yield ""
    yield f"- [Sitemap]({absolute('/sitemap.xml')}): the addresses of all articles; with .md at the end each is Markdown"
    yield f"- [API]({absolute('/api/v1/openapi.json')}): searching and reading as JSON (OpenAPI)"
    for locale in locales:
        for category in Trails(kb).top(locale):
            yield from _in_category(locale, category)


def _in_category(locale: str, category: Category) -> Iterator[str]:
    yield ""
    yield f"## {category.name} ({locale})"
    yield ""
    listed = knowledge().listing(locale).articles(category=category.path, limit=LISTED)
    for article in listed.articles:
        yield _line(article)
    if listed.total > LISTED:
        yield f"- [{category.name}]({absolute(url_for('categories.category', locale=locale, path=category.path))}): all {listed.total} articles"


def _line(article: Article) -> str:
    address = absolute(url_for("plain.markdown", locale=article.locale, path=article.path))
    title = article.title.replace("[", "\\[").replace("]", "\\]")
    about = " ".join(description_of(article).split())
    return f"- [{title}]({address})" + (f": {about}" if about else "")
