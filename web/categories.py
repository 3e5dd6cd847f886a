"""The page of a category: its articles and the categories in it."""

from flask import Blueprint, abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from web.knowledge import knowledge
from web.trails import Trails

blueprint = Blueprint("categories", __name__)


@blueprint.get("/<locale:locale>/<folder:path>/")
def category(locale: str, path: str) -> str | Response:
    """Show a category; an article's address with a slash too many leads to the article."""
    kb = knowledge()
    trails = Trails(kb)
    found = trails.find(path, locale=locale)
    if found is None:
        if kb.find(path, locale=locale) is None:
            abort(404)
        return redirect(url_for("articles.article", locale=locale, path=path), 301)
    return render_template(
        "category.html",
        category=found,
        trail=trails.to(path, locale=locale)[:-1],
        categories=trails.directly_in(path, locale=locale),
        articles=kb.articles_in(path, locale=locale),
        alternates={
            other: url_for("categories.category", locale=other, path=path)
            for other in kb.config.locales
            if trails.find(path, locale=other) is not None
        },
    )
