"""The front door: the question, the search box, common questions, and the categories."""

from itertools import islice

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from kbsearch.model import Article, Category
from web.knowledge import knowledge
from web.locale import preferred_locale
from web.trails import Trails

blueprint = Blueprint("home", __name__)

COMMON_QUESTIONS = 6


@blueprint.get("/")
def entrance() -> BaseResponse:
    """Send the reader to the home page in their language."""
    response = redirect(url_for("home.home", locale=preferred_locale()))
    response.vary.add("Accept-Language")
    return response


@blueprint.get("/<locale:locale>/")
def home(locale: str) -> str:
    """Show the home page."""
    categories = Trails(knowledge()).top(locale)
    return render_template(
        "home.html",
        categories=categories,
        common=_common_articles(categories, locale),
        alternates={other: url_for("home.home", locale=other) for other in knowledge().config.locales},
    )


def _common_articles(categories: tuple[Category, ...], locale: str) -> tuple[Article, ...]:
    """Of each category the article that is pinned to most queries: writers pin what is asked most."""
    kb = knowledge()
    listed = (kb.articles_in(category.path, locale=locale) for category in categories)
    pinned = ([article for article in articles if article.pinned_for] for articles in listed)
    most_pinned = (min(articles, key=_fewest_pins_last) for articles in pinned if articles)
    return tuple(islice(most_pinned, COMMON_QUESTIONS))


def _fewest_pins_last(article: Article) -> tuple[int, str]:
    return -len(article.pinned_for), article.path  # the path, so that both languages choose alike
