"""The tables of contents, over the in-memory index."""

from datetime import UTC, datetime

import pytest

from kbsearch import catalogue
from kbsearch.analysis.text import TextAnalyzer
from kbsearch.changes import Changes
from kbsearch.history import Change, History
from kbsearch.model import Audience
from kbsearch.search.profile import PROFILES
from tests.builders import analyzed, make_article
from tests.fakes.memory_index import MemoryIndex

NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture
def index(analyzers: dict[str, TextAnalyzer]) -> MemoryIndex:
    articles = [
        make_article(
            "billing/refund", "Refund", "x", tags=("money",), pinned_for=("a", "b"), questions=("When is it paid?", "How?")
        ),
        make_article(
            "billing/cards/add", "Add a card", "x", tags=("money", "card"), pinned_for=("c",), questions=("Which cards?",)
        ),
        make_article("account/close", "Close it", "x", pinned_for=("d",)),
        make_article(
            "staff/macros", "Macros", "x", tags=("money",), pinned_for=("e",), questions=("Whose?",), audience=Audience.INTERNAL
        ),
        make_article("alone", "Alone", "x", questions=("Where?",)),
    ]
    return MemoryIndex("en", analyzed(articles, analyzers["en"]), PROFILES["en"].similarity)


def test_tags_are_counted_for_what_the_reader_may_see(index: MemoryIndex) -> None:
    assert catalogue.tags(index, Audience.PUBLIC, NOW) == (("money", 2), ("card", 1))
    assert catalogue.tags(index, Audience.INTERNAL, NOW) == (("money", 3), ("card", 1))


def test_the_articles_of_a_tag_are_in_order_of_title(index: MemoryIndex) -> None:
    found = catalogue.articles_tagged(index, "MONEY", Audience.PUBLIC, NOW)
    assert [article.title for article in found] == ["Add a card", "Refund"]


def test_each_article_asks_one_question_under_its_top_category(index: MemoryIndex) -> None:
    asked = catalogue.questions(index, Audience.PUBLIC, NOW, each=5)
    assert {category: [question.text for question in questions] for category, questions in asked.items()} == {
        "": ["Where?"],
        "billing": ["Which cards?", "When is it paid?"],
    }


def test_of_a_category_the_article_with_most_pins_is_common(index: MemoryIndex) -> None:
    assert [article.path for article in catalogue.common(index, Audience.PUBLIC, NOW)] == ["account/close", "billing/refund"]


def test_the_latest_changes_come_first_in_each_language() -> None:
    changes = [Change("c1", "2026-11-01T09:00:00+09:00"), Change("c2", "2026-11-02T00:00:00+00:00")]
    history = History.of("c2", changes, {"en/a.md": "0", "en/b/c.md": "0 1", "ja/a.md": "1", "en/picture.png": "1"})
    latest = Changes(history).latest("en")
    assert [(path, moment.isoformat()) for path, moment in latest] == [
        ("b/c", "2026-11-02T00:00:00+00:00"),
        ("a", "2026-11-01T09:00:00+09:00"),
    ]
    assert Changes(History()).latest("en") == ()
