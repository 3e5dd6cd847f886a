from collections.abc import Callable

from flask.testing import FlaskClient


def test_the_root_leads_to_the_readers_language(client: FlaskClient) -> None:
    for asked, expected in (
        ("ja-JP,en;q=0.5", "/ja/"),
        ("en-GB", "/en/"),
        ("en;q=0, ja;q=0.1", "/ja/"),
        ("fr,ja;q=0.3,en-US;q=0.8", "/en/"),
        ("fr", "/ja/"),
        ("*", "/ja/"),
        ("ja;q=x,,;", "/ja/"),
        ("", "/ja/"),
    ):
        response = client.get("/", headers={"Accept-Language": asked})
        assert (response.status_code, response.location) == (302, expected), asked
        assert response.headers["Vary"] == "Accept-Language"


def test_the_home_page_asks_offers_a_search_box_and_lists_the_top_categories(body: Callable[..., str]) -> None:
    html = body("/ja/")
    assert '<html lang="ja">' in html
    assert "<h1>何かお困りですか？</h1>" in html
    assert html.count('<form class="search') == 1
    assert 'href="/ja/billing/"' in html
    assert "3件の記事" in html
    assert 'href="/ja/billing/cards/"' not in html


def test_one_article_is_counted_as_one(body: Callable[..., str]) -> None:
    assert ">1 article<" in body("/en/")


def test_common_questions_are_what_writers_pinned_most_one_of_each_category(body: Callable[..., str]) -> None:
    html = body("/ja/")
    common = html.partition('<div class="common">')[2].partition("</div>")[0]
    assert "よくあるご質問" in common
    assert '<a href="/ja/billing/refund">返金を申し込む</a>' in common
    assert "請求書を受け取る" not in common
    assert "Common questions" not in body("/en/")


def test_an_address_without_its_slash_leads_home(client: FlaskClient) -> None:
    assert client.get("/ja").location == "http://localhost/ja/"


def test_head_is_answered_like_get_without_a_body(client: FlaskClient) -> None:
    response = client.head("/ja/")
    assert (response.status_code, response.data) == (200, b"")


def test_an_unchanged_page_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get("/ja/")
    assert client.get("/ja/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
