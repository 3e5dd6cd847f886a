"""What programs walk through, over the in-memory index."""

from datetime import UTC, date, datetime

import pytest

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.history import Change, History
from kbsearch.listing import Listing
from kbsearch.model import Audience
from kbsearch.search.profile import PROFILES
from tests.builders import analyzed, make_article
from tests.fakes.memory_index import MemoryIndex

NOW = datetime(2026, 11, 21, tzinfo=UTC)
LATER = datetime(2027, 1, 1, tzinfo=UTC)
CHANGE = Change("a1", "2026-11-01T09:00:00+09:00")


@pytest.fixture
def index(analyzers: dict[str, TextAnalyzer]) -> MemoryIndex:
    articles = [
        make_article("billing/refund", "Refund", "x", locale="en", tags=("money",)),
        make_article("billing/cards/add", "Add a card", "x", locale="en", tags=("money", "card")),
        make_article("account/close", "Close it", "x", locale="en", updated=date(2026, 5, 1)),
        make_article("staff/macros", "Macros", "x", locale="en", tags=("money",), audience=Audience.INTERNAL),
        make_article("billing/later", "Later", "x", locale="en", tags=("money",), publish_at=LATER),
        make_article("alone", "Alone", "x", locale="en"),
    ]
    return MemoryIndex("en", analyzed(articles, analyzers["en"]), PROFILES["en"].similarity)


@pytest.fixture
def listing(index: MemoryIndex) -> Listing:
    return Listing(index, History.of("a1", [CHANGE], {"en/billing/refund.md": "0", "ja/alone.md": "0"}), NOW)


def test_all_public_articles_are_listed_page_by_page_each_once(listing: Listing) -> None:
    pages = [listing.articles(offset=offset, limit=3) for offset in (0, 3)]
    assert [page.total for page in pages] == [4, 4]
    paths = [article.path for page in pages for article in page.articles]
    assert sorted(paths) == ["account/close", "alone", "billing/cards/add", "billing/refund"]


def test_a_category_holds_those_nested_in_it_too(listing: Listing) -> None:
    found = listing.articles(category="billing")
    assert {article.path for article in found.articles} == {"billing/refund", "billing/cards/add"}
    assert listing.articles(category="nothing").total == 0


def test_a_category_and_a_tag_narrow_together(listing: Listing) -> None:
    assert listing.articles(tag="money").total == 2
    assert [article.path for article in listing.articles(category="billing/cards", tag="money").articles] == [
        "billing/cards/add"
    ]


def test_paths_come_with_the_last_change_and_without_reading_an_article(
    listing: Listing, index: MemoryIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index, "article", None)
    assert dict(listing.paths()) == {
        "account/close": None,
        "alone": None,
        "billing/cards/add": None,
        "billing/refund": CHANGE.moment,
    }


def test_the_last_change_is_of_git_else_of_the_writer_else_unknown(listing: Listing) -> None:
    changes = {article.path: listing.last_change(article) for article in listing.articles().articles}
    assert changes["billing/refund"] == CHANGE.moment
    assert changes["account/close"] == datetime(2026, 5, 1, tzinfo=UTC)
    assert changes["alone"] is None
