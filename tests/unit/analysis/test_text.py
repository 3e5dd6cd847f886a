import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.analysis.text import TextAnalyzer

Analyzers = dict[str, TextAnalyzer]


def terms(analyzers: Analyzers, locale: str, text: str) -> list[str]:
    return [token.term for token in analyzers[locale].tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Webサイトの2FA", ["web", "サイト", "2fa"]),
        ("サーバー error 500", ["サーバー", "error", "500"]),
        ("A-1234", ["a-1234", "a", "1234"]),
        ("パスワードを忘れました", ["パスワード", "忘れる"]),
        ("ﾊﾟｽﾜｰﾄﾞ", ["パスワード"]),
        ("引越し、引っ越し、引っ越す", ["引っ越す"] * 3),
        ("払い戻し、払戻し、払い戻してほしい", ["払い戻す"] * 3 + ["欲しい"]),
        ("問い合わせ、問合せ、問い合わせる", ["問い合わせる"] * 3),
        ("ヴァイオリンとバイオリン", ["バイオリン"] * 2),
        ("プランはどれですか。", ["プラン", "何れ"]),
        ("𠮷野家", ["𠮷", "ノエ"]),
    ],
)
def test_japanese_text_becomes_lemmas_and_whole_latin_runs(analyzers: Analyzers, text: str, expected: list[str]) -> None:
    assert terms(analyzers, "ja", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Refunds and refunding", ["refund", "and", "refund"]),
        ("the customer's plan", ["the", "custom", "plan"]),
        ("the customer’s plan", ["the", "custom", "plan"]),
        ("ERR_TOO_MANY", ["err_too_many", "err", "too", "mani"]),
        ("café", ["cafe"]),
        ("it won't open", ["it", "not", "open"]),
        ("404, 3.5", ["404", "3.5", "3", "5"]),
        ("解約 means cancel", ["解約", "mean", "cancel"]),
    ],
)
def test_english_text_becomes_stems(analyzers: Analyzers, text: str, expected: list[str]) -> None:
    assert terms(analyzers, "en", text) == expected


def test_identifiers_are_not_stemmed_in_japanese_text(analyzers: Analyzers) -> None:
    assert terms(analyzers, "ja", "settings を開く") == ["settings", "開く"]


def test_left_out_words_still_take_a_position(analyzers: Analyzers) -> None:
    assert [token.position for token in analyzers["ja"].tokens("返金の条件")] == [0, 2]


def test_readings_are_in_katakana(analyzers: Analyzers) -> None:
    assert [token.reading for token in analyzers["ja"].tokens("解約の条件")] == ["カイヤク", "ジョウケン"]


def test_offsets_count_the_text_as_written(analyzers: Analyzers) -> None:
    text = "㌔とﾊﾟｽﾜｰﾄﾞの変更"
    assert [text[token.start : token.end] for token in analyzers["ja"].tokens(text)] == ["㌔", "ﾊﾟｽﾜｰﾄﾞ", "変更"]


mixed_text = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(
            "返金解約したいパスワードがわからない。、！ａＡaAbB-_'’.019 　\n\t\r\0㌔ﾊﾟ𠮷👨‍👩‍👧\u200b\u3099ー々〜\ud800"
        ),
    ),
    max_size=200,
)


@given(mixed_text, st.sampled_from(["ja", "en"]))
def test_any_string_gives_tokens_within_it_in_order(analyzers: Analyzers, text: str, locale: str) -> None:
    tokens = analyzers[locale].tokens(text)
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert token.term
        assert "\n" not in token.term
        assert token.term.encode()
    assert [token.position for token in tokens] == sorted(token.position for token in tokens)


@given(st.text(alphabet="返金の解約条件ｶﾊﾞーコードAZaz09-. 。\n", max_size=80), st.sampled_from(["ja", "en"]))
def test_a_surface_alone_is_made_of_what_it_was_in_the_text(analyzers: Analyzers, text: str, locale: str) -> None:
    """What a token's range holds must be its own surface: nothing before or after it leaks in."""
    for token in analyzers[locale].tokens(text):
        surface = text[token.start : token.end]
        assert surface == surface.strip()
        assert "。" not in surface


def test_fingerprint_is_stable_and_the_same_for_all_threads(analyzers: Analyzers) -> None:
    assert analyzers["ja"].fingerprint == analyzers["en"].fingerprint
    assert len(analyzers["ja"].fingerprint) == 16
