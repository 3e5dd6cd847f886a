import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.folding import fold
from kbsearch.indexes.suggestion_words import SuggestionWord, cut, shown


def words(analyzer: TextAnalyzer, text: str) -> list[SuggestionWord]:
    return cut(text, [(token.start, token.end, token.reading) for token in analyzer.tokens(text)])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("解約する", "解約/カイヤク スル/スル"),
        ("「ﾊﾟｽﾜｰﾄﾞ」を 忘れた", "パスワード/パスワード (ヲ/ヲ) 忘レ/ワスレ (タ/タ)"),
        ("Log-in problems", "log/log (␣/␣) in/in (␣/␣) problems/problems"),
        ("Can't", "cant/cant"),
        ("PDFとWeb", "pdf/pdf (ト/ト) web/web"),
        ("を変える", "ヲ/ヲ 変エル/カエル"),
        ("!?", ""),
    ],
)
def test_a_title_is_cut_into_words_with_what_lies_between(analyzers: dict[str, TextAnalyzer], text: str, expected: str) -> None:
    shapes = {True: "{}/{}", False: "({}/{})"}
    found = [shapes[word.begins].format(word.surface, word.reading).replace(" ", "␣") for word in words(analyzers["ja"], text)]
    assert " ".join(found[:-1]) == expected


@given(st.text(alphabet="解約するパスワード ぱa-B_'.ﾊﾞ㍿é\n", max_size=30))
def test_the_words_together_are_the_folded_text(analyzers: dict[str, TextAnalyzer], text: str) -> None:
    assume(not re.search("[^ァ-ヶ]ﾞ", text))  # a mark that nothing carries
    found = words(analyzers["ja"], text)
    assert "".join(word.surface for word in found) == (f"{fold(text)}\n" if fold(text) else "")
    places = [place for word in found for place in (word.start, word.end)]
    assert places == sorted(places)


def test_what_no_line_can_hold_is_shown_as_a_space() -> None:
    assert shown("a\nb\tc\ud800d\u2028") == "a b c d "
