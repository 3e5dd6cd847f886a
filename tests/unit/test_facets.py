from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.facets import MOST_TAGS
from kbsearch.model import Audience, Facet, Results
from tests.library import open_in, write_articles

ARTICLE = "---\ntitle: {title}\ntags: [{tags}]\n---\n\n{text}\n"


def article(title: str, tags: str = "", text: str = "") -> str:
    return ARTICLE.format(title=title, tags=tags, text=text or title)


@pytest.fixture
def kb(tmp_path: Path) -> KnowledgeBase:
    write_articles(
        tmp_path,
        {
            "ja/billing/_category.yml": "name: お支払い\norder: 2\n",
            "ja/billing/refund.md": article("返金の条件", "返金, 規約"),
            "ja/billing/cards/refund.md": article("カードへの返金", "返金, カード"),
            "ja/billing/cards/late.md": article("返金が遅いカード", "カード"),
            "ja/account/refund.md": article("返金先の口座", "規約, 口座"),
            "ja/account/name.md": article("名前を変える"),
            "ja/top.md": article("返金の連絡先"),
            "ja/staff/refund.md": "---\ntitle: 返金の承認\naudience: internal\ntags: [返金]\n---\n\n返金\n",
        },
    )
    kb = open_in(tmp_path)
    kb.reindex()
    return kb


def counts(results: Results, kind: str) -> list[tuple[str, str, int]]:
    return [(facet.value, facet.label, facet.count) for facet in results.facets if facet.kind == kind]


def test_categories_of_all_hits_are_counted_with_nested_ones_by_name(kb: KnowledgeBase) -> None:
    results = kb.search("返金", locale="ja", limit=1)
    assert (results.total, len(results.hits)) == (5, 1)
    assert counts(results, "category") == [("billing", "お支払い", 3), ("account", "Account", 1)]


def test_tags_of_several_hits_are_counted_the_commonest_first(kb: KnowledgeBase) -> None:
    assert counts(kb.search("返金", locale="ja"), "tag") == [("カード", "カード", 2), ("規約", "規約", 2), ("返金", "返金", 2)]


def test_every_facet_finds_as_many_as_it_says(kb: KnowledgeBase) -> None:
    for facet in kb.search("返金", locale="ja").facets:
        assert kb.search(facet.query, locale="ja").total == facet.count, facet


def test_hits_of_a_narrower_search_keep_their_order(kb: KnowledgeBase) -> None:
    whole = [hit.article.path for hit in kb.search("返金", locale="ja").hits]
    narrow = [hit.article.path for hit in kb.search("返金 category:billing", locale="ja").hits]
    assert narrow == [path for path in whole if path.startswith("billing/")]


def test_within_a_category_those_below_it_are_offered_and_nothing_that_leaves_all(kb: KnowledgeBase) -> None:
    results = kb.search("返金 category:billing", locale="ja")
    assert counts(results, "category") == [("billing/cards", "Cards", 2)]
    assert results.facets[0].query == "返金 category:billing category:billing/cards"
    assert counts(kb.search("返金 category:billing/cards", locale="ja"), "tag") == []


def test_the_filters_are_named_and_each_can_be_taken_away(kb: KnowledgeBase) -> None:
    results = kb.search("返金 tag:規約 category:billing", locale="ja")
    assert results.filters == (
        Facet("category", "billing", "お支払い", 1, "返金 tag:規約"),
        Facet("tag", "規約", "規約", 1, "返金 category:billing"),
    )
    assert results.unfiltered == "返金"


def test_what_staff_find_is_not_counted_for_customers(kb: KnowledgeBase) -> None:
    assert ("staff", "Staff", 1) in counts(kb.search("返金", locale="ja", audience=Audience.INTERNAL), "category")
    assert ("staff", "Staff", 1) not in counts(kb.search("返金", locale="ja"), "category")


def test_a_filter_finds_weaker_matches_where_the_best_are_elsewhere(kb: KnowledgeBase) -> None:
    assert kb.search("名前 返金 category:account", locale="ja").total > 0
    assert kb.search("返金 tag:口座", locale="ja").total == 1


def test_only_the_commonest_tags_are_offered(tmp_path: Path) -> None:
    tags = ", ".join(f"t{number:02}" for number in range(30))
    files = {f"en/a/{n}.md": article(f"Refund {n}", tags if n < 2 else "") for n in range(3)}
    write_articles(tmp_path, files)
    kb = open_in(tmp_path)
    kb.reindex()
    assert counts(kb.search("refund", locale="en"), "tag") == [(f"t{n:02}", f"t{n:02}", 2) for n in range(MOST_TAGS)]


def test_a_pinned_article_is_counted_and_stays_first_within_its_category(tmp_path: Path) -> None:
    pinned = "---\ntitle: Money back\npinned_for: [refund]\n---\n\nMoney.\n"
    write_articles(
        tmp_path, {"en/a/x.md": article("Refund"), "en/b/y.md": pinned, "en/b/z.md": article("Refund", "", "refund")}
    )
    kb = open_in(tmp_path)
    kb.reindex()
    assert counts(kb.search("refund", locale="en"), "category") == [("b", "B", 2), ("a", "A", 1)]
    assert [hit.article.path for hit in kb.search("refund category:b", locale="en").hits] == ["b/y", "b/z"]
