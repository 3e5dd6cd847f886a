import re

from hypothesis import given
from hypothesis import strategies as st

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.model import Snippet, Token
from kbsearch.search.snippets import cut_snippet, highlighted


def snippet(analyzers: dict[str, TextAnalyzer], text: str, query: str, length: int = 40, locale: str = "ja") -> Snippet:
    worth = {token.term: 1.0 for token in analyzers[locale].tokens(query)}
    return cut_snippet(text, analyzers[locale].tokens(text), worth, length)


def marked(snippet: Snippet) -> list[str]:
    return [snippet.text[start:end] for start, end in snippet.highlights]


def test_the_sentence_with_the_match_is_shown(analyzers: dict[str, TextAnalyzer]) -> None:
    text = "料金は月末に締めます。お支払いはカードだけです。返金は十四日以内に申請してください。ほかの方法はありません。"
    found = snippet(analyzers, text, "返金の申請", length=25)
    assert found.text == "返金は十四日以内に申請してください。"
    assert marked(found) == ["返金", "申請"]


def test_neighbouring_matches_are_marked_as_one(analyzers: dict[str, TextAnalyzer]) -> None:
    assert marked(snippet(analyzers, "二段階認証を設定します。", "段階認証")) == ["段階認証"]


def test_a_long_sentence_is_cut_around_its_first_match(analyzers: dict[str, TextAnalyzer]) -> None:
    text = "あ、" * 60 + "返金" + "、い" * 60
    found = snippet(analyzers, text, "返金")
    assert found.text.startswith("…")
    assert found.text.endswith("…")
    assert marked(found) == ["返金"]
    assert len(found.text) <= 42


def test_english_sentences_end_at_full_stops_not_in_numbers(analyzers: dict[str, TextAnalyzer]) -> None:
    text = "Use version 3.5 or later. Refunds take five days. Ask us."
    found = snippet(analyzers, text, "refund", length=30, locale="en")
    assert found.text == "Refunds take five days."


def test_list_items_are_kept_apart(analyzers: dict[str, TextAnalyzer]) -> None:
    found = snippet(analyzers, "返金の条件\n全額\n十四日以内です。\n申請", "返金 申請")
    assert found.text == "返金の条件 · 全額 · 十四日以内です。 申請"
    assert marked(found) == ["返金", "申請"]


def test_html_escapes_the_text_and_marks_the_matches() -> None:
    assert Snippet("a<b> & c", ((1, 4),)).html() == "a<mark>&lt;b&gt;</mark> &amp; c"


def test_title_is_highlighted_whole(analyzers: dict[str, TextAnalyzer]) -> None:
    title = "ﾊﾟｽﾜｰﾄﾞを再設定する"
    assert highlighted(title, analyzers["ja"].tokens(title), {"パスワード"}).html() == "<mark>ﾊﾟｽﾜｰﾄﾞ</mark>を再設定する"


@given(st.text(alphabet="返金を解約。！.\n a𠮷ﾊﾟ", max_size=120), st.integers(5, 60))
def test_a_snippet_is_a_piece_of_the_text_with_marks_inside(analyzers: dict[str, TextAnalyzer], text: str, length: int) -> None:
    found = snippet(analyzers, text, "返金 解約", length)
    assert "".join(found.text.strip("…").split()).replace("·", "") in "".join(text.split())
    for start, end in found.highlights:
        assert 0 <= start < end <= len(found.text)
    assert all(first[1] < second[0] for first, second in zip(found.highlights, found.highlights[1:], strict=False))


SENTENCE = re.compile(r"[^\n。！？!?]*?(?:[。！？!?]+[」』）)\"]*|\.(?=\s)|\n|$)")
"""Plainly: the shortest stretch up to what ends a sentence."""


@given(st.text(alphabet="あx3。！?.\n 」)", max_size=60))
def test_a_match_brings_its_whole_sentence_where_that_fits_exactly(text: str) -> None:
    for start, end in (match.span() for match in SENTENCE.finditer(text) if match[0].strip()):
        at = next(place for place in range(start, end) if not text[place].isspace())
        found = cut_snippet(text, [Token("word", at, at + 1, 0)], {"word": 1.0}, end - start)
        assert found.text.strip("…") == text[start:end].strip()
