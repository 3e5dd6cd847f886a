import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.config import Config
from kbsearch.model import Section
from kbsearch.site_config import SiteConfig
from tests.unit.web.fakes import ARTICLES, CHANGED, FakeKnowledgeBase
from web import create_app
from web.metadata import shortened

ARTICLE = "/ja/billing/refund"
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def graph(html: str) -> dict[str, Any]:
    (script,) = SCRIPT.findall(html)
    return {each["@type"]: each for each in json.loads(script)["@graph"]}


def test_a_page_names_its_one_address(body: Callable[..., str]) -> None:
    for asked in ("", "?q=14日", "?utm_source=mail"):
        assert f'<link rel="canonical" href="http://localhost{ARTICLE}">' in body(ARTICLE + asked)
    assert '<link rel="canonical" href="http://localhost/ja/">' in body("/ja/")


def test_an_address_is_encoded_as_links_have_it(body: Callable[..., str]) -> None:
    assert 'href="http://localhost/ja/tags/%E8%BF%94%E9%87%91"' in body("/ja/tags/返金")


@pytest.mark.parametrize(
    ("address", "status"), [("/ja/search?q=返金", 200), ("/ja/nothing", 404), ("/en/billing/only-ja", 404)]
)
def test_what_search_engines_are_not_to_keep_has_no_address(body: Callable[..., str], address: str, status: int) -> None:
    html = body(address, status)
    assert 'rel="canonical"' not in html
    assert "og:url" not in html


def test_the_configured_host_name_counts_whatever_the_request_says() -> None:
    config = Config(site=SiteConfig(url="https://help.example.com/"))
    client = create_app(FakeKnowledgeBase(config)).test_client()  # type: ignore[arg-type]
    for address in (ARTICLE, "/sitemap.xml", "/robots.txt", "/llms.txt", "/ja/feed.atom", "/ja/opensearch.xml"):
        content = client.get(address, headers={"Host": "evil.example"}).get_data(as_text=True)
        assert "https://help.example.com/" in content
        assert "evil.example" not in content


@pytest.mark.parametrize("host", ['"><script>alert(1)</script>', "a b", "", "[", "例え.jp", "a" * 300, "x:y:z", "a<b>&'"])
def test_a_host_name_that_is_none_is_not_written_unescaped(client: FlaskClient, host: str) -> None:
    for address in (
        ARTICLE,
        "/sitemap.xml",
        "/robots.txt",
        "/llms.txt",
        "/ja/feed.atom",
        "/ja/opensearch.xml",
        f"{ARTICLE}.md",
    ):
        response = client.get(address, environ_overrides={"HTTP_HOST": host.encode().decode("latin-1")})
        assert response.status_code in (200, 400)
        assert b"<script>" not in response.data
        assert b"<b>" not in response.data


def test_a_link_that_is_shared_says_what_it_leads_to(body: Callable[..., str]) -> None:
    html = body(ARTICLE)
    for name, content in {
        "og:type": "article",
        "og:title": "返金を申し込む",
        "og:description": "返金の条件と日数",
        "og:site_name": "ヘルプセンター",
        "og:url": f"http://localhost{ARTICLE}",
        "og:locale": "ja_JP",
    }.items():
        assert f'<meta property="{name}" content="{content}">' in html
    assert '<meta property="og:type" content="website">' in body("/en/")
    assert '<meta property="og:locale" content="en_US">' in body("/en/")


def test_the_description_is_the_summary_or_else_how_the_article_begins(body: Callable[..., str], kb: FakeKnowledgeBase) -> None:
    assert '<meta name="description" content="返金の条件と日数">' in body(ARTICLE)
    kb.articles = (replace(ARTICLES[0], summary=""),)
    assert '<meta name="description" content="14日以内であれば全額を返金します。">' in body(ARTICLE)
    assert '<meta name="description" content="返金や領収書">' in body("/ja/billing/")


def test_the_article_is_described_as_data(body: Callable[..., str]) -> None:
    described = graph(body(ARTICLE))
    article = described["Article"]
    assert (article["headline"], article["inLanguage"]) == ("返金を申し込む", "ja")
    assert article["mainEntityOfPage"] == f"http://localhost{ARTICLE}"


def test_the_breadcrumbs_are_described_as_data(body: Callable[..., str]) -> None:
    steps = graph(body("/ja/billing/cards/declined"))["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step.get("item")) for step in steps] == [
        (1, "料金とお支払い", "http://localhost/ja/billing/"),
        (2, "カード", "http://localhost/ja/billing/cards/"),
        (3, "カードが使えない", None),
    ]


def test_the_questions_of_an_article_are_described_with_their_answer(body: Callable[..., str]) -> None:
    (question,) = graph(body(ARTICLE))["FAQPage"]["mainEntity"]
    assert question["name"] == "お金はいつ戻りますか"
    assert question["acceptedAnswer"]["text"] == "14日以内であれば全額を返金します。"
    assert "FAQPage" not in graph(body("/ja/billing/invoice"))


@pytest.mark.parametrize("hostile", ["</script><script>alert(1)</script>", "<!--<script>", "a\u2028b", "]]>", '"\\'])
def test_nothing_that_is_written_ends_the_data(body: Callable[..., str], kb: FakeKnowledgeBase, hostile: str) -> None:
    section = Section("", "", 0, hostile)
    kb.articles = (replace(ARTICLES[0], title=hostile, summary=hostile, questions=(hostile,), sections=(section,)),)
    html = body(ARTICLE)
    assert graph(html)["Article"]["headline"] == hostile
    assert SCRIPT.findall(html)[0].count("<") == 0
    assert "<script>alert" not in html


def test_the_page_tells_when_it_changed_and_where_its_markdown_is(client: FlaskClient) -> None:
    response = client.get(ARTICLE)
    assert response.last_modified == CHANGED
    assert f'<link rel="alternate" type="text/markdown" href="{ARTICLE}.md">' in response.get_data(as_text=True)
    assert client.get("/ja/billing/only-ja").last_modified is None


@given(st.text(), st.integers(10, 200))
def test_a_shortened_text_is_one_line_and_no_longer_than_asked(text: str, most: int) -> None:
    found = shortened(text, most)
    assert len(found) <= most + 1
    assert found == " ".join(found.split())
    assert found.endswith("…") or found == " ".join(text.split())


def test_a_text_is_shortened_between_words() -> None:
    assert shortened("one two three four", 12) == "one two…"
    assert shortened("返金の条件を満たしていれば、全額を返金します", 14) == "返金の条件を満たしていれば…"
