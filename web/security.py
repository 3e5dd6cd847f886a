"""Headers that keep a page to itself: nothing but its own files runs, and nothing is sent elsewhere."""

from flask import Flask, Response, request

from web.knowledge import knowledge

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self'; "
    "media-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def register(app: Flask) -> None:
    """Send the headers with every response; a view that needs a stricter policy has set its own already."""

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    @app.after_request
    def revalidate(response: Response) -> Response:
        if response.mimetype == "text/html" and response.status_code == 200:
            response.headers.setdefault("Cache-Control", "no-cache")
            response.add_etag()
            response.make_conditional(request)
        return response


def is_https() -> bool:
    """Whether a cookie is to be sent by HTTPS alone: this request came by it, or people do, whatever the proxy in front tells."""
    return request.is_secure or knowledge().config.site.url.lower().startswith("https://")
