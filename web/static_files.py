"""Style sheets and scripts: their address carries a hash of their content, so browsers may keep them for a year."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, request

FOREVER = "public, max-age=31536000, immutable"


def register(app: Flask) -> None:
    """Add ``?v=<hash>`` to the URLs of static files, and the caching that it allows."""
    folder = Path(str(app.static_folder))
    versions = {
        file.relative_to(folder).as_posix(): version_of(file.read_bytes()) for file in folder.rglob("*") if file.is_file()
    }

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and values.get("filename") in versions:
            values["v"] = versions[values["filename"]]

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code == 200 and "v" in request.args:
            response.headers["Cache-Control"] = FOREVER
        return response


def version_of(content: bytes) -> str:
    """Return a short name of this very content."""
    return sha256(content).hexdigest()[:12]
