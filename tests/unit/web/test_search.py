import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbsearch.config import Config
from kbsearch.model import Facet
from tests.unit.web.fake_insights import FakeInsights
from tests.unit.web.fakes import CORRECTIONS, FakeKnowledgeBase, make_article
from web import create_app


def test_hits_show_title_place_marked_snippet_and_lead_to_the_section(body: Callable[..., str]) -> None:
    html = body("/ja/search?q=全額")
    assert "「全額」の検索結果" in html
    assert "1件の記事<span>0.004秒</span>" in html
    assert f'href="/ja/billing/refund?q={quote("全額")}#{quote("返金の条件")}"' in html
    assert "<span>料金とお支払い</span>" in html
    assert f'<a class="hit-section" href="/ja/billing/refund?q={quote("全額")}#{quote("返金の条件")}">返金の条件</a>' in html
    assert "14日以内であれば<mark>全額</mark>を返金します。" in html


def test_the_query_stays_in_the_box(body: Callable[..., str]) -> None:
    assert 'name="q" value="&#34;返金&#34; &lt;b&gt;"' in body("/ja/search?q=" + quote('"返金" <b>'))


def test_a_query_is_never_reflected_unescaped(body: Callable[..., str]) -> None:
    assert "<script>alert" not in body("/ja/search?q=<script>alert(1)</script>")


def test_an_empty_query_lists_the_categories(body: Callable[..., str]) -> None:
    for address in ("/ja/search", "/ja/search?q=", "/ja/search?q=%20%E3%80%80"):
        html = body(address)
        assert "何をお探しですか？" in html
        assert 'href="/ja/billing/"' in html


def test_nothing_found_says_what_was_searched_and_how_to_go_on(body: Callable[..., str]) -> None:
    html = body("/en/search?q=zeppelin")
    assert "Nothing found for “zeppelin”" in html
    assert "Use another word for the same thing." in html
    assert 'href="/en/billing/"' in html


def test_hits_of_the_other_language_are_offered_and_marked(body: Callable[..., str]) -> None:
    html = body("/ja/search?q=Within")
    assert "ほかの言語の記事に一致するものがあります" in html
    assert '<li class="hit" lang="en">' in html
    assert '<span class="badge">English</span>' in html
    assert 'href="/en/billing/refund?q=Within"' in html


def test_a_tag_is_named_as_a_tag(body: Callable[..., str]) -> None:
    assert "タグ「返金」の記事" in body("/ja/search?q=tag:返金")


def test_the_language_switch_keeps_the_query(body: Callable[..., str]) -> None:
    assert f'href="/en/search?q={quote("返金")}" lang="en" hreflang="en">English</a>' in body("/ja/search?q=返金")


class TestPaging:
    @pytest.fixture
    def kb(self) -> FakeKnowledgeBase:
        return FakeKnowledgeBase(articles=tuple(make_article("en", f"billing/{n}", f"Invoice {n}") for n in range(25)))

    def test_pages_of_ten_are_linked(self, body: Callable[..., str], kb: FakeKnowledgeBase) -> None:
        html = body("/en/search?q=Invoice&page=2")
        assert kb.queries == [("Invoice", 10, 10)]
        assert html.count('class="hit"') == 10
        assert "Page 2 of 3" in html
        assert '<a rel="prev" href="/en/search?q=Invoice&amp;page=1">Previous</a>' in html
        assert '<link rel="next" href="/en/search?q=Invoice&amp;page=3">' in html

    def test_a_page_that_is_not_a_number_is_the_first(self, body: Callable[..., str]) -> None:
        for page in ("abc", "", "-3", "0", "1e9", "٣x", "9" * 5000):
            html = body(f"/en/search?q=zzz&page={page[:4400]}", 302 if page.startswith("999") and len(page) < 4000 else 200)
            assert "Nothing found" in html

    def test_a_page_beyond_the_last_leads_to_the_last(self, client: FlaskClient) -> None:
        response = client.get("/en/search?q=Invoice&page=77")
        assert (response.status_code, response.location) == (302, "/en/search?q=Invoice&page=3")

    def test_one_page_needs_no_pager(self, body: Callable[..., str]) -> None:
        assert 'class="pager"' not in body("/en/search?q=Invoice 24")


class TestCorrection:
    def test_the_notice_names_both_queries_and_leads_back_to_the_one_typed(self, body: Callable[..., str]) -> None:
        html = body("/ja/search?q=変金")
        assert "<h1>検索結果</h1>" in html
        assert "<span>「返金」の検索結果を表示しています。</span>" in html
        assert f'<a href="/ja/search?q={quote("変金")}&amp;literal=1">「変金」のまま検索する</a>' in html

    def test_the_notice_in_english(self, body: Callable[..., str]) -> None:
        html = body("/en/search?q=refnd")
        assert "<h1>Search results</h1>" in html
        assert "<span>Showing results for “refund”.</span>" in html
        assert '<a href="/en/search?q=refnd&amp;literal=1">Search instead for “refnd”</a>' in html

    def test_the_typed_query_stays_in_the_box_and_the_article_marks_the_right_words(self, body: Callable[..., str]) -> None:
        html = body("/ja/search?q=変金")
        assert 'name="q" value="変金"' in html
        assert "<title>「返金」の検索結果 – " in html
        assert f'href="/ja/billing/refund?q={quote("返金")}#{quote("返金の条件")}"' in html

    def test_the_literal_query_is_searched_for_and_kept(self, body: Callable[..., str]) -> None:
        html = body("/ja/search?q=変金&literal=1")
        assert "「変金」に合う記事は見つかりませんでした" in html
        assert 'class="correction"' not in html
        assert f'href="/en/search?q={quote("変金")}&amp;literal=1" lang="en"' in html

    def test_the_article_found_literally_knows_the_way_back(self, body: Callable[..., str]) -> None:
        assert f'href="/ja/billing/refund?q={quote("全額")}&amp;literal=1#' in body("/ja/search?q=全額&literal=1")

    def test_without_a_correction_there_is_no_notice(self, body: Callable[..., str]) -> None:
        assert 'class="correction"' not in body("/ja/search?q=返金")

    def test_a_correction_is_never_reflected_unescaped(self, body: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(CORRECTIONS, "<i>", "返金 <b>")
        html = body("/en/search?q=<i>")
        assert "Showing results for “返金 &lt;b&gt;”." in html
        assert "Search instead for “&lt;i&gt;”" in html


class TestPagesOfCorrectedResults:
    @pytest.fixture
    def kb(self) -> FakeKnowledgeBase:
        return FakeKnowledgeBase(articles=tuple(make_article("en", f"billing/{n}", f"Invoice Invoce {n}") for n in range(25)))

    def test_every_page_says_so_and_leads_on_with_the_typed_query(self, body: Callable[..., str]) -> None:
        html = body("/en/search?q=Invoce&page=2")
        assert "Showing results for “Invoice”." in html
        assert 'href="/en/search?q=Invoce&amp;page=3"' in html
        assert "<title>“Invoice”, page 2 – " in html

    def test_the_literal_choice_is_kept_while_paging(self, body: Callable[..., str]) -> None:
        html = body("/en/search?q=Invoce&literal=1&page=2")
        assert 'class="correction"' not in html
        assert '<a rel="prev" href="/en/search?q=Invoce&amp;literal=1&amp;page=1">' in html
        assert '<link rel="next" href="/en/search?q=Invoce&amp;literal=1&amp;page=3">' in html

    def test_the_literal_choice_is_kept_when_led_to_the_last_page(self, client: FlaskClient) -> None:
        assert client.get("/en/search?q=Invoce&literal=1&page=9").location == "/en/search?q=Invoce&literal=1&page=3"


class TestAnswer:
    @pytest.fixture
    def kb(self) -> FakeKnowledgeBase:
        return FakeKnowledgeBase(confident=True)

    def test_the_answer_shows_title_place_section_snippet_and_a_link(self, body: Callable[..., str]) -> None:
        html = body("/ja/search?q=全額")
        answer = html[html.index('<section class="answer"') : html.index("</section>")]
        address = f"/ja/billing/refund?q={quote('全額')}#{quote('返金の条件')}"
        assert "いちばん近い記事" in answer
        assert f'<a href="{address}">返金を申し込む</a>' in answer
        assert "<span>料金とお支払い</span>" in answer
        assert '<p class="answer-section">返金の条件</p>' in answer
        assert "14日以内であれば<mark>全額</mark>を返金します。" in answer
        assert f'href="{address}" aria-describedby="page--answer-title">記事を読む</a>' in answer

    def test_the_only_hit_is_not_repeated_below(self, body: Callable[..., str]) -> None:
        html = body("/ja/search?q=全額")
        assert "1件の記事" in html
        assert 'class="hits"' not in html

    def test_other_hits_follow(self, body: Callable[..., str], kb: FakeKnowledgeBase) -> None:
        kb.articles = tuple(make_article("en", f"billing/{n}", f"Invoice {n}") for n in range(25))
        html = body("/en/search?q=Invoice")
        assert "Best match" in html
        assert html.count('class="hit"') == 9
        assert html.count("Invoice 0<") == 1

    def test_only_the_first_page_has_an_answer(self, body: Callable[..., str], kb: FakeKnowledgeBase) -> None:
        kb.articles = tuple(make_article("en", f"billing/{n}", f"Invoice {n}") for n in range(25))
        html = body("/en/search?q=Invoice&page=2")
        assert 'class="answer"' not in html
        assert html.count('class="hit"') == 10

    def test_hits_of_another_language_are_never_the_answer(self, body: Callable[..., str]) -> None:
        assert 'class="answer"' not in body("/ja/search?q=Within")


def test_without_confidence_there_is_no_answer(body: Callable[..., str]) -> None:
    assert 'class="answer"' not in body("/ja/search?q=全額")


class TestFacets:
    @pytest.fixture
    def kb(self) -> FakeKnowledgeBase:
        facets = (
            Facet("category", "billing", "Plans & billing", 4, "refund category:billing"),
            Facet("tag", 'a "b"', "<b>", 1200, "refund tag:x"),
        )
        return FakeKnowledgeBase(facets=facets)

    def test_each_is_a_link_to_the_narrower_search_with_its_count(self, body: Callable[..., str]) -> None:
        html = body("/en/search?q=refund")
        facets = html[html.index('<aside class="facets"') : html.index("</aside>")]
        assert '<aside class="facets" aria-label="Narrow the results">' in facets
        assert 'href="/en/search?q=refund+category:billing"><span>Plans &amp; billing</span>' in facets
        assert '<span class="facet-count" aria-hidden="true">4</span><span class="unseen"> (4 articles)</span>' in facets
        assert "<span>&lt;b&gt;</span>" in facets
        assert ">1,200</span>" in facets

    def test_the_literal_choice_is_kept_and_the_page_is_the_first(self, body: Callable[..., str]) -> None:
        assert 'href="/en/search?q=refund+category:billing&amp;literal=1">' in body("/en/search?q=refund&literal=1&page=1")

    def test_without_any_there_is_no_place_for_them(self, body: Callable[..., str], kb: FakeKnowledgeBase) -> None:
        kb.facets = ()
        assert "facets" not in body("/en/search?q=refund")


class TestFilters:
    @pytest.fixture
    def kb(self) -> FakeKnowledgeBase:
        filters = (
            Facet("category", "billing", "Billing", 1, "refund tag:<i>"),
            Facet("tag", "<i>", "<i>", 1, "refund category:billing"),
        )
        return FakeKnowledgeBase(filters=filters)

    def test_each_is_a_chip_that_leads_to_the_search_without_it(self, body: Callable[..., str]) -> None:
        html = body("/en/search?q=refund")
        assert (
            '<a class="chip" href="/en/search?q=refund+tag:%3Ci%3E"><span class="unseen">Remove the filter: </span>Topic: Billing'
            in html
        )
        assert (
            '<a class="chip" href="/en/search?q=refund+category:billing"><span class="unseen">Remove the filter: </span>Tag: &lt;i&gt;'
            in html
        )

    def test_where_nothing_is_left_the_page_says_to_remove_one(self, body: Callable[..., str]) -> None:
        html = body("/en/search?q=zeppelin")
        assert "The filters above may leave out what you are looking for: remove one." in html
        assert html.count('class="chip"') == 2

    def test_a_category_alone_is_named_as_one(self, body: Callable[..., str], kb: FakeKnowledgeBase) -> None:
        kb.filters = (Facet("category", "billing", "料金とお支払い", 3, ""),)
        assert "「料金とお支払い」の記事" in body("/ja/search?q=tag:返金")


def test_few_hits_are_followed_by_those_of_the_other_language(body: Callable[..., str], kb: FakeKnowledgeBase) -> None:
    kb.articles = (make_article("ja", "billing/a", "SAML の設定"), make_article("en", "billing/b", "Set up SAML"))
    html = body("/ja/search?q=SAML")
    assert "「SAML」の検索結果" in html
    assert html.index("SAML の設定") < html.index("ほかの言語の記事にも見つかりました") < html.index("Set up SAML")


def test_nothing_found_offers_what_comes_closest(body: Callable[..., str]) -> None:
    html = body("/ja/search?q=返金ゼット")
    assert "近い内容の記事があります" in html
    assert '<a href="/ja/billing/refund">返金を申し込む</a>' in html


@pytest.mark.parametrize("address", ["/ja/search?q=返金", "/ja/search?q=変金"])
def test_related_searches_are_links_without_the_query_itself(
    body: Callable[..., str], kb: FakeKnowledgeBase, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    terms = {"返金": ("解約", "返金", "<i>")}
    monkeypatch.setattr(kb, "related_terms", lambda text, locale: terms.get(text, ()))
    html = body(address)
    related = html[html.index('<section class="related-searches"') :]
    related = related[: related.index("</section>")]
    assert f'<a class="chip" href="/ja/search?q={quote("解約")}">解約</a>' in related
    assert ">&lt;i&gt;</a>" in related
    assert related.count("<a ") == 2


def test_what_others_asked_is_shown_only_in_words_of_the_help_centre(
    kb: FakeKnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    insights = FakeInsights()
    asked = ["返金 evil-phish.example", "カード", "契約 詐欺", "解約"]
    monkeypatch.setattr(insights, "related_searches", lambda query, locale, limit: asked[:limit])
    kb.config = Config(secret_key="a key for tests only")
    html = create_app(kb, insights).test_client().get("/ja/search?q=請求書").text  # type: ignore[arg-type]
    assert re.findall(r'class="chip" href="[^"]+">([^<]+)</a>', html) == ["カード", "解約"]


def test_without_related_searches_there_is_no_place_for_them(body: Callable[..., str]) -> None:
    assert "related-searches" not in body("/en/search?q=refund")


@pytest.mark.parametrize("address", ["/ja/search?q=返金", "/ja/search?q=zeppelin"])
def test_the_end_of_a_search_leads_to_a_person(body: Callable[..., str], address: str) -> None:
    html = body(address)
    assert "まだお困りですか？" in html
    assert re.search(r'<a class="button" href="/ja/contact\?q=[^"]+">お問い合わせ</a>', html)


def test_the_box_knows_where_suggestions_come_from_and_what_to_say(body: Callable[..., str]) -> None:
    html = body("/ja/billing/refund")
    assert 'data-suggest="/api/v1/ja/suggest"' in html
    assert 'data-many="候補が{n}件あります。上下の矢印キーで選べます"' in html


def test_a_very_long_query_is_cut_and_the_page_says_so(body: Callable[..., str], kb: FakeKnowledgeBase) -> None:
    html = body("/en/search?q=" + "x" * 100_000)
    assert "Your question was very long. Only its first 1,000 characters were used." in html
    assert len(kb.queries[0][0]) == 1000


def test_control_characters_are_searched_as_spaces(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    client.get("/ja/search?q=%00a%00b%1B%E3%80%80c")
    assert kb.queries == [("a b \u3000c", 10, 0)]


@pytest.mark.parametrize(
    "address", ["?q=%ED%A0%80", "?q=%FF%FE", "?q[]=1", "?q=1&q=2", "?%00=%00", "?q=%", "?" + "&" * 500, "?q=%F0%9F%92%A9"]
)
def test_odd_query_strings_give_a_page(client: FlaskClient, address: str) -> None:
    assert client.get("/ja/search" + address).status_code == 200


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(query=st.binary(max_size=80), page=st.text(max_size=8))
def test_no_query_string_is_an_error(client: FlaskClient, query: bytes, page: str) -> None:
    assert client.get(f"/en/search?q={quote(query)}&page={quote(page)}").status_code in (200, 302)
