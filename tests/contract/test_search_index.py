"""What every SearchIndex must do. The columns over Whoosh and the plain lists of the fake pass the same suite."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.indexes.batch import Batch
from kbsearch.indexes.columns import write_columns
from kbsearch.indexes.locale_index import COLUMNS, WHOOSH, LocaleIndex
from kbsearch.indexes.origins import write_origins
from kbsearch.indexes.whoosh import WhooshReader, WhooshWriter
from kbsearch.model import Article, Audience
from kbsearch.ports import PASSAGE_GAP, Field, SearchIndex
from kbsearch.similarity import Similarity
from kbsearch.suggestible import SortedKeys
from tests.builders import analyzed, make_article
from tests.fakes.memory_index import MemoryIndex

NOW = datetime(2026, 11, 21, tzinfo=UTC)
WEIGHTS = {Field.TITLE: 2.0, Field.QUESTIONS: 1.5, Field.HEADINGS: 1.5, Field.KEYWORDS: 1.5, Field.BODY: 1.0}
SIMILARITY = Similarity(k1=0.9, b=0.8, rarity_power=1.1, fields=WEIGHTS)

ARTICLES = [
    make_article(
        "billing/refund",
        "返金の条件",
        "返金は十四日以内です。返金の申請",
        id="b",
        tags=("請求", "ＰＤＦ"),
        aliases=("old/refund",),
    ),
    make_article(
        "billing/cards/add",
        "カードを追加する",
        "カード番号を入力します。",
        id="a",
        questions=("カードを変えたい",),
        pinned_for=("CARDを追加",),
    ),
    make_article(
        "account/two-factor", "二段階認証", sections={"": "概要", "有効にする": "アプリで読み取ります。"}, tags=("pdf",)
    ),
    make_article("staff/macros", "返信の定型文", "返金のお知らせ", audience=Audience.INTERNAL),
    make_article("news/later", "来月の変更", "料金", publish_at=NOW + timedelta(days=1)),
]

Builder = Callable[[list[Article]], SearchIndex]


@pytest.fixture(params=["columns", "memory"])
def build(request: pytest.FixtureRequest, tmp_path: Path, analyzers: dict[str, TextAnalyzer]) -> Builder:
    def make(articles: list[Article]) -> SearchIndex:
        documents = analyzed(articles, analyzers["ja"])
        if request.param == "memory":
            return MemoryIndex("ja", documents, SIMILARITY, analyzers["ja"].origin)
        folder = tmp_path / "ja"
        writer = WhooshWriter(folder / WHOOSH)
        for article, passages in documents:
            writer.add(article, passages)
        writer.commit()
        write_columns(folder / COLUMNS, Batch.of(WhooshReader(folder / WHOOSH).documents()), SIMILARITY)
        write_origins(folder / COLUMNS, analyzers["ja"].origin)
        return LocaleIndex(folder)

    return make


@pytest.fixture
def index(build: Builder) -> SearchIndex:
    return build(ARTICLES)


def paths(index: SearchIndex, numbers: object) -> list[str]:
    return sorted(index.article(int(number)).path for number in numbers)  # type: ignore[attr-defined]


def test_articles_are_numbered_by_id(index: SearchIndex) -> None:
    assert [index.article(number).id for number in range(index.size)] == [
        "a",
        "account/two-factor",
        "b",
        "news/later",
        "staff/macros",
    ]


def test_ids_are_in_order_of_their_numbers(index: SearchIndex) -> None:
    assert list(index.ids()) == [index.article(number).id for number in range(index.size)]


def test_frequencies_count_each_field_with_its_weight(index: SearchIndex) -> None:
    numbers, frequencies = index.frequencies("返金")
    assert {index.article(int(n)).path: float(f) for n, f in zip(numbers, frequencies, strict=True)} == {
        "billing/refund": 2.0 + 1.0 + 1.0,
        "staff/macros": 1.0,
    }


def test_an_unknown_term_is_nowhere(index: SearchIndex) -> None:
    numbers, frequencies = index.frequencies("宇宙")
    assert len(numbers) == len(frequencies) == 0


def test_lengths_are_weighted_too(index: SearchIndex) -> None:
    number = index.number_of("staff/macros")
    assert number is not None
    expected = sum(WEIGHTS[passage.field] * len(passage.tokens) for passage in index.passages(number))
    assert float(index.lengths[number]) == expected
    assert index.mean_length == pytest.approx(float(index.lengths.mean()))


def test_customers_see_neither_internal_nor_future_articles(index: SearchIndex) -> None:
    seen = paths(index, index.visible(Audience.PUBLIC, NOW).nonzero()[0])
    assert seen == ["account/two-factor", "billing/cards/add", "billing/refund"]


def test_staff_see_internal_articles(index: SearchIndex) -> None:
    assert "staff/macros" in paths(index, index.visible(Audience.INTERNAL, NOW).nonzero()[0])


def test_an_article_appears_at_its_hour(index: SearchIndex) -> None:
    assert "news/later" in paths(index, index.visible(Audience.PUBLIC, NOW + timedelta(days=1)).nonzero()[0])


def test_tags_match_whatever_their_case(index: SearchIndex) -> None:
    assert "account/two-factor" in paths(index, index.tagged("PDF"))


def test_a_category_includes_the_ones_nested_in_it(index: SearchIndex) -> None:
    assert paths(index, index.in_category("billing")) == ["billing/cards/add", "billing/refund"]
    assert paths(index, index.in_category("bill")) == []


def test_articles_directly_in_a_category_are_those_of_exactly_that_one(index: SearchIndex) -> None:
    assert paths(index, index.directly_in("billing")) == ["billing/refund"]
    assert paths(index, index.directly_in("Billing")) == []


def test_articles_of_no_category_are_in_the_empty_one(build: Builder) -> None:
    some = build([make_article("top"), make_article("a/b")])
    assert paths(some, some.directly_in("")) == ["top"]


def test_articles_are_counted_by_category(index: SearchIndex) -> None:
    everything = np.ones(index.size, dtype=np.bool_)
    assert index.category_counts(everything) == {"account": 1, "billing": 1, "billing/cards": 1, "news": 1, "staff": 1}
    assert index.category_counts(index.visible(Audience.PUBLIC, NOW)) == {"account": 1, "billing": 1, "billing/cards": 1}
    assert index.category_counts(~everything) == {}


def test_articles_are_counted_by_tag_as_it_was_first_written(index: SearchIndex) -> None:
    everything = np.ones(index.size, dtype=np.bool_)
    assert index.tag_counts(everything) == {"pdf": 2, "請求": 1}
    only = np.arange(index.size) == index.number_of("billing/refund")
    assert index.tag_counts(only) == {"pdf": 1, "請求": 1}
    assert index.tag_counts(~everything) == {}


def test_an_article_that_repeats_a_tag_counts_once(build: Builder) -> None:
    index = build([make_article("a", tags=("PDF", "pdf", "ＰＤＦ")), make_article("b", tags=("Pdf",))])
    assert index.tag_counts(np.ones(2, dtype=np.bool_)) == {"PDF": 2}


def test_an_article_without_category_is_counted_under_the_empty_one(build: Builder) -> None:
    assert build([make_article("top")]).category_counts(np.ones(1, dtype=np.bool_)) == {"": 1}


def test_an_article_is_found_by_path_by_old_path_and_by_id(index: SearchIndex) -> None:
    assert index.number_of("billing/refund") == index.number_of("old/refund") == index.number_of_id("b")
    assert index.number_of("nowhere") is None
    assert index.number_of_id("nobody") is None


def test_articles_come_back_as_they_were(index: SearchIndex) -> None:
    by_path = {article.path: article for article in ARTICLES}
    assert all(index.article(n) == by_path[index.article(n).path] for n in range(index.size))


def test_passages_come_back_as_they_were(index: SearchIndex, analyzers: dict[str, TextAnalyzer]) -> None:
    for article, passages in analyzed(ARTICLES, analyzers["ja"]):
        number = index.number_of(article.path)
        assert number is not None
        found = [(p.field, p.number, [(t.term, t.start, t.end, t.position) for t in p.tokens]) for p in index.passages(number)]
        assert found == [(p.field, p.number, [(t.term, t.start, t.end, t.position) for t in p.tokens]) for p in passages]


def test_matches_are_the_passages_with_the_tokens_of_some_terms(index: SearchIndex) -> None:
    wanted = {"返金", "カード", "宇宙"}
    numbers = [*range(index.size), 0]
    for number, passages in zip(numbers, index.matches(numbers, wanted), strict=True):
        expected = [(p.field, p.number, [t for t in p.tokens if t.term in wanted]) for p in index.passages(number)]
        found = [(p.field, p.number, list(p.tokens)) for p in passages]
        assert [(f, n, [(t.term, t.start, t.end) for t in tokens]) for f, n, tokens in found] == [
            (f, n, [(t.term, t.start, t.end) for t in tokens]) for f, n, tokens in expected if tokens
        ]


def test_the_vocabulary_is_in_order_and_counted(index: SearchIndex) -> None:
    terms = list(index.terms())
    assert terms == sorted(set(terms))
    assert "返金" in terms
    assert index.postings() == sum(len(index.frequencies(term)[0]) for term in terms)


def test_tokens_lie_end_to_end_with_passages_apart(index: SearchIndex) -> None:
    chosen = np.arange(index.size)[::-1]
    tokens = index.tokens_of(chosen)
    assert len(tokens.bounds) == index.size + 1
    assert tokens.bounds[-1] == len(tokens.terms) == len(tokens.places) == len(tokens.fields)
    for place, number in enumerate(chosen.tolist()):
        start = int(tokens.bounds[place])
        base = None
        for passage in index.passages(number):
            places = [int(place) for place in tokens.places[start : start + len(passage.tokens)]]
            assert [index.terms()[term] for term in tokens.terms[start : start + len(passage.tokens)]] == [
                token.term for token in passage.tokens
            ]
            assert {place - token.position for place, token in zip(places, passage.tokens, strict=True)} == {
                places[0] - passage.tokens[0].position
            }
            assert base is None or places[0] - base >= PASSAGE_GAP
            assert set(tokens.fields[start : start + len(passage.tokens)].tolist()) == {int(passage.field)}
            base = places[-1]
            start += len(passage.tokens)
        assert start == tokens.bounds[place + 1]


def test_no_articles_have_no_tokens(index: SearchIndex) -> None:
    tokens = index.tokens_of(np.empty(0, np.uint32))
    assert tokens.bounds.tolist() == [0]
    assert not len(tokens.terms)


def test_a_term_is_known_by_its_number(index: SearchIndex) -> None:
    number = index.term_number("返金")
    assert number is not None
    assert index.terms()[number] == "返金"
    assert index.term_number("宇宙") is None


def test_pins_ignore_case_width_and_space(index: SearchIndex) -> None:
    wanted = index.number_of("billing/cards/add")
    assert list(index.pinned("　ｃａｒｄ を 追加")) == [wanted]
    assert list(index.pinned("card")) == []


def test_the_lexicon_knows_how_terms_are_read(index: SearchIndex) -> None:
    lexicon = index.lexicon
    assert [(written.term, written.count) for written in lexicon.read_as("ヘンキン")] == [("返金", 4)]
    assert [written.form for written in lexicon.written("返金")] == ["ヘンキン"]
    assert lexicon.articles("返金") == 2
    assert lexicon.articles("宇宙") == 0
    assert not lexicon.read_as("ウチュウ")
    assert not lexicon.written("宇宙")
    assert list(lexicon.forms()) == sorted(set(lexicon.forms()) - {""})


def test_loanwords_are_known_by_the_word_they_come_from(build: Builder) -> None:
    lexicon = build([make_article("a", "サーバー"), make_article("b", "サーバとカード"), make_article("c", "server")]).lexicon
    assert list(lexicon.borrowed("server")) == ["サーバー"]
    assert list(lexicon.borrowed("card")) == ["カード"]
    assert not lexicon.borrowed("printer")
    assert not lexicon.borrowed("")


def words_in_order(keys: SortedKeys) -> list[str]:
    """Return what stands behind each place where a suggestion may begin, as far as the end of its line."""
    return [keys.text[keys.starts[word] :].partition("\n")[0] for word in keys.order]


def test_titles_and_questions_can_be_suggested(index: SearchIndex) -> None:
    table = index.suggestions
    kinds = ["question" if is_question else "title" for is_question in table.questions]
    assert list(zip(table.texts, [index.ids()[n] for n in table.articles], kinds, strict=True)) == [
        ("カードを追加する", "a", "title"),
        ("カードを変えたい", "a", "question"),
        ("二段階認証", "account/two-factor", "title"),
        ("返金の条件", "b", "title"),
        ("来月の変更", "news/later", "title"),
        ("返信の定型文", "staff/macros", "title"),
    ]


def test_words_of_suggestions_are_in_order_of_what_is_typed(index: SearchIndex) -> None:
    table = index.suggestions
    surfaces, readings = words_in_order(table.surfaces), words_in_order(table.readings)
    assert surfaces == sorted(surfaces)
    assert readings == sorted(readings)
    assert {"カードヲ追加スル", "追加スル", "返金ノ条件", "条件"} <= set(surfaces)
    assert {"カードヲツイカスル", "ツイカスル", "ヘンキンノジョウケン", "ジョウケン"} <= set(readings)
    assert "ノ条件" not in surfaces


def test_words_of_suggestions_know_their_place_in_the_text(index: SearchIndex) -> None:
    table = index.suggestions
    surfaces = table.surfaces
    words = [
        (
            table.texts[table.entries[word]][slice(*table.spans[word])],
            surfaces.text[surfaces.starts[word] : surfaces.starts[word + 1]],
        )
        for word in range(len(table.entries))
        if table.entries[word] == 0
    ]
    assert words == [("カード", "カード"), ("を", "ヲ"), ("追加", "追加"), ("する", "スル"), ("", "\n")]


def test_titles_that_no_column_of_lines_could_hold_are_suggested(build: Builder) -> None:
    table = build([make_article("a", "カード\nの\ud800追加\r"), make_article("b", "!?")]).suggestions
    assert list(table.texts) == ["カード の 追加 "]


def test_sections_with_text_are_counted(index: SearchIndex) -> None:
    assert index.sections() == 6


def test_an_empty_index_answers_everything_with_nothing(build: Builder) -> None:
    empty = build([])
    assert empty.size == 0
    assert list(empty.terms()) == []
    assert list(empty.lexicon.forms()) == []
    assert list(empty.suggestions.texts) == []
    assert empty.suggestions.surfaces.text == ""
    assert len(empty.visible(Audience.PUBLIC, NOW)) == 0
    assert len(empty.in_category("")) == 0
    assert empty.category_counts(np.ones(0, dtype=np.bool_)) == empty.tag_counts(np.ones(0, dtype=np.bool_)) == {}
    assert empty.number_of("a") is None
    assert empty.number_of_id("a") is None
    assert list(empty.pinned("a")) == []
    assert len(empty.frequencies("返金")[0]) == 0
