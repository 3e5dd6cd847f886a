import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.search.query import narrowed, parse, unfiltered, widened


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


@pytest.mark.parametrize(
    ("text", "value", "wanted"),
    [
        ("返金", "請求", "返金 tag:請求"),
        ("返金", "年払い 返金", '返金 tag:"年払い 返金"'),
        ('カード -無料 "返金の条件" category:billing', "請求", 'カード "返金の条件" -"無料" category:billing tag:請求'),
        ('"open quote', "x y", '"open quote tag:"x y"'),
        ('-inch" 14 " -a', "x", '-inch" -"a" 14 " tag:x'),
    ],
)
def test_a_filter_is_added_to_what_was_typed(text: str, value: str, wanted: str) -> None:
    assert narrowed(parse(text), "tag", value) == wanted


@pytest.mark.parametrize(
    ("text", "value"),
    [("返金", 'a "b"'), ("返金", "“x”"), ('"open quote', "\rx"), ("あ" * 199, "請求"), ("一行\n二行", "請求")],
)
def test_a_filter_that_cannot_be_typed_is_not_offered(text: str, value: str) -> None:
    assert narrowed(parse(text), "tag", value) is None
    assert narrowed(parse(text), "category", value) is None


def test_a_filter_is_removed_from_what_was_typed() -> None:
    query = parse('返金 tag:請求 category:billing tag:"年払い 返金" -無料')
    assert widened(query, "tag", "請求") == '返金 -"無料" category:billing tag:"年払い 返金"'
    assert widened(query, "category", "billing") == '返金 -"無料" tag:請求 tag:"年払い 返金"'
    assert unfiltered(query) == '返金 -"無料"'


@given(st.text(alphabet='ab"“-－ :tagcategory返金', max_size=40))
def test_without_filters_a_query_asks_for_the_same(text: str) -> None:
    query, without = parse(text), parse(unfiltered(parse(text)))
    assert (without.tags, without.categories) == ((), ())
    assert (without.words, without.phrases, without.excluded) == (query.words, query.phrases, query.excluded)


@given(st.text(alphabet='ab"“-－ :tagcategory返金', max_size=40), st.text(max_size=20))
def test_what_is_typed_for_a_filter_means_that_filter(text: str, value: str) -> None:
    query = parse(text)
    added = narrowed(query, "category", value)
    if added is not None:
        assert parse(added).categories == (*query.categories, value)
        assert parse(added).words == query.words
