from collections.abc import Callable

from flask.testing import FlaskClient


def test_a_category_lists_its_articles_and_the_categories_in_it(body: Callable[..., str]) -> None:
    html = body("/ja/billing/")
    assert "<h1>料金とお支払い</h1>" in html
    assert '<a href="/ja/billing/refund">返金を申し込む</a>' in html
    assert '<a class="card" href="/ja/billing/cards/">' in html


def test_a_nested_category_shows_the_one_above_it(body: Callable[..., str]) -> None:
    html = body("/ja/billing/cards/")
    assert '<li><a href="/ja/billing/">料金とお支払い</a></li>' in html
    assert '<a href="/ja/billing/cards/declined">カードが使えない</a>' in html


def test_a_category_without_an_icon_shows_its_first_letter(body: Callable[..., str]) -> None:
    assert '<span class="card-icon" aria-hidden="true">カ</span>' in body("/ja/billing/cards/")


def test_a_category_without_its_slash_leads_to_it(client: FlaskClient) -> None:
    response = client.get("/ja/billing")
    assert (response.status_code, response.location) == (301, "/ja/billing/")


def test_an_unknown_category_is_not_found(client: FlaskClient) -> None:
    assert client.get("/ja/nothing/").status_code == 404


def test_the_language_switch_keeps_the_category_where_there_is_one(body: Callable[..., str]) -> None:
    assert '<a href="/en/billing/" lang="en" hreflang="en">' in body("/ja/billing/")
    assert '<a href="/en/" lang="en" hreflang="en">' in body("/ja/billing/cards/")
