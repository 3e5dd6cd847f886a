from flask.testing import FlaskClient

from kbsearch.config import ApiConfig, Config
from tests.unit.web.fakes import FakeKnowledgeBase
from web import create_app

SUGGEST = "/api/v1/ja/suggest?q=返"
OURS, OTHER = "https://app.example.com", "https://other.example"


def client_for(*origins: str) -> FlaskClient:
    config = Config(api=ApiConfig(origins=origins))
    return create_app(FakeKnowledgeBase(config)).test_client()  # type: ignore[arg-type]


def allowed(client: FlaskClient, origin: str, address: str = SUGGEST) -> str | None:
    return client.get(address, headers={"Origin": origin}).headers.get("Access-Control-Allow-Origin")


def test_where_nothing_is_configured_no_other_site_may_read(client: FlaskClient) -> None:
    headers = client.get(SUGGEST, headers={"Origin": OURS}).headers
    assert [name for name, _ in headers if name.startswith("Access-Control")] == []


def test_a_configured_site_may_read_and_another_may_not() -> None:
    client = client_for(OURS)
    assert allowed(client, OURS) == OURS
    assert allowed(client, OTHER) is None
    assert allowed(client, "null") is None
    assert "Origin" in client.get(SUGGEST).headers["Vary"]


def test_a_star_lets_all_sites_read() -> None:
    assert allowed(client_for("*"), OTHER) == "*"


def test_a_page_is_for_nobody_else() -> None:
    assert allowed(client_for("*"), OTHER, "/ja/") is None


def test_a_problem_can_be_read_too() -> None:
    assert allowed(client_for(OURS), OURS, "/api/v1/ja/suggest") == OURS


def test_cookies_never_go_along() -> None:
    assert "Access-Control-Allow-Credentials" not in client_for(OURS).get(SUGGEST, headers={"Origin": OURS}).headers


def test_a_browser_that_asks_first_is_told_what_it_may_send() -> None:
    asking = {"Origin": OURS, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    response = client_for(OURS).options("/api/v1/ja/feedback", headers=asking)
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == OURS
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Access-Control-Allow-Headers"] == "Content-Type"
