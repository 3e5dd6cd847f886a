from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kbsearch.config import Config
from kbsearch.site_config import SiteConfig
from tests.unit.web.conftest import Client
from tests.unit.web.fake_insights import FakeInsights
from tests.unit.web.fakes import ARTICLES, FakeKnowledgeBase
from web import create_app
from web.visits import COOKIE, MOST_NEW

REFUSALS = [{"DNT": "1"}, {"Sec-GPC": "1"}]
refused = pytest.mark.parametrize("headers", REFUSALS, ids=str)


@pytest.fixture
def kb() -> FakeKnowledgeBase:
    articles = tuple(replace(article, revision="r1") for article in ARTICLES)
    return FakeKnowledgeBase(config=Config(secret_key="a key for tests only"), articles=articles)


@pytest.fixture
def insights() -> FakeInsights:
    return FakeInsights()


@pytest.fixture
def app(kb: FakeKnowledgeBase, insights: FakeInsights) -> Flask:
    app = create_app(kb, insights)  # type: ignore[arg-type]
    app.test_client_class = Client
    return app


def test_searches_and_reads_of_one_browser_are_one_visit(client: FlaskClient, insights: FakeInsights) -> None:
    client.get("/ja/search?q=返金")
    client.get("/ja/billing/refund")
    (visit, again) = insights.visits
    assert visit == again
    assert insights.noted == [
        ("search", visit, "ja", "返金", 1),
        ("read", visit, "ja", "refund", "r1"),
    ]


def test_another_browser_is_another_visit(app: Flask, insights: FakeInsights) -> None:
    for _ in range(2):
        app.test_client().get("/ja/billing/refund")
    assert len(set(insights.visits)) == 2


def test_the_cookie_is_random_for_this_site_alone_and_gone_in_a_day(client: FlaskClient) -> None:
    header = client.get("/ja/billing/refund").headers["Set-Cookie"]
    assert header.startswith(f"{COOKIE}=")
    assert {part.strip() for part in header.split(";")[1:] if "Expires" not in part} == {
        "Max-Age=86400",
        "HttpOnly",
        "Path=/",
        "SameSite=Lax",
    }
    assert "Secure" in client.get("/ja/billing/refund", base_url="https://help.example").headers["Set-Cookie"]


def test_the_day_of_the_cookie_does_not_begin_anew(client: FlaskClient) -> None:
    assert "Set-Cookie" in client.get("/ja/billing/refund").headers
    assert "Set-Cookie" not in client.get("/ja/search?q=返金").headers


def test_a_page_of_a_visit_is_kept_by_no_proxy_and_still_not_sent_twice(client: FlaskClient) -> None:
    client.get("/ja/billing/refund")
    page = client.get("/ja/billing/refund")
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert client.get("/ja/billing/refund", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    "address", ["/ja/", "/ja/search?q=", "/ja/nothing", "/static/base.css", "/healthz", "/api/v1/ja/suggest?q=返"]
)
def test_where_nothing_is_recorded_there_is_no_cookie(client: FlaskClient, insights: FakeInsights, address: str) -> None:
    assert "Set-Cookie" not in client.get(address).headers
    assert insights.noted == []


@refused
def test_nothing_is_recorded_of_a_reader_who_asks_not_to_be_tracked(
    client: FlaskClient, insights: FakeInsights, headers: dict[str, str]
) -> None:
    for address in ("/ja/search?q=返金", "/ja/billing/refund"):
        assert "Set-Cookie" not in client.get(address, headers=headers).headers
    assert insights.noted == []


@refused
def test_a_reader_who_changes_their_mind_loses_the_cookie(
    client: FlaskClient, insights: FakeInsights, headers: dict[str, str]
) -> None:
    client.get("/ja/billing/refund")
    assert "Max-Age=0" in client.get("/ja/billing/refund", headers=headers).headers["Set-Cookie"]
    assert len(insights.noted) == 1


@pytest.mark.parametrize(
    "headers", [{"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}, {"Sec-Purpose": "prefetch;prerender"}]
)
def test_crawlers_and_prefetching_are_no_readers(client: FlaskClient, insights: FakeInsights, headers: dict[str, str]) -> None:
    assert "Set-Cookie" not in client.get("/ja/billing/refund", headers=headers).headers
    client.head("/ja/billing/refund")
    assert insights.noted == []


@pytest.mark.parametrize(
    "brought", ["", "short", "x" * 22, "x" * 23, "x.y.z", "../../../etc/passwd--", "a" * 5000, "解約" * 11]
)
def test_a_cookie_that_is_not_ours_is_replaced(app: Flask, insights: FakeInsights, brought: str) -> None:
    response = app.test_client(use_cookies=False).get(
        "/ja/billing/refund", headers={"Cookie": f"{COOKIE}={brought}".encode().decode("latin-1")}
    )
    assert response.status_code == 200
    assert "Set-Cookie" in response.headers
    assert len(insights.visits[0]) == 22


def test_names_that_we_did_not_give_are_no_visits(app: Flask, insights: FakeInsights) -> None:
    for number in range(10):
        client = app.test_client()
        client.set_cookie(COOKIE, f"{number:022}")
        client.get("/ja/search?q=返金")
    assert not {f"{number:022}" for number in range(10)} & set(insights.visits)


def test_a_visit_ends_after_a_day_whatever_the_browser_keeps(
    client: FlaskClient, insights: FakeInsights, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.get("/ja/billing/refund")
    monkeypatch.setattr("web.visits.ONE_DAY", -1)
    client.get("/ja/billing/refund")
    assert len(set(insights.visits)) == 2


def test_of_a_network_that_begins_too_many_visits_nothing_is_recorded(app: Flask, insights: FakeInsights) -> None:
    reader = app.test_client()
    reader.get("/ja/billing/refund")
    for _ in range(2 * MOST_NEW):
        assert app.test_client().get("/ja/billing/refund").status_code == 200
    assert MOST_NEW <= len(set(insights.visits)) < 2 * MOST_NEW
    reader.get("/ja/search?q=返金")
    app.test_client().get("/ja/billing/refund", environ_base={"REMOTE_ADDR": "192.0.2.9"})
    first, *_, before, last = insights.visits
    assert first == before != last


def test_the_cookie_is_for_https_where_people_come_by_it_whatever_the_proxy_tells(insights: FakeInsights) -> None:
    config = Config(secret_key="a key for tests only", site=SiteConfig(url="https://help.example"))
    client = create_app(FakeKnowledgeBase(config=config), insights).test_client()  # type: ignore[arg-type]
    assert "Secure" in client.get("/ja/billing/refund").headers["Set-Cookie"]


def test_a_hit_that_is_opened_from_the_results_page_is_a_choice(client: FlaskClient, insights: FakeInsights) -> None:
    client.get("/ja/billing/refund?q=返金", headers={"Referer": "http://localhost/ja/search?q=返金"})
    assert insights.noted[1][0] == "choice"
    assert insights.noted[1][2:] == ("ja", "返金", "refund", "")
    client.get("/ja/billing/refund?q=返金", headers={"Referer": "http://localhost/ja/"})
    assert len(insights.noted) == 3


def test_only_the_first_page_of_results_is_a_search(kb: FakeKnowledgeBase, client: FlaskClient, insights: FakeInsights) -> None:
    kb.articles = ARTICLES * 30
    client.get("/ja/search?q=返金&page=2")
    assert insights.noted == []


def test_a_suggestion_that_was_taken_is_a_choice(client: FlaskClient, insights: FakeInsights) -> None:
    taken = {"q": "へんk", "url": "/ja/billing/refund", "text": "返金を申し込む"}
    assert client.post("/ja/chosen", data=taken).status_code == 204
    assert insights.noted[0][0] == "choice"
    assert insights.noted[0][2:] == ("ja", "へんk", "refund", "返金を申し込む")


@pytest.mark.parametrize(
    ("taken", "headers", "status"),
    [
        ({"text": "何か別の言葉"}, {}, 404),
        ({"url": "/ja/nothing"}, {}, 404),
        ({"url": "https://elsewhere.example/ja/billing/refund"}, {}, 404),
        ({}, {"Sec-Fetch-Site": "cross-site"}, 403),
        ({}, {"DNT": "1"}, 204),
    ],
)
def test_what_is_no_suggestion_is_not_recorded(
    client: FlaskClient, insights: FakeInsights, taken: dict[str, str], headers: dict[str, str], status: int
) -> None:
    data = {"q": "へんk", "url": "/ja/billing/refund", "text": "返金を申し込む"} | taken
    assert client.post("/ja/chosen", data=data, headers=headers).status_code == status
    assert insights.noted == []


def test_the_search_box_reports_choices_only_where_they_are_recorded(client: FlaskClient) -> None:
    assert 'data-chosen="/ja/chosen"' in client.get("/ja/").get_data(as_text=True)
    assert "data-chosen" not in client.get("/ja/", headers={"DNT": "1"}).get_data(as_text=True)


def test_without_insights_nothing_is_recorded_and_no_vote_is_asked_for(kb: FakeKnowledgeBase) -> None:
    client = create_app(kb).test_client()  # type: ignore[arg-type]
    for address in ("/ja/search?q=返金", "/ja/billing/refund"):
        response = client.get(address)
        assert "Set-Cookie" not in response.headers
        assert "<form" in response.get_data(as_text=True)
        assert 'action="/ja/vote"' not in response.get_data(as_text=True)
    assert client.post("/ja/vote").status_code == client.post("/ja/chosen").status_code == 404
