from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.unit.web.fakes import FakeKnowledgeBase


@pytest.fixture
def kb(tmp_path: Path) -> FakeKnowledgeBase:
    (tmp_path / "x.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    (tmp_path / "写真.PNG").write_bytes(b"\x89PNG")
    (tmp_path / "invite.mp4").write_bytes(bytes(range(100)))
    (tmp_path / "invite.vtt").write_text("WEBVTT")
    (tmp_path / "page.html").write_text("<script>alert(1)</script>")
    return FakeKnowledgeBase(asset_folder=tmp_path)


def test_a_picture_is_shown(client: FlaskClient) -> None:
    response = client.get("/media/写真.PNG")
    assert response.content_type == "image/png"
    assert "attachment" not in response.headers["Content-Disposition"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "max-age=3600" in response.headers["Cache-Control"]


def test_scripts_in_an_svg_cannot_run(client: FlaskClient) -> None:
    response = client.get("/media/x.svg")
    assert response.mimetype == "image/svg+xml"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def test_a_video_is_played_from_any_place(client: FlaskClient) -> None:
    response = client.get("/media/invite.mp4", headers={"Range": "bytes=10-19"})
    assert (response.status_code, response.content_type, response.data) == (206, "video/mp4", bytes(range(10, 20)))
    assert "attachment" not in response.headers["Content-Disposition"]


def test_captions_are_text_that_browsers_take(client: FlaskClient) -> None:
    assert client.get("/media/invite.vtt").content_type == "text/vtt; charset=utf-8"


def test_any_other_file_is_saved_and_not_shown(client: FlaskClient) -> None:
    response = client.get("/media/page.html")
    assert response.content_type == "application/octet-stream"
    assert response.headers["Content-Disposition"] == "attachment; filename=page.html"


@pytest.mark.parametrize("path", ["nothing.png", "%00", "../secret", "..%2f..%2fetc/passwd", "a" * 200])
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get("/media/" + path).status_code == 404
