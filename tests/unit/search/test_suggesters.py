from datetime import UTC, datetime

import pytest

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.model import Audience
from kbsearch.search.suggesters import Suggesters
from tests.builders import analyzed, make_article
from tests.fakes.memory_index import MemoryIndex
from tests.unit.search.test_suggestions import SIMILARITY

ARTICLES = [make_article("cancel", "解約する"), make_article("change", "解約を取り消す"), make_article("data", "解約とデータ")]
NOW = datetime(2026, 11, 21, tzinfo=UTC)


def make_index(analyzers: dict[str, TextAnalyzer]) -> MemoryIndex:
    return MemoryIndex("ja", analyzed(ARTICLES, analyzers["ja"]), SIMILARITY)


@pytest.fixture
def index(analyzers: dict[str, TextAnalyzer]) -> MemoryIndex:
    return make_index(analyzers)


def first(suggesters: Suggesters, index: MemoryIndex) -> str:
    return suggesters.of(index).suggest("解約", index.visible(Audience.PUBLIC, NOW), 3)[0].article_id


def test_what_was_chosen_most_often_comes_first_from_then_on(index: MemoryIndex) -> None:
    suggesters = Suggesters()
    assert first(suggesters, index) == "cancel"
    suggesters.favour("ja", {("data", "解約とデータ"): 2, ("change", "解約を取り消す"): 1})
    assert first(suggesters, index) == "data"
    suggesters.favour("ja", {})
    assert first(suggesters, index) == "cancel"


def test_counts_given_before_the_first_suggestion_count_too(index: MemoryIndex) -> None:
    suggesters = Suggesters()
    suggesters.favour("ja", {("data", "解約とデータ"): 2})
    assert first(suggesters, index) == "data"


def test_a_new_index_keeps_the_counts(index: MemoryIndex, analyzers: dict[str, TextAnalyzer]) -> None:
    suggesters = Suggesters()
    first(suggesters, index)
    suggesters.favour("ja", {("data", "解約とデータ"): 2})
    assert first(suggesters, make_index(analyzers)) == "data"


def test_nobody_who_types_waits_for_new_counts(index: MemoryIndex) -> None:
    suggesters = Suggesters()
    suggesters.of(index)
    suggesters.favour("ja", {("data", "解約とデータ"): 2})
    assert suggesters.of(index) is suggesters.of(index)


def test_counts_of_another_language_change_nothing(index: MemoryIndex) -> None:
    suggesters = Suggesters()
    made = suggesters.of(index)
    suggesters.favour("en", {("data", "Data"): 2})
    assert suggesters.of(index) is made
