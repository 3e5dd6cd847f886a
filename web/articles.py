"""Articles: the page of one, its old addresses, and its short link."""

from flask import Blueprint, abort, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from kbsearch.model import Article
from kbsearch.page import Page
from web import visits
from web.addresses import Addresses
from web.caching import dated
from web.knowledge import knowledge
from web.locale import language_called, preferred_locale
from web.trails import Trails
from web.typed_query import typed_query

blueprint = Blueprint("articles", __name__)

DEEPEST_CONTENTS = 3


@blueprint.get("/<locale:locale>/<folder:path>")
def article(locale: str, path: str) -> str | Response:
    """Show an article; the words of ``?q=`` are marked in it."""
    kb = knowledge()
    query = typed_query()
    page = kb.page(path, locale=locale, urls=Addresses(), query=query.text)
    if page is None:
        return _moved(path, locale) or _not_translated(path, locale) or abort(404)
    visits.read(page.article)
    response = make_response(
        render_template(
            "article.html",
            page=page,
            article=page.article,
            query=query.text,
            asked=query.arguments,
            trail=Trails(kb).to(page.article.category, locale=locale),
            contents=[heading for heading in page.headings if heading.level <= DEEPEST_CONTENTS],
            short_address=_short_address(page.article),
            source_language=language_called(page.lag.source.locale) if page.lag else "",
            alternates=_alternates(page, locale),
        )
    )
    return dated(response, kb.listing(locale).last_change(page.article))


@blueprint.get("/a/<article_id>")
def short_link(article_id: str) -> Response:
    """Lead to the article with this id, in the reader's language where it exists in it."""
    found: Article | None = knowledge().by_id(article_id, locale=preferred_locale())
    if found is None:
        abort(404)
    response = redirect(url_for("articles.article", locale=found.locale, path=found.path))
    response.vary.add("Accept-Language")
    return response


def _short_address(article: Article) -> str:
    """Return the address that stays when the file is moved; for an article without an id of its own, the one it has."""
    if "/" in article.id:
        return url_for("articles.article", locale=article.locale, path=article.path)
    return url_for("articles.short_link", article_id=article.id)


def _alternates(page: Page, locale: str) -> dict[str, str]:
    return {other: url_for("articles.article", locale=other, path=page.article.path) for other in (locale, *page.translations)}


def _moved(path: str, locale: str) -> Response | None:
    """Lead from an old path to the current one, and from a category without its slash to the category."""
    current = knowledge().redirect(path, locale=locale)
    if current is not None:
        return redirect(url_for("articles.article", locale=locale, path=current), 301)
    if Trails(knowledge()).find(path, locale=locale) is not None:
        return redirect(url_for("categories.category", locale=locale, path=path), 301)
    return None


def _not_translated(path: str, locale: str) -> Response | None:
    """Offer the article in the languages that have it."""
    kb = knowledge()
    others = [other for other in kb.config.locales if other != locale]
    found = [article for other in others if (article := kb.find(path, locale=other))]
    if not found:
        return None
    alternates = {there.locale: url_for("articles.article", locale=there.locale, path=path) for there in found}
    body = render_template("not_translated.html", articles=found, alternates=alternates)
    return make_response(body, 404)
