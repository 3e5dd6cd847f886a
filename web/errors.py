"""Pages for when something is wrong: what happened, in the reader's language, and the way on."""

from flask import Flask, current_app, render_template
from werkzeug.exceptions import HTTPException, NotFound, ServiceUnavailable
from werkzeug.wrappers import Response

from kbsearch.errors import KbsearchError
from kbsearch.model import Category
from web.knowledge import knowledge
from web.locale import current_locale
from web.trails import Trails

RETRY_SECONDS = 60


def register(app: Flask) -> None:
    """Answer every error with a page."""
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(KbsearchError, unavailable)


def error_page(error: HTTPException) -> Response:
    """Show a page for an HTTP error, keeping its status and headers (``Allow``, ``Retry-After``)."""
    response = Response(status=error.code or 500, headers=error.get_headers())
    response.set_data(render_template("error.html", code=response.status_code, categories=_categories(error)))
    response.content_type = "text/html; charset=utf-8"
    response.vary.add("Accept-Language")
    return response


def unavailable(error: KbsearchError) -> Response:
    """Show that the help centre cannot answer now; the reason is for the operator and goes to the log."""
    current_app.logger.error("%s", error)
    return error_page(ServiceUnavailable(retry_after=RETRY_SECONDS))


def _categories(error: HTTPException) -> tuple[Category, ...]:
    if not isinstance(error, NotFound):
        return ()
    try:
        return Trails(knowledge()).top(current_locale())
    except KbsearchError:  # the page that says "not found" must not fail for want of a list
        return ()
