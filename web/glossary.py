"""The glossary: the words that the help centre explains, in kana or alphabetical order."""

from flask import Blueprint, render_template, url_for
from werkzeug.wrappers import Response

from web import articles
from web.knowledge import knowledge

blueprint = Blueprint("glossary", __name__)


@blueprint.get("/<locale:locale>/glossary")
def glossary(locale: str) -> str | Response:
    """Show all words; where there are none, an article may have this address."""
    kb = knowledge()
    found = kb.glossary(locale)
    if not found:
        return articles.article(locale, "glossary")
    return render_template(
        "glossary.html",
        glossary=found,
        alternates={other: url_for("glossary.glossary", locale=other) for other in kb.config.locales if kb.glossary(other)},
    )
