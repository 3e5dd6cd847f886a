from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.web.fakes import FakeKnowledgeBase, make_article


def test_hits_show_title_place_marked_snippet_and_lead_to_the_section(body: Callable[..., str]) -> None:
    html = body("/ja/search?q=全額")
    assert "「全額」の検索結果" in html
    assert "1件の記事<span>0.004秒</span>" in html
    assert f'href="/ja/billing/refund?q={quote("全額")}#{quote("返金の条件")}"' in html
    assert "<span>料金とお支払い</span>" in html
    assert '<span class="hit-section">返金の条件</span>' in html
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
