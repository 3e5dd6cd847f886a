"""What is corrected, to what, and what is left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.ports import Field
from kbsearch.search.edit_cost import edit_cost
from kbsearch.search.katakana_errors import KatakanaErrors
from kbsearch.search.latin_errors import LatinErrors
from kbsearch.search.near_forms import NearForms
from kbsearch.search.spelling import Speller
from kbsearch.similarity import Similarity
from tests.builders import analyzed, make_article
from tests.fakes.dict_lexicon import DictLexicon
from tests.fakes.memory_index import MemoryIndex

ENGLISH = DictLexicon.of(
    account=60, cancellation=14, error502=5, form=20, home=9, invoice=30, network=30, password=40, passwords=8, receive=9,
    restaurant=3, river=80, salary=2, service=45, silver=20, the=300, tomorrow=4, web=40, work=50,
)  # fmt: skip

JAPANESE = DictLexicon(
    {
        ("パスワード", "パスワード"): 40,
        ("ログイン", "ログイン"): 30,
        ("ダウンロード", "ダウンロード"): 9,
        ("アップロード", "アップロード"): 9,
        ("サーバー", "サーバ"): 5,
        ("サーバー", "サーバー"): 20,
        ("メール", "メール"): 30,
        ("返金", "ヘンキン"): 12,
        ("インストール", "インストール"): 4,
    }
)


def everything(_: str) -> bool:
    return True


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pasword", "password"),  # a doubled letter typed once
        ("acount", "account"),
        ("invioce", "invoice"),  # two letters swapped
        ("recieve", "receive"),
        ("passwird", "password"),  # a key beside the right one
        ("pasaword", "password"),
        ("restarant", "restaurant"),
        ("restuarent", "restaurant"),  # two errors in a long word
        ("cancelation", "cancellation"),
        ("canceletion", "cancellation"),
        ("tommorow", "tomorrow"),  # two doubtful double letters are one error
        ("siver", "silver"),  # more likely than the more frequent river: people know how a word begins
    ],
)
def test_a_misspelt_english_word_becomes_the_word_the_articles_have(typed: str, meant: str) -> None:
    assert Speller(ENGLISH, everything).correction(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("teh", "the"),
        ("wrok", "work"),
        ("foorm", "form"),
        ("hom", None),  # anything else is too much for a short word
        ("hope", None),
        ("hoem", None),  # home is not frequent enough
    ],
)
def test_short_words_are_corrected_for_slips_only_and_only_to_frequent_words(typed: str, meant: str | None) -> None:
    assert Speller(ENGLISH, everything).correction(typed) == meant


@pytest.mark.parametrize(
    "typed", ["error501", "502", "error-502", "err_502", "pass.word", "", " ", "パス", "返金", "😀", "\ud800"]
)
def test_digits_identifiers_and_other_scripts_are_left_alone(typed: str) -> None:
    assert Speller(ENGLISH, everything).correction(typed) is None


@pytest.mark.parametrize("typed", ["zebra", "unrelated", "passphrase"])
def test_a_word_that_is_near_nothing_is_left_alone(typed: str) -> None:
    assert Speller(ENGLISH, everything).correction(typed) is None


@pytest.mark.parametrize("typed", ["webservice", "homeless"])
def test_a_well_made_word_is_not_an_error(typed: str) -> None:
    lexicon = DictLexicon.of(web=40, service=40, wasservice=2, home=40, homeles=2)
    assert Speller(lexicon, everything).correction(typed) is None


def test_a_missing_apostrophe_is_added() -> None:
    lexicon = DictLexicon({("doesn't", "doesn't"): 9, ("doesn", "doesn"): 9})
    assert Speller(lexicon, everything).correction("doesnt") == "doesn't"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("パスワド", "パスワード"),
        ("パスワート", "パスワード"),
        ("ロクイン", "ログイン"),
        ("ダウンロド", "ダウンロード"),
        ("タウンロート", "ダウンロード"),
        ("アプロード", "アップロード"),
        ("メイルー", "メール"),
        ("インスツール", "インストール"),
        ("メル", None),  # below four kana
        ("ヘンギン", None),  # ヘンキン is how 返金 is read, nothing that people write
        ("カメラマン", None),
    ],
)
def test_a_misspelt_loanword_becomes_the_word_the_articles_have(typed: str, meant: str | None) -> None:
    assert Speller(JAPANESE, everything).correction(typed) == meant


def test_a_word_of_internal_articles_is_never_suggested() -> None:
    assert Speller(ENGLISH, everything).correction("salery") == "salary"
    assert Speller(ENGLISH, lambda term: term != "salary").correction("salery") is None


def test_an_empty_lexicon_corrects_nothing() -> None:
    assert Speller(DictLexicon({}), everything).correction("pasword") is None


def test_a_swap_and_a_lost_letter_cost_less_than_a_wrong_one() -> None:
    errors = LatinErrors()
    assert edit_cost("receive", "receive", errors) == 0
    assert edit_cost("recieve", "receive", errors) == 0.5
    assert edit_cost("pasword", "password", errors) == 0.4
    assert edit_cost("backk", "back", errors) == 0.4
    assert edit_cost("passwrd", "password", errors) == 0.6
    assert edit_cost("independant", "independent", errors) == 0.7
    assert edit_cost("passwlrd", "password", errors) == 0.85
    assert edit_cost("pasqsword", "password", errors) == 0.9
    assert edit_cost("passwxrd", "password", errors) == 1


def test_long_vowels_small_kana_and_voicing_cost_half() -> None:
    errors = KatakanaErrors()
    assert edit_cost("パスワド", "パスワード", errors) == 0.5
    assert edit_cost("ロクイン", "ログイン", errors) == 0.5
    assert edit_cost("フアイル", "ファイル", errors) == 0.5
    assert edit_cost("メイル", "メール", errors) == 0.5
    assert edit_cost("ログアン", "ログイン", errors) == 1


@given(st.text("abcdef", min_size=1, max_size=8), st.text("abcdef", min_size=1, max_size=8))
def test_ruling_out_forms_by_length_and_letters_never_loses_one(typed: str, form: str) -> None:
    for edits in (1, 2):
        assert (form in NearForms([form], str).near(typed, edits, 2 * edits)) == (OSA.distance(typed, form) <= edits)


@given(st.text(max_size=60))
def test_any_text_is_answered(text: str) -> None:
    assert Speller(ENGLISH, everything).correction(text) in {None, *ENGLISH.forms()}


def test_the_dictionary_agrees_with_the_lexicon_of_an_index(analyzers: dict[str, TextAnalyzer]) -> None:
    articles = [make_article("a", "返金の条件", "返金は十四日以内です。"), make_article("b", "サーバの設定", "サーバーと返金")]
    index = MemoryIndex("ja", analyzed(articles, analyzers["ja"]), Similarity(1.2, 0.75, 1.0, dict.fromkeys(Field, 1.0)))
    real = index.lexicon
    terms = index.terms()
    counts = {(w.term, w.form): w.count for term in terms for w in real.written(term)}
    fake = DictLexicon(counts, {term: real.articles(term) for term in terms})
    assert fake.forms() == real.forms()
    assert all(
        fake.written(term) == real.written(term) and fake.articles(term) == real.articles(term) for term in [*terms, "宇宙"]
    )
    assert all(fake.read_as(form) == real.read_as(form) for form in [*real.forms(), "ウチュウ"])
