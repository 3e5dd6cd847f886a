from collections.abc import Callable
from pathlib import Path

import pytest

from kbsearch.articles.glossary import Glossary
from kbsearch.articles.glossary_file import read_glossary
from tests.library import open_in, write_articles
from tests.unit.web.fakes import FakeKnowledgeBase, make_article
from web import create_app

ARTICLES = Path(__file__).parents[3] / "articles"


def test_the_words_stand_in_rows_with_their_meanings(body: Callable[..., str]) -> None:
    html = body("/ja/glossary")
    assert "<h1>用語集</h1>" in html
    assert (
        html.index('<h2 id="page--group-か">か</h2>')
        < html.index("<dfn>解約</dfn>")
        < html.index('<h2 id="page--group-た">た</h2>')
    )
    assert '<a href="#page--group-か">か</a>' in html
    assert '<dfn>返金</dfn> <span class="reading">へんきん</span>' in html
    assert "<p>お支払いをお戻しすること。</p>" in html


def test_words_lead_to_each_other(body: Callable[..., str]) -> None:
    html = body("/ja/glossary")
    assert '<div class="entry" id="解約">' in html
    assert '<dt>関連する言葉</dt>\n  \n  <dd><a href="#解約">解約</a></dd>' in html
    assert '<dt>対になる言葉</dt>\n  \n  <dd><a href="#契約">契約</a></dd>' in html
    assert "<dd>払い戻し</dd>" in html, "a word of the same meaning has no entry to lead to"


def test_what_a_writer_wrote_is_escaped(body: Callable[..., str]) -> None:
    assert "<p>&lt;1件&gt;の記録。</p>" in body("/ja/glossary")


def test_the_foot_of_every_page_leads_to_it_where_there_are_words(body: Callable[..., str]) -> None:
    assert '<a href="/ja/glossary">用語集</a>' in body("/ja/")
    assert "/en/glossary" not in body("/en/")


def test_a_language_without_words_has_no_glossary(body: Callable[..., str]) -> None:
    body("/en/glossary", status=404)
    assert "/en/glossary" not in body("/ja/glossary")


def test_an_article_may_be_the_glossary_where_there_is_none() -> None:
    kb = FakeKnowledgeBase(articles=(make_article("en", "glossary", "Our own words"),))
    client = create_app(kb).test_client()  # type: ignore[arg-type]
    assert "<h1>Our own words</h1>" in client.get("/en/glossary").get_data(as_text=True)


def test_an_article_explains_a_word_and_loads_what_that_needs_only_then(tmp_path: Path) -> None:
    articles = write_articles(tmp_path)
    kb = open_in(tmp_path)
    kb.reindex()
    client = create_app(kb).test_client()
    before = client.get("/ja/billing/refund").get_data(as_text=True)
    assert "glossary" not in before
    entry = "- term: 年払い\n  reading: ねんばらい\n  meaning: 1年分をまとめて払うこと。\n"
    (articles / "ja" / "glossary.yml").write_text(entry, encoding="utf-8")
    html = client.get("/ja/billing/refund").get_data(as_text=True)
    link = (
        '<a class="term" href="/ja/glossary#%E5%B9%B4%E6%89%95%E3%81%84" aria-describedby="page--meaning-1">年払い</a>を始めて'
    )
    assert link in html
    assert '<p id="page--meaning-1">1年分をまとめて払うこと。</p>' in html
    assert "/static/glossary.css" in html
    assert 'data-glossary="用語集で見る"' in html
    assert kb.page("billing/refund", locale="ja", urls=Urls()).terms == ("年払い",)  # type: ignore[union-attr]


def test_a_searched_word_is_marked_within_its_explanation_and_not_in_the_hidden_meaning(tmp_path: Path) -> None:
    articles = write_articles(tmp_path)
    entry = "- term: 年払い\n  reading: ねんばらい\n  meaning: 年払いのこと。\n"
    (articles / "ja" / "glossary.yml").write_text(entry, encoding="utf-8")
    kb = open_in(tmp_path)
    kb.reindex()
    html = create_app(kb).test_client().get("/ja/billing/refund?q=年払い").get_data(as_text=True)
    assert 'aria-describedby="page--meaning-1"><mark>年' in html
    assert '<p id="page--meaning-1">年払いのこと。</p>' in html


class Urls:
    def article(self, locale: str, path: str, anchor: str) -> str:
        return path

    def asset(self, path: str) -> str:
        return path

    def glossary(self, locale: str, anchor: str) -> str:
        return anchor


def own(locale: str) -> Glossary:
    reading = read_glossary(ARTICLES, locale)
    assert reading.problems == ()
    assert reading.glossary is not None
    return reading.glossary


@pytest.mark.parametrize("locale", ["ja", "en"])
def test_our_own_glossary_has_sixty_words_that_lead_to_each_other(locale: str) -> None:
    entries = own(locale).entries
    assert len(entries) >= 60
    assert all(entry.related or entry.opposite for entry in entries)
    assert [entry.term for entry in entries if not 12 <= len(entry.meaning) <= 200] == []


def test_every_word_of_our_own_can_be_reached_by_its_address() -> None:
    for locale in ("ja", "en"):
        anchors = [entry.anchor for entry in own(locale).entries]
        assert len(set(anchors)) == len(anchors)
