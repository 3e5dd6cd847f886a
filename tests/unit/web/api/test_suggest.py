import pytest
from flask import Flask
from flask.testing import FlaskClient

from kbsearch.errors import IndexUnavailableError
from kbsearch.model import Audience
from tests.unit.web.fakes import FakeKnowledgeBase


def test_what_was_typed_is_completed_with_addresses_and_marks(client: FlaskClient) -> None:
    response = client.get("/api/v1/ja/suggest?q=返金")
    assert response.mimetype == "application/json"
    assert response.get_json() == {
        "query": "返金",
        "suggestions": [{"text": "返金を申し込む", "url": "/ja/billing/refund", "kind": "title", "marks": [[0, 2]]}],
    }


def test_suggestions_are_of_the_language_in_the_address(client: FlaskClient) -> None:
    found = client.get("/api/v1/en/suggest?q=A").get_json()["suggestions"]
    assert [suggestion["url"] for suggestion in found] == ["/en/billing/refund"]


def test_as_many_as_asked_for(client: FlaskClient) -> None:
    assert len(client.get("/api/v1/ja/suggest?q=").get_json()["suggestions"]) == 4
    assert len(client.get("/api/v1/ja/suggest?q=&limit=2").get_json()["suggestions"]) == 2


def test_nothing_that_fits_is_an_empty_list(client: FlaskClient) -> None:
    assert client.get("/api/v1/ja/suggest?q=xyz").get_json() == {"query": "xyz", "suggestions": []}


def test_only_public_articles_are_asked_for(
    client: FlaskClient, kb: FakeKnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {}
    monkeypatch.setattr(kb, "suggest", lambda prefix, **how: asked.update(how) or ())
    client.get("/api/v1/ja/suggest?q=x")
    assert asked.get("audience", Audience.PUBLIC) is Audience.PUBLIC


def test_the_answer_is_kept_a_minute_and_then_compared(client: FlaskClient) -> None:
    response = client.get("/api/v1/ja/suggest?q=返金")
    assert response.cache_control.public
    assert response.cache_control.max_age == 60
    again = client.get("/api/v1/ja/suggest?q=返金", headers={"If-None-Match": response.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("arguments", "detail"),
    [
        ("", "'q' is missing: what was typed so far."),
        ("?q=x&limit=0", "'limit' must be a whole number from 1 to 50."),
        ("?q=x&limit=51", "'limit' must be a whole number from 1 to 50."),
        ("?q=x&limit=-1", "'limit' must be a whole number from 1 to 50."),
        ("?q=x&limit=", "'limit' must be a whole number from 1 to 50."),
        ("?q=x&limit=８", "'limit' must be a whole number from 1 to 50."),
        ("?q=x&limit=" + "9" * 5000, "'limit' must be a whole number from 1 to 50."),
    ],
)
def test_a_wrong_argument_is_a_problem_that_names_it(client: FlaskClient, arguments: str, detail: str) -> None:
    response = client.get("/api/v1/ja/suggest" + arguments)
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert response.json == {"type": "about:blank", "title": "Bad Request", "status": 400, "detail": detail}


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [("GET", "/api/v1/fr/suggest?q=x", 404), ("GET", "/api/v1/nothing", 404), ("POST", "/api/v1/ja/suggest?q=x", 405)],
)
def test_below_api_every_error_is_a_problem(client: FlaskClient, method: str, address: str, status: int) -> None:
    response = client.open(address, method=method)
    assert response.content_type == "application/problem+json"
    assert response.json is not None
    assert response.json["status"] == response.status_code == status


def test_without_an_index_the_problem_says_when_to_come_back(
    app: Flask, kb: FakeKnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise IndexUnavailableError("index: none was built", "index: 索引がありません")

    monkeypatch.setattr(kb, "suggest", refuse)
    response = app.test_client().get("/api/v1/ja/suggest?q=x")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert response.content_type == "application/problem+json"
    assert "none was built" not in response.get_data(as_text=True)


@pytest.mark.parametrize("typed", ["%00", "%ED%A0%80", "%FF", "a" * 5000, "%F0%9F%92%A9"])
def test_anything_may_be_typed(client: FlaskClient, typed: str) -> None:
    assert client.get(f"/api/v1/ja/suggest?q={typed}").status_code == 200
