import pytest
from flask import Flask

from kbsearch.config import Config, LimitsConfig
from tests.unit.web.fakes import FakeKnowledgeBase
from web import create_app
from web.limits import sender

SUGGEST = "/api/v1/ja/suggest?q=返"


@pytest.fixture
def app() -> Flask:
    config = Config(limits=LimitsConfig(posts=2, api=3))
    return create_app(FakeKnowledgeBase(config=config))  # type: ignore[arg-type]


def statuses(app: Flask, method: str, path: str, times: int, address: str = "192.0.2.1") -> list[int]:
    client = app.test_client()
    return [client.open(path, method=method, environ_base={"REMOTE_ADDR": address}).status_code for _ in range(times)]


def test_too_many_forms_are_answered_with_a_page_that_says_when_to_come_back(app: Flask) -> None:
    assert statuses(app, "POST", "/ja/vote", 3) == [404, 404, 429]
    response = app.test_client().post("/ja/vote", environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert 1 <= int(response.headers["Retry-After"]) <= 60
    assert "アクセスが集中しています" in response.get_data(as_text=True) or "429" in response.get_data(as_text=True)


def test_too_many_requests_of_programs_are_answered_with_a_problem(app: Flask) -> None:
    assert statuses(app, "GET", SUGGEST, 4) == [200, 200, 200, 429]
    response = app.test_client().get(SUGGEST, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert response.mimetype == "application/problem+json"
    assert response.get_json()["status"] == 429
    assert "Retry-After" in response.headers


def test_another_address_is_not_held_up(app: Flask) -> None:
    statuses(app, "GET", SUGGEST, 4)
    assert statuses(app, "GET", SUGGEST, 1, "192.0.2.2") == [200]


def test_pages_are_not_counted(app: Flask) -> None:
    assert set(statuses(app, "GET", "/ja/search?q=返金", 50)) == {200}


def test_zero_is_no_limit() -> None:
    app = create_app(FakeKnowledgeBase(config=Config(limits=LimitsConfig(posts=0, api=0))))  # type: ignore[arg-type]
    assert set(statuses(app, "GET", SUGGEST, 50)) == {200}
    assert set(statuses(app, "POST", "/ja/vote", 50)) == {404}


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("", ""),
        ("unix", "unix"),
    ],
)
def test_an_ipv6_network_is_one_sender(address: str, counted: str) -> None:
    assert sender(address) == counted
