"""The help button for other sites: its script, and the pages of the panel that it opens in a frame."""

from gettext import NullTranslations
from typing import Any

from flask import Blueprint, Flask, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from kbsearch.config import Config
from web import visits
from web.addresses import Addresses
from web.home import common_articles
from web.knowledge import knowledge
from web.security import CONTENT_SECURITY_POLICY
from web.texts import read_translations
from web.theme import schemes
from web.trails import Trails
from web.typed_query import typed_query

MOST_HITS = 8
SCRIPT_SECONDS = 3_600


class PanelAddresses(Addresses):
    """Keeps the links among articles in the panel."""

    def article(self, locale: str, path: str, anchor: str) -> str:
        """Return the address of an article in the panel."""
        return url_for("widget.panel", locale=locale, article=path, _anchor=anchor or None)


def register(app: Flask, config: Config) -> None:
    """Serve the script to everybody, and the panel to pages of the configured origins."""
    light, dark = schemes(config.site.accent)
    words = {locale: _words(read_translations(locale)) for locale in config.locales}
    script = app.jinja_env.get_template("widget.js").render(words=words, default=config.default_locale, light=light, dark=dark)
    policy = panel_policy(config.widget.origins)
    blueprint = Blueprint("widget", __name__)
    blueprint.add_url_rule("/<locale:locale>/widget", view_func=panel)

    @blueprint.get("/widget.js")
    def loader() -> BaseResponse:
        response = Response(script, mimetype="text/javascript")
        response.headers["Cache-Control"] = f"public, max-age={SCRIPT_SECONDS}"
        response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
        response.add_etag()
        return response.make_conditional(request)

    @blueprint.after_request
    def frame(response: Response) -> Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        return response

    app.register_blueprint(blueprint)


def panel_policy(origins: tuple[str, ...]) -> str:
    """Return the policy of the panel's pages: like that of all pages, but ``origins`` may show them in a frame."""
    return CONTENT_SECURITY_POLICY.replace("frame-ancestors 'none'", " ".join(("frame-ancestors 'self'", *origins)))


def panel(locale: str) -> str | BaseResponse:
    """Show the article of ``?article=``, else what was found for ``?q=``, else common questions."""
    path = request.args.get("article", "")
    if path:
        return _article(locale, path)
    return _results(locale) if typed_query().text else _start(locale)


def _start(locale: str, **said: Any) -> str:
    categories = Trails(knowledge()).top(locale)
    return render_template("widget.html", common=common_articles(categories, locale), **said)


def _results(locale: str) -> str:
    query = typed_query()
    found = knowledge().search(query.text, locale=locale, limit=MOST_HITS, literal=query.literal)
    visits.searched(found)
    return render_template("widget_results.html", query=query.text, asked=query.arguments, results=found)


def _article(locale: str, path: str) -> str | BaseResponse:
    query = typed_query()
    page = knowledge().page(path, locale=locale, urls=PanelAddresses(), query=query.text)
    if page is None:
        return _moved(locale, path)
    visits.read(page.article)
    return render_template("widget_article.html", query=query.text, asked=query.arguments, page=page, article=page.article)


def _moved(locale: str, path: str) -> BaseResponse:
    """Lead from an old path to the current one; else say that nothing is there, with the way on."""
    current = knowledge().redirect(path, locale=locale)
    if current is not None:
        return redirect(url_for("widget.panel", locale=locale, article=current), 301)
    return make_response(_start(locale, missing=True), 404)


def _words(translations: NullTranslations) -> dict[str, str]:
    """What the script says itself."""
    gettext = translations.gettext
    return {"open": gettext("Help"), "title": gettext("Help centre"), "close": gettext("Close")}
