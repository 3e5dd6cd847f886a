"""What browsers and proxies may keep, for how long, and how they ask whether it still holds."""

from datetime import datetime

from flask import request
from werkzeug.wrappers import Response

ONE_MINUTE, ONE_HOUR = 60, 3600
"""Seconds."""


def shared(response: Response, seconds: int, changed: datetime | None = None) -> Response:
    """Let everybody keep a response for some seconds, and ask then by its ETag, or by when it changed."""
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    if not response.is_streamed:
        response.add_etag()
    return dated(response, changed).make_conditional(request)


def dated(response: Response, changed: datetime | None) -> Response:
    """Say when what is sent last changed, where that is known."""
    if changed is not None:
        response.last_modified = changed
    return response


def text(content: str, mimetype: str, changed: datetime | None = None) -> Response:
    """Return a text that everybody may keep for an hour."""
    return shared(Response(content, content_type=f"{mimetype}; charset=utf-8"), ONE_HOUR, changed)
