import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.insights.masking import EMAIL, FEWEST_DIGITS, NUMBER, is_masked, masked, printable


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("reset taro.yamada+help@example.co.jp please", f"reset {EMAIL} please"),
        ("taro@example.comで登録した解約", f"{EMAIL}で登録した解約"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ を変更", f"{EMAIL} を変更"),
        ("太郎@例え.jp", EMAIL),
        ("03-1234-5678に電話", f"{NUMBER}に電話"),
        ("+81 (0)3 1234 5678", f"+{NUMBER}"),
        ("０９０ー１２３４ー５６７８", NUMBER),
        ("4111 1111 1111 1111 declined", f"{NUMBER} declined"),
        ("〒123-4567", f"〒{NUMBER}"),
        ("order A-12345678", f"order A-{NUMBER}"),
    ],
)
def test_addresses_and_long_numbers_are_masked(text: str, kept: str) -> None:
    assert masked(text) == kept
    assert is_masked(kept)


@pytest.mark.parametrize(
    "text", ["解約したい", "error 500", "2026年", "A-1234", "@mention", "price 12,800 yen", "iOS 18.1", "a @ b", ""]
)
def test_everything_else_is_kept(text: str) -> None:
    assert masked(text) == text
    assert not is_masked(text)


@given(st.text(alphabet="a1２@＠.- ー解٣", max_size=60))
def test_no_long_number_and_no_address_remains(text: str) -> None:
    kept = masked(text)
    assert not re.search(rf"\d{{{FEWEST_DIGITS},}}", kept)
    assert not re.search(r"[^\s@＠][@＠][^\s@＠]", kept)


@given(st.text(max_size=200))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    assert masked(masked(text)) == masked(text)


@given(st.text(alphabet=st.characters(exclude_categories=["Nd"], exclude_characters="@＠﹫"), max_size=200))
def test_a_text_without_digits_and_at_signs_is_left_alone(text: str) -> None:
    assert masked(text) == text


@given(st.text(max_size=200), st.integers(1, 50))
def test_a_printable_text_is_one_short_line_that_any_database_takes(text: str, longest: int) -> None:
    line = printable(text, longest)
    assert len(line) <= longest
    assert "\0" not in line
    assert line.encode().decode() == line
    assert len(line.splitlines()) <= 1


def test_long_queries_are_masked_at_once() -> None:
    assert masked("1" * 100_000) == NUMBER
    assert masked("@" * 100_000 + "a") == "@" * 100_000 + "a"
