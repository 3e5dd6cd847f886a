"""Which other sites' pages may read the JSON interface from a browser; cookies never go along."""

from collections.abc import Sequence

from flask import Flask, Response, request

from web.errors import API

ALLOWED = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "86400",
}
READABLE = "Retry-After"


def register(app: Flask, origins: Sequence[str]) -> None:
    """Let pages of ``origins`` read what is below ``/api/``; ``*`` stands for all."""
    if not origins:
        return

    @app.after_request
    def allow(response: Response) -> Response:
        if not request.path.startswith(API):
            return response
        everybody = "*" in origins
        if not everybody:
            response.vary.add("Origin")
        origin = request.headers.get("Origin", "")
        if everybody or origin in origins:
            response.headers["Access-Control-Allow-Origin"] = "*" if everybody else origin
            response.headers["Access-Control-Expose-Headers"] = READABLE
            if request.method == "OPTIONS":
                response.headers.update(ALLOWED)
        return response
