"""The pages that lead to articles: tags, all questions, what changed."""

from collections.abc import Callable
from dataclasses import replace

from flask.testing import FlaskClient

from tests.unit.web.fakes import FakeKnowledgeBase


def test_all_tags_lead_to_their_articles(body: Callable[..., str]) -> None:
    html = body("/ja/tags")
    assert '<a href="/ja/tags/年払い%20返金">' in html or "/ja/tags/%E5%B9%B4%E6%89%95%E3%81%84%20%E8%BF%94%E9%87%91" in html


def test_a_tag_lists_its_articles(body: Callable[..., str]) -> None:
    html = body("/ja/tags/返金")
    assert "タグ「返金」の記事" in html
    assert '<a href="/ja/billing/refund">返金を申し込む</a>' in html


def test_a_tag_that_no_article_has_is_not_found(body: Callable[..., str]) -> None:
    assert "ページが見つかりません" in body("/ja/tags/宇宙", 404)


def test_without_tags_the_page_says_what_would_be_there(body: Callable[..., str]) -> None:
    assert "The tags appear here" in body("/en/tags")


def test_questions_stand_under_their_category_and_lead_to_the_answer(body: Callable[..., str]) -> None:
    html = body("/ja/questions")
    assert "料金とお支払い" in html
    assert '<a href="/ja/billing/refund">お金はいつ戻りますか</a>' in html
    assert "「料金とお支払い」の記事をすべて見る" in html


def test_changes_name_the_day_in_the_readers_language(body: Callable[..., str]) -> None:
    assert "2026年11月20日" in body("/ja/changes")
    assert "20 Nov 2026" in body("/en/changes")


def test_without_git_the_page_of_changes_says_so(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    kb.articles = ()
    assert "once the articles are kept in git" in client.get("/en/changes").text


def test_the_home_page_shows_what_changed_last(body: Callable[..., str]) -> None:
    assert "最近更新した記事" in body("/ja/")


def test_an_address_that_leads_nowhere_is_searched_for_its_words(body: Callable[..., str]) -> None:
    html = body("/ja/返金.html", 404)
    assert "お探しの記事はこちらですか" in html
    assert '<a href="/ja/billing/refund"' in html


def test_an_address_without_a_word_of_ours_offers_nothing(body: Callable[..., str]) -> None:
    assert "お探しの記事はこちらですか" not in body("/ja/%E5%AE%87%E5%AE%99", 404)


def test_links_of_the_company_and_its_line_stand_in_the_footer(client: FlaskClient, kb: FakeKnowledgeBase) -> None:
    site = kb.config.site.model_validate(
        {"links": [{"label": {"ja": "製品サイト"}, "url": "https://minatoboard.example/"}], "footer": {"ja": "株式会社ミナト"}}
    )
    kb.config = kb.config.model_copy(update={"site": site})
    html = client.get("/ja/").text
    assert '<a href="https://minatoboard.example/">製品サイト</a>' in html
    assert "株式会社ミナト" in html


def test_each_way_is_offered_in_the_other_language(client: FlaskClient) -> None:
    for page in ("tags", "questions", "changes", "contact"):
        html = client.get(f"/ja/{page}").text
        assert f'<link rel="alternate" hreflang="en" href="http://localhost/en/{page}">' in html


def test_an_article_without_a_category_needs_no_place_on_the_page_of_questions(
    kb: FakeKnowledgeBase, client: FlaskClient
) -> None:
    kb.articles = (replace(kb.articles[0], path="alone", questions=("どこにありますか",)),)
    assert client.get("/ja/questions").status_code == 200
