"""What is said when something is wrong: pages in the reader's language with the way on, problems in JSON (RFC 9457) for programs."""

import json
import re

from flask import Flask, current_app, render_template, request
from werkzeug.exceptions import BadHost, HTTPException, NotFound, ServiceUnavailable
from werkzeug.wrappers import Response

from kbsearch.errors import KbsearchError
from kbsearch.model import Article, Category
from web.channels import phones_now
from web.knowledge import knowledge
from web.locale import current_locale
from web.trails import Trails

RETRY_SECONDS = 60
OURS = 500
"""From this status on the fault is ours, and who is in need gets a telephone number."""
NEAREST = 5
_SUFFIX = re.compile(r"\.\w{2,5}$")
_BETWEEN_WORDS = re.compile(r"[\W_]+")
API = "/api/"
"""Where the addresses for programs begin."""


def register(app: Flask) -> None:
    """Answer every error with a page, or with a problem below ``/api/``."""
    app.register_error_handler(HTTPException, error_page)
    app.register_error_handler(KbsearchError, unavailable)


def error_page(error: HTTPException) -> Response:
    """Show a page for an HTTP error, keeping its status and headers (``Allow``, ``Retry-After``)."""
    response = Response(status=error.code or 500, headers=error.get_headers())
    if request.path.startswith(API):
        return _problem(error, response)
    if isinstance(error, BadHost):  # nothing of a page can be addressed
        return error.get_response()
    page = render_template(
        "error.html",
        code=response.status_code,
        is_form=request.method == "POST",
        categories=_categories(error),
        nearest=_nearest(error),
        phones=phones_now(current_locale()) if response.status_code >= OURS else (),
    )
    response.set_data(page)
    response.content_type = "text/html; charset=utf-8"
    response.vary.add("Accept-Language")
    return response


def _problem(error: HTTPException, response: Response) -> Response:
    """Say the same as RFC 9457 has it; ``about:blank`` means that the status is all there is to know of the type."""
    members = {"type": "about:blank", "title": error.name, "status": response.status_code, "detail": error.description}
    response.set_data(json.dumps(members))
    response.content_type = "application/problem+json"
    return response


def unavailable(error: KbsearchError) -> Response:
    """Show that the help centre cannot answer now; the reason is for the operator and goes to the log."""
    current_app.logger.error("%s", error)
    return error_page(ServiceUnavailable(retry_after=RETRY_SECONDS))


def _nearest(error: HTTPException) -> tuple[Article, ...]:
    """Search for the words of an address that leads nowhere: it was probably an article's once."""
    if not isinstance(error, NotFound):
        return ()
    words = " ".join(
        part for part in _BETWEEN_WORDS.split(_SUFFIX.sub("", request.path)) if part not in knowledge().config.locales
    )
    try:
        hits = knowledge().search(words, locale=current_locale(), limit=NEAREST).hits
    except KbsearchError:
        return ()
    return tuple(hit.article for hit in hits)


def _categories(error: HTTPException) -> tuple[Category, ...]:
    if not isinstance(error, NotFound):
        return ()
    try:
        return Trails(knowledge()).top(current_locale())
    except KbsearchError:  # the page that says "not found" must not fail for want of a list
        return ()
