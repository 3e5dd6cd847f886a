"""What a typed word may stand for, in an index of a few articles."""

import pytest

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.search.expansion import Expander
from kbsearch.search.profile import PROFILES
from kbsearch.search.readings import romaji_readings
from kbsearch.search.synonyms import Synonyms
from tests.builders import analyzed, make_article
from tests.fakes.memory_index import MemoryIndex

Analyzers = dict[str, TextAnalyzer]

JAPANESE = [
    make_article("cancel", "解約する", "解約の手続き。サーバーの停止。"),
    make_article("receipt", "領収書", "領収書とパスワード、ダウングレード、MB-3102"),
]
ENGLISH = [
    make_article("login", "Log in", "Log in to the colour centre.", locale="en"),
    make_article("mail", "E-mail", "Send e-mail about the signup.", locale="en"),
]


def meanings(analyzers: Analyzers, locale: str, text: str) -> list[tuple[str, ...]]:
    """Return all that the words of ``text`` may stand for beside themselves, and the words a reading was replaced by."""
    articles = JAPANESE if locale == "ja" else ENGLISH
    index = MemoryIndex(locale, analyzed(articles, analyzers[locale]), PROFILES[locale].similarity, analyzers[locale].origin)
    expander = Expander(index, analyzers[locale], PROFILES[locale])
    clauses = expander.clauses(text, Synonyms((), analyzers[locale]))
    return [alternative.terms for clause in clauses for alternative in clause.alternatives] or [c.typed for c in clauses]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("かいやく", [("解約",)]),
        ("kaiyaku", [("解約",)]),
        ("ぱすわーど", [("パスワード",)]),
        ("pasuwaado", [("パスワード",)]),
        ("pasuwa-do", [("パスワード",)]),
        ("りょうしゅうしょ", [("領収",), ("書",)]),
        ("ryoushuusho", [("領収", "書")]),
        ("server", [("サーバー",)]),
        ("downgrade", [("ダウン", "グレード")]),
        ("mb3102", [("mb-3102",)]),
        ("解約", [("解約",)]),
    ],
)
def test_japanese_words_as_customers_type_them(analyzers: Analyzers, typed: str, meant: list[tuple[str, ...]]) -> None:
    assert meanings(analyzers, "ja", typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("login", [("log", "in")]),
        ("email", [("e-mail",)]),
        ("color", [("colour",)]),
        ("center", [("centr",)]),
        ("sign up", [("signup",)]),
        ("colour", [("colour",)]),
    ],
)
def test_english_words_as_customers_type_them(analyzers: Analyzers, typed: str, meant: list[tuple[str, ...]]) -> None:
    assert meanings(analyzers, "en", typed) == meant


def test_a_word_typed_twice_counts_a_little_more(analyzers: Analyzers) -> None:
    index = MemoryIndex("ja", analyzed(JAPANESE, analyzers["ja"]), PROFILES["ja"].similarity, analyzers["ja"].origin)
    clauses = Expander(index, analyzers["ja"], PROFILES["ja"]).clauses("解約 解約 手続き", Synonyms((), analyzers["ja"]))
    assert [clause.typed for clause in clauses] == [("解約",), ("手続き",)]
    assert clauses[0].weight > clauses[1].weight


def test_the_first_line_of_a_message_counts_more(analyzers: Analyzers) -> None:
    index = MemoryIndex("ja", analyzed(JAPANESE, analyzers["ja"]), PROFILES["ja"].similarity, analyzers["ja"].origin)
    clauses = Expander(index, analyzers["ja"], PROFILES["ja"]).clauses("解約\n手続き", Synonyms((), analyzers["ja"]))
    assert clauses[0].weight == PROFILES["ja"].subject * clauses[1].weight


@pytest.mark.parametrize(("typed", "kana"), [("kaiyaku", ["カイヤク"]), ("server", []), ("xyz", [])])
def test_romaji_is_read_only_where_all_of_it_is_syllables(typed: str, kana: list[str]) -> None:
    assert romaji_readings(typed) == kana


@pytest.mark.parametrize("word", ["max", "link", "box", "export"])
def test_english_words_are_not_half_typed_romaji(word: str) -> None:
    assert romaji_readings(word) == []


def test_a_run_of_kana_is_read_word_by_word(analyzers: Analyzers) -> None:
    assert meanings(analyzers, "ja", "ぱすわーどかいやく") == [("パスワード",), ("解約",)]
