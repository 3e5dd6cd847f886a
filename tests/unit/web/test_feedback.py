import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbsearch.insights import Reason
from tests.unit.web.fake_insights import FakeInsights
from tests.unit.web.test_visits import app, insights, kb  # noqa: F401 - fixtures
from web.visits import COOKIE

ARTICLE = "/ja/billing/refund"
YES: dict[str, Any] = {"article": "refund", "revision": "r1", "helpful": "yes"}
NO = YES | {"helpful": "no"}


def token(client: FlaskClient, address: str = ARTICLE, **options: Any) -> str:
    found = re.search(r'name="token" value="([^"]+)"', client.get(address, **options).get_data(as_text=True))
    assert found
    return found[1]


def votes(insights: FakeInsights) -> list[tuple[Any, ...]]:  # noqa: F811
    return [each[1:] for each in insights.noted if each[0] == "vote"]


def test_a_vote_leads_back_to_the_article_and_is_recorded(client: FlaskClient, insights: FakeInsights) -> None:  # noqa: F811
    response = client.post("/ja/vote", data=YES | {"token": token(client)})
    assert response.status_code == 303
    assert response.headers["Location"] == "/ja/billing/refund?voted=yes#page--vote"
    assert votes(insights) == [(insights.visits[0], "refund", "ja", "r1", True, None, "")]


def test_after_a_no_the_reason_is_asked_for_and_replaces_it(client: FlaskClient, insights: FakeInsights) -> None:  # noqa: F811
    response = client.post("/ja/vote", data=NO | {"token": token(client)})
    assert response.headers["Location"] == "/ja/billing/refund?voted=no#page--vote"
    again = NO | {"token": token(client), "reason": "outdated", "sentence": "画面が違います"}
    assert client.post("/ja/vote", data=again).headers["Location"] == "/ja/billing/refund?voted=said#page--vote"
    first, second = votes(insights)
    assert first[0] == second[0]
    assert second[4:] == (False, Reason.OUTDATED, "画面が違います")


def test_a_reason_belongs_to_a_no(client: FlaskClient, insights: FakeInsights) -> None:  # noqa: F811
    client.post("/ja/vote", data=YES | {"token": token(client), "reason": "wrong", "sentence": "?"})
    assert votes(insights)[0][4:] == (True, None, "")


def test_a_sentence_is_cut_where_the_form_would_end_it(client: FlaskClient, insights: FakeInsights) -> None:  # noqa: F811
    client.post("/ja/vote", data=NO | {"token": token(client), "sentence": "長" * 2000})
    assert votes(insights)[0][-1] == "長" * 500


def test_a_script_gets_the_token_to_go_on_with(client: FlaskClient) -> None:
    signed = token(client)
    response = client.post("/ja/vote", data=NO | {"token": signed}, headers={"Accept": "application/json"})
    assert response.get_json() == {"token": signed}


@pytest.mark.parametrize(("given", "shown"), [("", []), ("yes", ["yes"]), ("no", ["no"]), ("said", ["said"]), ("<b>", [])])
def test_the_form_thanks_for_what_was_answered(client: FlaskClient, given: str, shown: list[str]) -> None:
    html = client.get(ARTICLE, query_string={"voted": given}).get_data(as_text=True)
    assert re.findall(r'<p data-given="(\w+)">', html) == shown
    assert ("この記事は役に立ちましたか？" in html) is True
    assert len(re.findall('<form class="vote-reasons"[^>]*hidden', html)) == (given != "no")


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"token": ""}, 400),
        ({"token": "x.y"}, 400),
        ({"token": "\0解約"}, 400),
        ({"helpful": "maybe"}, 400),
        ({"helpful": ""}, 400),
        ({"reason": "because"}, 400),
        ({"revision": "<script>"}, 400),
        ({"revision": "r" * 65}, 400),
        ({"article": "nothing"}, 404),
        ({"article": ""}, 404),
    ],
)
def test_a_wrong_vote_is_refused(
    client: FlaskClient,
    insights: FakeInsights,  # noqa: F811
    change: dict[str, str],
    status: int,
) -> None:
    assert client.post("/ja/vote", data=YES | {"token": token(client)} | change).status_code == status
    assert votes(insights) == []


@pytest.mark.parametrize("locale", ["ja", "en"])
def test_an_article_is_voted_on_in_its_own_language(client: FlaskClient, locale: str) -> None:
    status = client.post(f"/{locale}/vote", data=YES | {"token": token(client), "article": "only-ja"}).status_code
    assert status == (303 if locale == "ja" else 404)


def test_a_form_of_another_visit_is_refused(app: Flask, client: FlaskClient, insights: FakeInsights) -> None:  # noqa: F811
    stolen = token(app.test_client())
    client.get("/ja/billing/refund")
    assert client.post("/ja/vote", data=YES | {"token": stolen}).status_code == 400
    assert votes(insights) == []


def test_a_form_on_another_site_is_refused(client: FlaskClient, insights: FakeInsights) -> None:  # noqa: F811
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert client.post("/ja/vote", data=YES | {"token": token(client)}, headers=headers).status_code == 403
    assert votes(insights) == []


def test_a_browser_without_cookies_can_vote_once_a_page(app: Flask, insights: FakeInsights) -> None:  # noqa: F811
    client = app.test_client(use_cookies=False)
    signed = token(client)
    for _ in range(2):
        assert client.post("/ja/vote", data=YES | {"token": signed}).status_code == 303
    assert len({vote[0] for vote in votes(insights)}) == 1


def test_a_reader_who_refuses_tracking_votes_under_no_name_and_may_give_a_reason(
    client: FlaskClient,
    insights: FakeInsights,  # noqa: F811
) -> None:
    quiet = {"DNT": "1"}
    response = client.post("/ja/vote", data=NO | {"token": token(client, headers=quiet)}, headers=quiet)
    assert "Set-Cookie" not in response.headers
    back = response.headers["Location"].partition("?")[2].partition("#")[0]
    again = token(client, f"{ARTICLE}?{back}", headers=quiet)
    client.post("/ja/vote", data=NO | {"token": again, "reason": "wrong"}, headers=quiet)
    first, second = votes(insights)
    assert first[0] == second[0]
    assert second[5] is Reason.WRONG
    assert [each[0] for each in insights.noted] == ["vote", "vote"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(["token", "article", "revision", "helpful", "reason", "sentence", "x"]), st.text()),
    st.text(),
)
def test_any_form_is_answered(client: FlaskClient, form: dict[str, str], cookie: str) -> None:
    client.set_cookie(COOKIE, cookie.encode("utf-8", "replace").hex())
    for address in ("/ja/vote", "/ja/chosen"):
        assert client.post(address, data=form).status_code in (303, 400, 404, 429)
