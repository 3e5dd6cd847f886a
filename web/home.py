"""The front door: the question, the search box, common questions, and the categories."""

from itertools import islice

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as BaseResponse

from kbsearch.model import Article, Category
from web.channels import channels_now
from web.knowledge import knowledge
from web.locale import preferred_locale
from web.trails import Trails
from web.visits import insights

blueprint = Blueprint("home", __name__)

COMMON_QUESTIONS = 6
POPULAR_ARTICLES = 6
FEWEST_POPULAR = 3
LATEST_CHANGES = 5


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
        common=common_articles(categories, locale),
        popular=_popular_articles(locale),
        changes=knowledge().changed(locale, limit=LATEST_CHANGES),
        channels=channels_now(locale),
        alternates={other: url_for("home.home", locale=other) for other in knowledge().config.locales},
    )


def _popular_articles(locale: str) -> tuple[Article, ...]:
    """What is read most in this language; nothing before enough was read."""
    known = insights()
    ids = known.popular(locale, POPULAR_ARTICLES) if known else []
    found = (knowledge().by_id(article_id, locale=locale) for article_id in ids)
    popular = tuple(article for article in found if article is not None and article.locale == locale)
    return popular if len(popular) >= FEWEST_POPULAR else ()


def common_articles(categories: tuple[Category, ...], locale: str) -> tuple[Article, ...]:
    """Return an article of each of the first categories, in their order."""
    common = {article.category.partition("/")[0]: article for article in knowledge().common(locale)}
    return tuple(islice((common[category.path] for category in categories if category.path in common), COMMON_QUESTIONS))
