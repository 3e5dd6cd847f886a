from typing import Any

import pytest
from flask.testing import FlaskClient

from kbsearch.insights import Reason
from tests.unit.web.fake_insights import FakeInsights
from tests.unit.web.test_visits import app, insights, kb  # noqa: F401 - fixtures
from web.visits import COOKIE

FEEDBACK = "/api/v1/ja/feedback"
YES: dict[str, Any] = {"article": "refund", "helpful": True, "revision": "r1"}


def test_a_vote_is_recorded(client: FlaskClient, insights: FakeInsights) -> None:  # noqa: F811
    response = client.post(FEEDBACK, json=YES)
    assert response.status_code == 200
    assert [each[2:] for each in insights.noted] == [("refund", "ja", "r1", True, None, "")]
    assert "Set-Cookie" not in response.headers


def test_a_second_vote_with_the_token_replaces_the_first(client: FlaskClient, insights: FakeInsights) -> None:  # noqa: F811
    token = client.post(FEEDBACK, json=YES).get_json()["token"]
    again = YES | {"helpful": False, "reason": "outdated", "sentence": "画面が違います", "token": token}
    assert client.post(FEEDBACK, json=again).status_code == 200
    first, second = insights.noted
    assert first[1] == second[1]
    assert second[5:] == (False, Reason.OUTDATED, "画面が違います")


def test_without_a_token_each_is_a_vote_of_its_own(client: FlaskClient, insights: FakeInsights) -> None:  # noqa: F811
    for _ in range(2):
        client.post(FEEDBACK, json=YES)
    assert len(set(insights.visits)) == 2


def test_a_reader_of_the_pages_votes_under_the_name_of_the_visit(client: FlaskClient, insights: FakeInsights) -> None:  # noqa: F811
    client.get("/ja/billing/refund")
    cookie = client.get_cookie(COOKIE)
    client.post(FEEDBACK, json=YES)
    assert cookie is not None
    assert insights.noted[-1][1] == cookie.value.partition(".")[0]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"helpful": True}, "'article' is missing: the article's id."),
        ({"article": "refund"}, "'helpful' is missing: whether it helped."),
        (YES | {"helpful": "yes"}, "'helpful' must be true or false."),
        (YES | {"reason": "bad"}, "'reason' must be one of outdated, unclear, not-my-question, wrong, other."),
        (YES | {"sentence": "x" * 501}, "'sentence' must be a text of at most 500 characters."),
        (YES | {"sentense": "x"}, "'sentense' is not known here."),
        (YES | {"token": "made-up"}, None),
        ([], None),
    ],
)
def test_a_body_that_cannot_be_used_says_why(client: FlaskClient, body: object, detail: str | None) -> None:
    response = client.post(FEEDBACK, json=body)
    assert response.status_code == 400
    assert detail is None or response.get_json()["detail"] == detail


def test_a_form_of_another_site_cannot_vote(client: FlaskClient, insights: FakeInsights) -> None:  # noqa: F811
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        response = client.post(FEEDBACK, data='{"article": "refund", "helpful": true}', content_type=kind)
        assert (response.status_code, response.mimetype) == (415, "application/problem+json")
    assert insights.noted == []


def test_a_body_that_is_too_large_is_not_read(client: FlaskClient) -> None:
    response = client.post(FEEDBACK, data=b" " * 30_000, content_type="application/json")
    assert response.status_code == 413


def test_an_article_of_another_language_is_not_voted_for(client: FlaskClient) -> None:
    assert client.post("/api/v1/en/feedback", json=YES | {"article": "only-ja"}).status_code == 404
    assert client.post(FEEDBACK, json=YES | {"article": "nothing"}).status_code == 404
