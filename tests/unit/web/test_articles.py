from collections.abc import Callable
from dataclasses import replace
from datetime import date
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from kbsearch.page import Lag
from tests.unit.web.fakes import ARTICLES, FakeKnowledgeBase


def test_the_page_has_breadcrumb_title_summary_contents_and_body(body: Callable[..., str]) -> None:
    html = body("/ja/billing/refund")
    assert "<title>返金を申し込む – ヘルプセンター</title>" in html
    assert '<li><a href="/ja/billing/">料金とお支払い</a></li>' in html
    assert "<h1>返金を申し込む</h1>" in html
    assert '<p class="summary">返金の条件と日数</p>' in html
    assert html.count('<a href="#返金の条件">返金の条件</a>') == 2  # beside the text, and folded above it on a phone
    assert "<p>14日以内であれば全額を返金します。</p>" in html


def test_an_article_with_one_heading_or_none_has_no_contents(body: Callable[..., str]) -> None:
    assert "On this page" not in body("/en/billing/refund")


@pytest.mark.parametrize(
    ("html", "loaded"),
    [
        ("<p>&lt;pre&gt; and &lt;img src=x&gt;</p>", set()),
        ('<div class="highlight"><pre>ls</pre></div>', {"code.css", "scrolling.js"}),
        ("<table><tr><td>1</td></tr></table>", {"scrolling.js"}),
        ('<p><img src="a.svg" alt=""></p>', {"image-zoom.js"}),
        ('<h2 id="a">A</h2><h2 id="日数">日数</h2><h2 id="返金の条件">返金の条件</h2>', {"contents.js"}),
    ],
)
def test_what_an_article_does_not_have_is_not_loaded(
    kb: FakeKnowledgeBase, body: Callable[..., str], html: str, loaded: set[str]
) -> None:
    kb.articles = (replace(ARTICLES[0], html=html),)
    page = body("/ja/billing/refund")
    files = {"code.css", "scrolling.js", "image-zoom.js", "contents.js"}
    assert {file for file in files if f"/static/{file}" in page} == loaded
    assert ("code.css" in body("/ja/widget?article=billing/refund")) == ("code.css" in loaded)


def test_words_of_the_query_are_marked_and_the_way_back_is_shown(body: Callable[..., str]) -> None:
    html = body("/ja/billing/refund?q=14日")
    assert "<mark>14日</mark>以内" in html
    assert "「14日」の言葉に印を付けています" in html
    assert f'<a href="/ja/search?q={quote("14日")}">検索結果に戻る</a>' in html
    assert "検索結果に戻る" not in body("/ja/billing/refund")


def test_the_way_back_leads_to_the_literal_results_it_came_from(body: Callable[..., str]) -> None:
    html = body("/ja/billing/refund?q=14日&literal=1")
    assert f'<a href="/ja/search?q={quote("14日")}&amp;literal=1">検索結果に戻る</a>' in html


def test_tags_lead_to_a_search(body: Callable[..., str]) -> None:
    html = body("/ja/billing/refund")
    assert f'href="/ja/search?q=tag:{quote("返金")}"' in html
    assert f'href="/ja/search?q=tag:%22{quote("年払い")}+{quote("返金")}%22"' in html


def test_related_articles_follow(body: Callable[..., str]) -> None:
    html = body("/ja/billing/refund")
    assert "<h2>関連する記事</h2>" in html
    assert '<a href="/ja/billing/only-ja">日本語だけの記事</a>' in html


def test_the_language_switch_leads_to_the_translation(body: Callable[..., str]) -> None:
    html = body("/ja/billing/refund")
    assert '<a href="/en/billing/refund" lang="en" hreflang="en">English</a>' in html
    assert '<link rel="alternate" hreflang="en" href="http://localhost/en/billing/refund">' in html


def test_the_language_switch_leads_home_where_there_is_no_translation(body: Callable[..., str]) -> None:
    html = body("/ja/billing/only-ja")
    assert '<a href="/en/" lang="en" hreflang="en">English</a>' in html
    assert '<link rel="alternate" hreflang="en"' not in html


def test_an_untranslated_article_is_offered_in_the_language_that_has_it(body: Callable[..., str]) -> None:
    html = body("/en/billing/only-ja", 404)
    assert "This article is not available in English yet" in html
    assert '<a href="/ja/billing/only-ja" lang="ja" hreflang="ja">日本語だけの記事</a>' in html


def test_an_old_path_leads_to_the_current_one(client: FlaskClient) -> None:
    response = client.get("/ja/old/カード")
    assert (response.status_code, response.location) == (301, "/ja/billing/cards/declined")


def test_an_article_with_a_slash_too_many_leads_to_the_article(client: FlaskClient) -> None:
    response = client.get("/ja/billing/refund/")
    assert (response.status_code, response.location) == (301, "/ja/billing/refund")


@pytest.mark.parametrize(
    ("asked", "address"), [("ja", "/ja/billing/refund"), ("en", "/en/billing/refund"), ("fr", "/ja/billing/refund")]
)
def test_the_short_link_leads_to_the_article_in_the_readers_language(client: FlaskClient, asked: str, address: str) -> None:
    response = client.get("/a/refund", headers={"Accept-Language": asked})
    assert (response.status_code, response.location) == (302, address)


def test_the_short_link_of_an_article_in_another_language_only_leads_there(client: FlaskClient) -> None:
    assert client.get("/a/only-ja", headers={"Accept-Language": "en"}).location == "/ja/billing/only-ja"


def test_an_unknown_short_link_is_not_found(body: Callable[..., str]) -> None:
    assert "This page was not found" in body("/a/nothing", 404, headers={"Accept-Language": "en"})


@pytest.fixture
def shown(kb: FakeKnowledgeBase, body: Callable[..., str]) -> Callable[..., str]:
    """Get the English refund page with some fields of its Page replaced."""

    def get(address: str = "/en/billing/refund", **fields: object) -> str:
        real = FakeKnowledgeBase.page
        kb.page = lambda *args, **options: replace(real(kb, *args, **options), **fields)  # type: ignore[method-assign,arg-type,type-var]
        return body(address)

    return get


def test_the_page_says_when_it_was_changed_and_how_long_it_takes(shown: Callable[..., str]) -> None:
    html = shown("/ja/billing/refund", changed=date(2026, 11, 3), minutes=3)
    assert '<span>最終更新 <time datetime="2026-11-03">2026年11月3日</time></span>' in html
    assert "<span>約3分で読めます</span>" in html
    assert "<span>3 min read</span>" in shown(minutes=3)


def test_nothing_is_said_of_a_change_that_nobody_knows(shown: Callable[..., str]) -> None:
    assert "最終更新" not in shown("/ja/billing/refund", changed=None)


def test_a_translation_that_lags_says_so_and_leads_to_its_source(shown: Callable[..., str]) -> None:
    source = next(article for article in ARTICLES if article.locale == "ja")
    html = shown(lag=Lag(source, 2))
    assert "The Japanese version has changed 2 times since" in html
    assert '<a href="/ja/billing/refund" lang="ja" hreflang="ja">返金を申し込む</a>' in html
    assert "has changed 1 time since" in shown(lag=Lag(source, 1))


def test_a_japanese_translation_that_lags_says_so_in_japanese(shown: Callable[..., str]) -> None:
    source = next(article for article in ARTICLES if article.locale == "en")
    assert "元になった英語版はその後2回更新されている" in shown("/ja/billing/refund", lag=Lag(source, 2))


def test_neighbours_in_the_category_are_offered(shown: Callable[..., str]) -> None:
    before, after = ARTICLES[2:4]
    html = shown("/ja/billing/refund", previous=before, next=after)
    assert (
        '<a rel="prev" href="/ja/billing/only-ja"><span>前の記事</span><span class="neighbour">日本語だけの記事</span></a>'
        in html
    )
    assert (
        '<a rel="next" href="/ja/billing/invoice"><span>次の記事</span><span class="neighbour">請求書を受け取る</span></a>'
        in html
    )
    assert 'class="neighbours"' not in shown("/ja/billing/refund", previous=None, next=None)


def test_the_link_to_copy_is_the_short_one_where_the_article_has_an_id(shown: Callable[..., str]) -> None:
    assert 'data-address="/a/refund"' in shown()
    without = replace(ARTICLES[-1], id="billing/refund")
    assert 'data-address="/en/billing/refund"' in shown(article=without)


def test_an_article_ends_with_the_way_to_a_person(body: Callable[..., str]) -> None:
    html = body("/ja/billing/refund")
    assert '<a class="button" href="/ja/contact?category=billing">お問い合わせ</a>' in html
