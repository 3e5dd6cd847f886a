"""All questions on one page: what writers say their articles answer, by category."""

from flask import Blueprint, render_template, url_for

from web.knowledge import knowledge
from web.trails import Trails

blueprint = Blueprint("questions", __name__)


@blueprint.get("/<locale:locale>/questions")
def questions(locale: str) -> str:
    """Show the questions of every category, each leading to its answer."""
    kb = knowledge()
    asked = kb.questions(locale)
    return render_template(
        "questions.html",
        categories=[(category, asked[category.path]) for category in Trails(kb).top(locale) if category.path in asked],
        alternates={other: url_for("questions.questions", locale=other) for other in kb.config.locales},
    )
