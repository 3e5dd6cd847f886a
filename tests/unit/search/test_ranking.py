from datetime import UTC, datetime
from math import log

import numpy as np
import pytest

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.model import Audience
from kbsearch.search.profile import PROFILES
from kbsearch.search.query import parse
from kbsearch.search.ranking import Ranker
from kbsearch.search.searcher import Reader, Searcher
from tests.builders import analyzed, make_article
from tests.fakes.memory_index import MemoryIndex

NOW = datetime(2026, 11, 21, tzinfo=UTC)
PROFILE = PROFILES["ja"]


def index_of(analyzers: dict[str, TextAnalyzer], *articles: object) -> MemoryIndex:
    return MemoryIndex("ja", analyzed(list(articles), analyzers["ja"]), PROFILE.fields)  # type: ignore[arg-type]


def found(analyzers: dict[str, TextAnalyzer], index: MemoryIndex, text: str) -> list[str]:
    searcher = Searcher(index, analyzers["ja"], PROFILE)
    hits = searcher.find(parse(text), Reader(Audience.PUBLIC, NOW), 10, 0).hits
    return [hit.article.path for hit in hits]


def test_a_score_is_bm25_of_the_weighted_frequency(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(analyzers, make_article("a", "返金", "返金"), make_article("b", "解約", "条件"))
    numbers, scores = Ranker(index, PROFILE).contributions("返金", 1.0)
    frequency = PROFILE.fields[0] + 1.0
    norm = PROFILE.k1 * (1 - PROFILE.b + PROFILE.b * 1.0)
    expected = log(1 + (2 - 1 + 0.5) / 1.5) * frequency * (PROFILE.k1 + 1) / (frequency + norm)
    assert numbers.tolist() == [0]
    assert scores[0] == pytest.approx(expected)


def test_equal_scores_are_in_order_of_id(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(analyzers, *(make_article(path, "返金", "同じ") for path in "dacb"))
    ranking = Ranker(index, PROFILE).rank({"返金": 1.0}, np.ones(4, dtype=np.bool_), 3)
    assert (ranking.total, ranking.numbers) == (4, [0, 1, 2])


def test_all_terms_are_optional_and_more_of_them_rank_higher(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(
        analyzers,
        make_article("one", "返金", "別の話"),
        make_article("both", "返金", "カード"),
        make_article("none", "解約", "別の話"),
    )
    assert found(analyzers, index, "返金 カード") == ["both", "one"]


def test_a_phrase_must_stand_as_written(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(analyzers, make_article("a", "x", "返金の条件です"), make_article("b", "x", "条件と返金"))
    assert found(analyzers, index, '"返金の条件"') == ["a"]


def test_a_latin_phrase_ends_at_word_boundaries(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(analyzers, make_article("a", "x", "the sign in page"), make_article("b", "x", "design in, sign inside"))
    assert found(analyzers, index, '"Sign in"') == ["a"]


def test_excluded_words_take_articles_away(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(analyzers, make_article("a", "返金", "カード"), make_article("b", "返金", "振込"))
    assert found(analyzers, index, "返金 -カード") == ["b"]
    assert found(analyzers, index, "-カード") == ["b"]


def test_filters_alone_list_what_they_hold(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(analyzers, make_article("billing/a", "返金", tags=("請求",)), make_article("account/b", "返金"))
    assert found(analyzers, index, "tag:請求") == ["billing/a"]
    assert found(analyzers, index, "category:account 返金") == ["account/b"]


@pytest.mark.parametrize("text", ["。", "!?", "の", "\0", "\ud800", '"。"'])
def test_a_query_without_a_word_finds_nothing(analyzers: dict[str, TextAnalyzer], text: str) -> None:
    index = index_of(analyzers, make_article("a", "返金", "カード"))
    assert found(analyzers, index, text) == []


def test_internal_articles_are_found_by_staff_only(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(analyzers, make_article("staff/x", "返金", audience=Audience.INTERNAL))
    searcher = Searcher(index, analyzers["ja"], PROFILE)
    assert searcher.find(parse("返金"), Reader(Audience.PUBLIC, NOW), 10, 0).total == 0
    assert searcher.find(parse("返金"), Reader(Audience.INTERNAL, NOW), 10, 0).total == 1


def test_the_hit_points_at_the_section_that_answers(analyzers: dict[str, TextAnalyzer]) -> None:
    article = make_article(
        "a", "お支払い", sections={"": "概要です。", "カードの変更": "番号を入力します。", "返金の条件": "十四日以内です。"}
    )
    searcher = Searcher(index_of(analyzers, article), analyzers["ja"], PROFILE)
    hit = searcher.find(parse("返金"), Reader(Audience.PUBLIC, NOW), 10, 0).hits[0]
    assert hit.section.heading == "返金の条件"


def test_explanation_adds_up_to_the_score(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(analyzers, make_article("a", "返金とカード", "カード"), make_article("b", "解約"))
    searcher = Searcher(index, analyzers["ja"], PROFILE)
    hit = searcher.find(parse("返金 カード"), Reader(Audience.PUBLIC, NOW), 10, 0, explain=True).hits[0]
    assert {c.term for c in hit.explanation} == {"返金", "カード"}
    assert sum(c.score for c in hit.explanation) == pytest.approx(hit.score)
