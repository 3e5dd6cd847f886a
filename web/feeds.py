"""What other programs follow and search: the Atom feed of changes, and the OpenSearch description of the search box."""

import re
from datetime import UTC, datetime

from flask import Blueprint, Flask, render_template
from werkzeug.wrappers import Response

from web.caching import text
from web.knowledge import knowledge
from web.metadata import description_of

blueprint = Blueprint("feeds", __name__)

LISTED = 50
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries was updated."""
LONGEST_NAME, LONGEST_LONG_NAME = 16, 48
"""Characters that OpenSearch allows."""
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def register(app: Flask) -> None:
    """Let templates write what XML cannot hold without it."""
    app.add_template_filter(writable)


def writable(written: str) -> str:
    """Leave out the characters that XML has no way to write."""
    return _UNWRITABLE.sub("", written)


@blueprint.get("/<locale:locale>/feed.atom")
def feed(locale: str) -> Response:
    """List the public articles that changed last."""
    changes = [(article, moment, description_of(article)) for article, moment in knowledge().changed(locale, limit=LISTED)]
    updated = changes[0][1] if changes else NEVER
    return text(render_template("feed.xml", changes=changes, updated=updated), "application/atom+xml", updated)


@blueprint.get("/<locale:locale>/opensearch.xml")
def opensearch(locale: str) -> Response:
    """Describe the search, so that browsers can offer it."""
    content = render_template("opensearch.xml", longest=LONGEST_NAME, longest_long=LONGEST_LONG_NAME)
    return text(content, "application/opensearchdescription+xml")
