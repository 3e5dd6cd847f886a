"""Tags: all of them, and the articles of each."""

from flask import Blueprint, abort, render_template, url_for

from web.knowledge import knowledge

blueprint = Blueprint("tags", __name__)


@blueprint.get("/<locale:locale>/tags")
def tags(locale: str) -> str:
    """Show all tags with the number of their articles."""
    kb = knowledge()
    return render_template(
        "tags.html",
        tags=kb.tags(locale),
        alternates={other: url_for("tags.tags", locale=other) for other in kb.config.locales},
    )


@blueprint.get("/<locale:locale>/tags/<tag>")
def tag(locale: str, tag: str) -> str:
    """Show the articles with a tag."""
    kb = knowledge()
    articles = kb.articles_tagged(tag, locale=locale)
    if not articles:
        abort(404)
    return render_template(
        "tag.html",
        tag=tag,
        articles=articles,
        alternates={
            other: url_for("tags.tag", locale=other, tag=tag)
            for other in kb.config.locales
            if other == locale or kb.articles_tagged(tag, locale=other)
        },
    )
