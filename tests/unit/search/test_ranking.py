from dataclasses import replace
from datetime import UTC, datetime
from math import log
from typing import Any

import numpy as np
import pytest

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.model import Article, Audience
from kbsearch.ports import Field
from kbsearch.search.clauses import Alternative, Clause
from kbsearch.search.gains import Gains
from kbsearch.search.profile import PROFILES
from kbsearch.search.query import parse
from kbsearch.search.ranking import Ranker
from kbsearch.search.searcher import Found, Range, Reader, Searcher
from kbsearch.search.synonyms import Synonyms
from kbsearch.search.worth import Worth
from tests.builders import analyzed, make_article
from tests.fakes.memory_index import MemoryIndex

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SIMILARITY = replace(PROFILES["ja"].similarity, rarity_power=1.0)
PROFILE = replace(PROFILES["ja"], similarity=SIMILARITY)
CUSTOMER = Reader(Audience.PUBLIC, NOW)


def index_of(analyzers: dict[str, TextAnalyzer], *articles: Article) -> MemoryIndex:
    return MemoryIndex("ja", analyzed(list(articles), analyzers["ja"]), SIMILARITY)


def answer(analyzers: dict[str, TextAnalyzer], index: MemoryIndex, text: str, reader: Reader = CUSTOMER, **more: bool) -> Found:
    searcher = Searcher(index, analyzers["ja"], PROFILE)
    return searcher.find(parse(text), reader, Synonyms((), analyzers["ja"]), Range(0, 10), **more)


def found(analyzers: dict[str, TextAnalyzer], index: MemoryIndex, text: str) -> list[str]:
    return [hit.article.path for hit in answer(analyzers, index, text).hits]


def clause(term: str, **more: Any) -> Clause:
    return Clause((term,), 0, len(term), 0, **more)


def gains(index: MemoryIndex) -> Gains:
    return Gains(index, Worth(index, PROFILE))


def test_a_score_is_bm25_of_the_weighted_frequency(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(analyzers, make_article("a", "返金", "返金"), make_article("b", "解約", "条件"))
    scores = gains(index).of_clause(clause("返金"))
    frequency = SIMILARITY.fields[Field.TITLE] + 1.0
    norm = SIMILARITY.k1 * (1 - SIMILARITY.b + SIMILARITY.b * 1.0)
    rarity = log(1 + (2 - 1 + 0.5) / 1.5)
    assert np.flatnonzero(scores).tolist() == [0]
    assert scores[0] == pytest.approx(rarity * frequency * (SIMILARITY.k1 + 1) / (frequency + norm))


def test_a_clause_scores_by_its_best_alternative_only(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(
        analyzers, make_article("a", "x", "返金 払い戻し"), make_article("b", "x", "払い戻し"), make_article("c", "x", "解約")
    )
    both = gains(index).of_clause(clause("返金", alternatives=(Alternative(("払い戻す",), 0.5, "synonym"),)))
    typed = gains(index).of_clause(clause("返金"))
    assert np.flatnonzero(both).tolist() == [0, 1]
    assert both[0] == pytest.approx(typed[0])
    assert both[1] < both[0]


def test_an_alternative_of_two_words_needs_both(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(
        analyzers, make_article("a", "x", "契約 解除"), make_article("b", "x", "契約"), make_article("c", "x", "解除")
    )
    scores = gains(index).of_clause(clause("解約", alternatives=(Alternative(("契約", "解除"), 0.7, "synonym"),)))
    assert np.flatnonzero(scores).tolist() == [0]


def test_equal_scores_are_in_order_of_id(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(analyzers, *(make_article(path, "返金", "同じ") for path in "dacb"))
    ranking = Ranker(index, PROFILE).rank([clause("返金")], np.ones(4, dtype=np.bool_), 3)
    assert (ranking.total, ranking.numbers) == (4, [0, 1, 2])


def test_words_that_stand_together_rank_higher(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(
        analyzers,
        make_article("apart", "案内", "返金について。期限は別です。"),
        make_article("together", "案内", "返金の期限について。別です。"),
    )
    assert found(analyzers, index, "返金の期限") == ["together", "apart"]


def test_a_pinned_article_comes_first_for_its_query(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(analyzers, make_article("a", "返金", "返金"), make_article("b", "解約", "解約", pinned_for=("返金",)))
    assert found(analyzers, index, "返金") == ["b", "a"]
    assert found(analyzers, index, "返金 条件") == ["a"]
    assert answer(analyzers, index, "返金").total == 2


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
    assert answer(analyzers, index, "返金").total == 0
    assert answer(analyzers, index, "返金", Reader(Audience.INTERNAL, NOW)).total == 1


def test_the_hit_points_at_the_section_that_answers(analyzers: dict[str, TextAnalyzer]) -> None:
    article = make_article(
        "a", "お支払い", sections={"": "概要です。", "カードの変更": "番号を入力します。", "返金の条件": "十四日以内です。"}
    )
    hit = answer(analyzers, index_of(analyzers, article), "返金").hits[0]
    assert hit.section.heading == "返金の条件"


def test_explanation_adds_up_to_the_score(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(analyzers, make_article("a", "返金とカード", "カード"), make_article("b", "解約"))
    hit = answer(analyzers, index, "返金 カード", explain=True).hits[0]
    assert {"返金", "カード"} <= {c.term for c in hit.explanation}
    assert sum(c.score for c in hit.explanation) == pytest.approx(hit.score)


def test_a_query_about_something_else_shows_nothing(analyzers: dict[str, TextAnalyzer]) -> None:
    index = index_of(
        analyzers,
        make_article("a", "返金の方法", "料金"),
        make_article("b", "解約の方法", "料金"),
        make_article("c", "移行", "別"),
    )
    assert found(analyzers, index, "味噌汁を美味しく煮込む方法") == []
    assert found(analyzers, index, "返金の方法") == ["a", "b"]
