import logging
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

from kbsearch.config import Config
from kbsearch.errors import IndexUnavailableError
from tests.unit.web.fakes import FakeKnowledgeBase
from web import create_app


def test_a_missing_page_says_so_in_its_language_and_offers_the_topics(body: Callable[..., str]) -> None:
    html = body("/ja/nothing", 404)
    assert "<h1>ページが見つかりません</h1>" in html
    assert 'href="/ja/billing/"' in html
    assert 'name="q"' in html


def test_an_address_without_a_locale_is_answered_in_the_readers_language(body: Callable[..., str]) -> None:
    assert "This page was not found" in body("/nothing/here", 404, headers={"Accept-Language": "en"})
    assert "ページが見つかりません" in body("/nothing/here", 404, headers={"Accept-Language": "ja"})


def test_another_method_is_refused_with_a_page(client: FlaskClient) -> None:
    response = client.post("/en/")
    assert response.status_code == 405
    assert {"GET", "HEAD"} <= {method.strip() for method in response.headers["Allow"].split(",")}
    assert "This cannot be done here" in response.get_data(as_text=True)


@pytest.mark.parametrize(
    "path", ["%00", "%ED%A0%80", "..%2f..%2f", "a/" * 300, "%F0%9F%92%A9", ".", "-", "a%0Ab", "%25%25", "a" * 3000]
)
def test_odd_paths_are_not_found(client: FlaskClient, path: str) -> None:
    for prefix in ("/", "/ja/", "/a/", "/static/", "/media/"):
        response = client.get(prefix + path, follow_redirects=True)
        assert response.status_code in (200, 404), prefix
        assert response.status_code == 404 or response.request.path in ("/ja/", "/en/")


class TestWithoutAnIndex:
    @pytest.fixture
    def kb(self) -> FakeKnowledgeBase:
        class Broken(FakeKnowledgeBase):
            def _refuse(self, *_: Any, **__: Any) -> Any:
                raise IndexUnavailableError("index: none was built", "index: 索引がありません")

            search = suggest = page = find = redirect = by_id = categories = articles_in = _refuse

        return Broken()

    @pytest.mark.parametrize("address", ["/en/", "/en/search?q=x", "/en/billing/refund", "/en/billing/", "/a/x"])
    def test_a_calm_page_asks_to_come_back(self, client: FlaskClient, caplog: pytest.LogCaptureFixture, address: str) -> None:
        with caplog.at_level(logging.ERROR):
            response = client.get(address, headers={"Accept-Language": "en"})
        html = response.get_data(as_text=True)
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "60"
        assert "The help centre is not available right now" in html
        assert "none was built" not in html
        assert "index: " in caplog.text

    def test_not_found_is_still_not_found(self, body: Callable[..., str]) -> None:
        assert "This page was not found" in body("/nothing", 404, headers={"Accept-Language": "en"})


def test_a_fault_of_ours_is_a_page_and_not_a_trace(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> str:
        raise ZeroDivisionError("secret detail")

    app.add_url_rule("/ja/fail", view_func=fail)
    response = app.test_client().get("/ja/fail")
    html = response.get_data(as_text=True)
    assert response.status_code == 500
    assert "サーバーで問題が起きました" in html
    assert "secret" not in html
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (400, "This request could not be understood"),
        (403, "This was not accepted"),
        (413, "What you sent is too large"),
        (418, "This request could not be"),
        (429, "Too many requests at once"),
        (500, "Something went wrong on our side"),
        (503, "The help centre is not available right now"),
    ],
)
def test_every_error_has_a_title(app: Flask, code: int, title: str) -> None:
    app.add_url_rule("/en/fail", view_func=lambda: abort(code))
    response = app.test_client().get("/en/fail")
    assert response.status_code == code
    assert title in response.get_data(as_text=True)


@pytest.mark.parametrize(("code", "is_shown"), [(404, False), (500, True), (503, True)])
def test_where_the_fault_is_ours_the_page_has_the_telephone(kb: FakeKnowledgeBase, code: int, is_shown: bool) -> None:
    phone = {"kind": "phone", "address": "050-5555-0142"}
    kb.config = Config.model_validate({"secret_key": "a key for tests only", "contact": {"channels": [phone]}})
    app = create_app(kb)  # type: ignore[arg-type]
    app.add_url_rule("/en/fail", view_func=lambda: abort(code))
    assert ('href="tel:050-5555-0142"' in app.test_client().get("/en/fail").get_data(as_text=True)) == is_shown


def test_who_sent_a_form_is_told_that_it_is_still_there(app: Flask) -> None:
    app.add_url_rule("/en/fail", view_func=lambda: abort(503), methods=["POST"])
    assert "Go back with your browser: what you wrote is still there" in app.test_client().post("/en/fail").get_data(
        as_text=True
    )
