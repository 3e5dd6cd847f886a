import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.search.query import parse


def test_words_phrases_exclusions_and_filters_are_told_apart() -> None:
    query = parse('解約 "返金の条件" -無料 -"個人 情報" tag:請求 category:billing 方法')
    assert query.words == "解約 方法"
    assert query.phrases == ("返金の条件",)
    assert query.excluded == ("無料", "個人 情報")
    assert query.tags == ("請求",)
    assert query.categories == ("billing",)


@pytest.mark.parametrize(
    "text",
    [
        '"open quote',
        "-",
        "--",
        "- x",
        "tag:",
        "category:",
        "e-mail",
        "a -- b",
        'a"b"c',
        "(a OR b) AND *",
        "title:x",
        "C++ ^2 ~",
    ],
)
def test_anything_else_is_text(text: str) -> None:
    query = parse(text)
    assert query.words == " ".join(text.split())
    assert not (query.phrases or query.excluded or query.tags or query.categories)


def test_curly_quotes_and_full_width_colon_work_as_typed_by_an_ime() -> None:
    query = parse("“返金” tag：請求 －無料")
    assert (query.phrases, query.tags, query.excluded) == (("返金",), ("請求",), ("無料",))


def test_a_filter_value_may_be_quoted() -> None:
    assert parse('tag:"two words"').tags == ("two words",)


@pytest.mark.parametrize("text", ["", "   ", "\u3000\n"])
def test_white_space_is_an_empty_query(text: str) -> None:
    assert parse(text).is_empty


@given(st.text())
def test_no_string_is_a_syntax_error(text: str) -> None:
    assert parse(text).text == text
