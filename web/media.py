"""Pictures and other files that lie beside the articles."""

from flask import Blueprint, Response, abort, send_file

from web.knowledge import knowledge

blueprint = Blueprint("media", __name__)

SHOWN = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".svg": "image/svg+xml",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
    ".vtt": "text/vtt",
}
# An SVG opened by itself is a document and could run scripts: the sandbox forbids that. Drawing programs write style
# attributes, which are harmless there.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
ONE_HOUR = 3600


@blueprint.get("/media/<path:path>")
def asset(path: str) -> Response:
    """Send a file: pictures and videos to be shown, everything else to be saved."""
    location = None if "\0" in path else knowledge().asset(path)
    if location is None:
        abort(404)
    shown = SHOWN.get(location.suffix.lower())
    response = send_file(
        location,
        mimetype=shown or "application/octet-stream",
        as_attachment=shown is None,
        download_name=location.name,
        max_age=ONE_HOUR,
    )
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response
