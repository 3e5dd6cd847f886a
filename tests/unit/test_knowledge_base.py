from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.model import Audience
from tests.library import CANCEL_JA, REFUND_EN, REFUND_JA, open_in, write_articles
from tests.unit.test_indexing import Addresses

PICTURE = "<svg xmlns='http://www.w3.org/2000/svg'/>"


@pytest.fixture
def kb(tmp_path: Path) -> KnowledgeBase:
    write_articles(
        tmp_path,
        {
            "ja/billing/refund.md": REFUND_JA,
            "en/billing/refund.md": REFUND_EN,
            "ja/billing/cancel.md": CANCEL_JA.replace("title:", "aliases: [old/cancel]\ntitle:"),
            "ja/billing/cards/add.md": "# カードを追加する\n\n![図](images/card.svg) 番号を入力します。",
            "ja/billing/cards/images/card.svg": PICTURE,
            "ja/billing/_category.yml": "name: お支払い\norder: 1\n",
            "ja/billing/notes.bak": "notes",
            "ja/staff/images/screen.svg": PICTURE,
            "ja/staff/macros.md": "---\naudience: internal\ntitle: 定型文\n---\n\n返金のお知らせ\n",
            "ja/news/later.md": "---\npublish_at: 2099-01-01\ntitle: 来月の返金\n---\n\n返金が変わります。\n",
        },
    )
    kb = open_in(tmp_path)
    kb.reindex()
    return kb


def test_a_hit_carries_article_section_and_snippet(kb: KnowledgeBase) -> None:
    hit = kb.search("返金の申請", locale="ja").hits[0]
    assert (hit.article.id, hit.article.title, hit.section.anchor) == ("refund", "返金の条件", "申請のしかた")
    assert hit.title.html() == "<mark>返金</mark>の条件"
    assert "<mark>返金</mark>" in hit.snippet.html()


def test_a_question_finds_its_article(kb: KnowledgeBase) -> None:
    assert kb.search("払い戻し", locale="ja").hits[0].article.id == "refund"


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        ("返金 申請", True),
        ("返金 番号", True),
        ("返金 詐欺", False),
        ("返金 evil.example", False),
        ("定型文", False),
        ("来月", False),
        ("⚠⚠", False),
        ("", False),
    ],
)
def test_only_texts_in_words_of_public_articles_are_known(kb: KnowledgeBase, text: str, is_known: bool) -> None:
    assert kb.knows(text, "ja") is is_known


def test_words_of_the_glossary_are_known(kb: KnowledgeBase) -> None:
    file = kb.config.articles_dir / "ja" / "glossary.yml"
    file.write_text("- term: 与信枠\n  meaning: カードで使える額。\n", encoding="utf-8")
    assert kb.knows("与信枠", "ja")
    assert not kb.knows("与信枠 詐欺", "ja")


def test_an_empty_query_lists_categories(kb: KnowledgeBase) -> None:
    results = kb.search("  ", locale="ja")
    assert [(c.path, c.name, c.count) for c in results.categories] == [("billing", "お支払い", 3)]
    assert results.total == 0


def test_nested_categories_are_listed_after_their_names(kb: KnowledgeBase) -> None:
    assert [c.path for c in kb.categories("ja")] == ["billing/cards", "billing"] or [c.path for c in kb.categories("ja")] == [
        "billing",
        "billing/cards",
    ]


def test_the_other_language_is_offered_when_this_one_has_nothing(kb: KnowledgeBase) -> None:
    results = kb.search("money back", locale="ja")
    assert results.total == 0
    assert [hit.article.locale for hit in results.elsewhere] == ["en"]
    assert kb.search("返金", locale="ja").elsewhere == ()


def test_customers_never_see_internal_or_future_articles(kb: KnowledgeBase) -> None:
    assert [hit.article.path for hit in kb.search("返金", locale="ja").hits] == ["billing/refund"]
    assert kb.page("staff/macros", locale="ja", urls=Addresses()) is None
    assert kb.page("news/later", locale="ja", urls=Addresses()) is None
    assert kb.by_id("staff/macros", locale="ja") is None


def test_staff_find_internal_articles(kb: KnowledgeBase) -> None:
    found = {hit.article.path for hit in kb.search("返金", locale="ja", audience=Audience.INTERNAL).hits}
    assert found == {"billing/refund", "staff/macros"}


def test_a_page_has_addresses_for_links_and_pictures(kb: KnowledgeBase) -> None:
    page = kb.page("billing/refund", locale="ja", urls=Addresses(), query="返金")
    assert page is not None
    assert 'href="/ja/billing/cancel"' in page.html
    assert "<mark>返金</mark>" in page.html
    assert page.translations == ("en",)
    assert [(h.anchor, h.text, h.level) for h in page.headings] == [("申請のしかた", "申請のしかた", 2)]
    assert page.category is not None
    assert page.category.name == "お支払い"
    pictured = kb.page("billing/cards/add", locale="ja", urls=Addresses())
    assert pictured is not None
    assert 'src="/media/ja/billing/cards/images/card.svg"' in pictured.html


def test_an_old_path_leads_to_the_new_one(kb: KnowledgeBase) -> None:
    assert kb.redirect("old/cancel", locale="ja") == "billing/cancel"
    assert kb.redirect("billing/cancel", locale="ja") is None
    assert kb.page("old/cancel", locale="ja", urls=Addresses()) is None


def test_an_id_leads_to_the_readers_language_else_to_another(kb: KnowledgeBase) -> None:
    refund, cancel = kb.by_id("refund", locale="en"), kb.by_id("billing/cancel", locale="en")
    assert refund is not None
    assert refund.locale == "en"
    assert cancel is not None
    assert cancel.locale == "ja"
    assert kb.by_id("nothing", locale="en") is None


def test_articles_of_a_category_are_listed_by_title(kb: KnowledgeBase) -> None:
    assert [article.title for article in kb.articles_in("billing", locale="ja")] == ["解約する", "返金の条件"]


@pytest.mark.parametrize(
    "path",
    [
        "ja/../../secret",
        "/etc/passwd",
        "ja/billing/refund.md",
        "ja/billing/_category.yml",
        "ja/.git/x",
        "x\0y",
        "ja",
        "",
        "ja/billing/notes.bak",
    ],
)
def test_only_pictures_beside_articles_are_assets(kb: KnowledgeBase, path: str) -> None:
    assert kb.asset(path) is None


def test_a_picture_is_an_asset(kb: KnowledgeBase) -> None:
    picture = kb.asset("ja/billing/cards/images/card.svg")
    assert picture is not None
    assert picture.read_text() == PICTURE


def test_a_picture_beside_internal_articles_is_for_staff(kb: KnowledgeBase) -> None:
    assert kb.asset("ja/staff/images/screen.svg") is None
    assert kb.asset("ja/staff/images/screen.svg", audience=Audience.INTERNAL) is not None


def test_paging_goes_through_all_hits_once(kb: KnowledgeBase) -> None:
    everything = [hit.article.path for hit in kb.search("category:billing", locale="ja").hits]
    paged = [hit.article.path for at in range(3) for hit in kb.search("category:billing", locale="ja", limit=1, offset=at).hits]
    assert paged == everything
    assert len(everything) == 3


def test_statistics_count_each_locale(kb: KnowledgeBase) -> None:
    statistics = kb.statistics()
    assert statistics.locales["ja"].articles == 5
    assert statistics.locales["ja"].internal == 1
    assert statistics.locales["en"].articles == 1
    assert statistics.size > 0


def test_suggestions_lead_to_articles_that_the_reader_may_see(kb: KnowledgeBase) -> None:
    assert [suggestion.path for suggestion in kb.suggest("へんk", locale="ja")] == ["billing/refund"]
    assert kb.suggest("ていけ", locale="ja") == ()
    assert [s.path for s in kb.suggest("ていけ", locale="ja", audience=Audience.INTERNAL)] == ["staff/macros"]


def test_a_new_title_is_suggested_after_indexing_again(kb: KnowledgeBase, tmp_path: Path) -> None:
    assert kb.suggest("乗り換え", locale="ja") == ()
    (tmp_path / "articles/ja/billing/cancel.md").write_text("# プランの乗り換え\n\n本文\n", encoding="utf-8")
    kb.reindex()
    assert [suggestion.text for suggestion in kb.suggest("乗りか", locale="ja")] == ["プランの乗り換え"]
