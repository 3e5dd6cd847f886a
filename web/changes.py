"""What changed lately: a page for people who come back."""

from flask import Blueprint, make_response, render_template, url_for
from werkzeug.wrappers import Response

from web.caching import dated
from web.knowledge import knowledge

blueprint = Blueprint("changes", __name__)

LISTED = 50


@blueprint.get("/<locale:locale>/changes")
def changes(locale: str) -> Response:
    """Show the articles that changed last, newest first."""
    kb = knowledge()
    listed = kb.changed(locale, limit=LISTED)
    page = render_template(
        "changes.html",
        changes=listed,
        alternates={other: url_for("changes.changes", locale=other) for other in kb.config.locales},
    )
    return dated(make_response(page), listed[0][1] if listed else None)
