import numpy as np

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.search.adjacency import Adjacency
from kbsearch.search.profile import PROFILES
from tests.builders import analyzed, make_article
from tests.fakes.memory_index import MemoryIndex


def index_of(texts: list[str], analyzer: TextAnalyzer) -> MemoryIndex:
    articles = [make_article(f"a{number:02}", "-", text, locale="en") for number, text in enumerate(texts)]
    return MemoryIndex("en", analyzed(articles, analyzer), PROFILES["en"].similarity)


def test_one_of_many_articles_that_have_both_words_is_enough(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(["card of credit"] * 29 + ["credit card"], analyzers["en"])
    assert Adjacency(index).stand_together("credit", "card")
    assert not Adjacency(index).stand_together("card", "credit")
    assert not Adjacency(index, np.arange(29, dtype=np.uint32)).stand_together("credit", "card")


def test_the_end_of_one_article_and_the_start_of_the_next_are_not_side_by_side(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(["card credit", "card credit"], analyzers["en"])
    assert not Adjacency(index).stand_together("credit", "card")


def test_words_that_no_article_has_stand_nowhere(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(["credit card"], analyzers["en"])
    assert not Adjacency(index).stand_together("credit", "universe")
