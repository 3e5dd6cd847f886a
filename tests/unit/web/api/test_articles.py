from flask.testing import FlaskClient

from tests.unit.web.fakes import CHANGED

ARTICLES = "/api/v1/ja/articles"


def paths(client: FlaskClient, arguments: str = "") -> list[str]:
    return [article["path"] for article in client.get(ARTICLES + arguments).get_json()["articles"]]


def test_all_articles_are_listed_in_pages(client: FlaskClient) -> None:
    everything = client.get(ARTICLES).get_json()
    assert everything["total"] == len(everything["articles"]) == 4
    assert paths(client, "?limit=2") + paths(client, "?limit=2&offset=2") == paths(client)
    assert paths(client, "?offset=100") == []


def test_a_list_is_narrowed_by_category_and_tag(client: FlaskClient) -> None:
    assert paths(client, "?category=billing/cards") == ["billing/cards/declined"]
    assert paths(client, "?tag=返金") == ["billing/refund"]
    assert paths(client, "?category=billing/cards&tag=返金") == []


def test_an_article_comes_with_all_that_it_has(client: FlaskClient) -> None:
    article = client.get(f"{ARTICLES}/billing/refund").get_json()
    assert article["title"] == "返金を申し込む"
    assert article["html"].startswith('<h2 id="返金の条件">')
    assert article["markdown"].startswith("# 返金を申し込む\n")
    assert article["sections"] == [
        {"anchor": "返金の条件", "heading": "返金の条件", "level": 2, "text": "14日以内であれば全額を返金します。"}
    ]
    assert article["translations"] == [{"locale": "en", "url": "/en/billing/refund"}]
    assert article["questions"] == ["お金はいつ戻りますか"]
    assert article["changed"] == CHANGED.isoformat().replace("+00:00", "Z")


def test_a_slash_in_a_path_may_be_encoded(client: FlaskClient) -> None:
    assert client.get(f"{ARTICLES}/billing%2Frefund").status_code == 200


def test_an_id_and_an_old_path_lead_to_the_article(client: FlaskClient) -> None:
    for address in (f"{ARTICLES}/refund", f"{ARTICLES}/old/カード"):
        response = client.get(address)
        assert response.status_code == 301
        assert client.get(response.headers["Location"]).status_code == 200


def test_an_article_that_is_not_there_is_a_problem(client: FlaskClient) -> None:
    response = client.get(f"{ARTICLES}/nothing")
    assert (response.status_code, response.mimetype) == (404, "application/problem+json")
    assert client.get("/api/v1/en/articles/billing/only-ja").status_code == 404


def test_an_article_tells_when_it_changed_and_is_not_sent_twice(client: FlaskClient) -> None:
    response = client.get(f"{ARTICLES}/billing/refund")
    assert response.last_modified == CHANGED
    since = {"If-Modified-Since": response.headers["Last-Modified"]}
    assert client.get(f"{ARTICLES}/billing/refund", headers=since).status_code == 304
    assert client.get(f"{ARTICLES}/billing/only-ja").last_modified is None


def test_categories_are_listed_with_their_counts(client: FlaskClient) -> None:
    first, second = client.get("/api/v1/ja/categories").get_json()["categories"]
    assert first == {
        "path": "billing",
        "url": "/ja/billing/",
        "name": "料金とお支払い",
        "description": "返金や領収書",
        "icon": "💳",
        "count": 3,
    }
    assert second["path"] == "billing/cards"
