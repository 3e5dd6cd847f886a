"""Pictures and other files that lie beside the articles."""

from flask import Blueprint, Response, abort, send_file

from web.knowledge import knowledge

blueprint = Blueprint("media", __name__)

PICTURES = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".svg": "image/svg+xml",
}
# An SVG opened by itself is a document and could run scripts: the sandbox forbids that. Drawing programs write style
# attributes, which are harmless there.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
ONE_HOUR = 3600


@blueprint.get("/media/<path:path>")
def asset(path: str) -> Response:
    """Send a file: pictures to be shown, everything else to be saved."""
    location = None if "\0" in path else knowledge().asset(path)
    if location is None:
        abort(404)
    picture = PICTURES.get(location.suffix.lower())
    response = send_file(
        location,
        mimetype=picture or "application/octet-stream",
        as_attachment=picture is None,
        download_name=location.name,
        max_age=ONE_HOUR,
    )
    response.headers["Content-Security-Policy"] = PICTURE_POLICY
    return response
