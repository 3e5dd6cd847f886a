import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.plain import plain_markdown, without_comments
from tests.builders import make_article


def test_the_title_and_the_summary_stand_above() -> None:
    article = make_article("a", "Refund", source="\nWithin 14 days.\n", summary="When and how")
    assert plain_markdown(article) == "# Refund\n\n> When and how\n\nWithin 14 days.\n"


@pytest.mark.parametrize("source", ["# Money back\n\ntext", "Money back\n====\n\ntext"])
def test_a_title_that_the_writer_wrote_stays_the_only_one(source: str) -> None:
    assert plain_markdown(make_article("a", "Refund", source=source)) == source + "\n"


def test_a_comment_above_the_title_is_no_reason_for_a_second() -> None:
    source = "<!-- ask Ken -->\n# Refund\n\nx"
    assert plain_markdown(make_article("a", "Refund", source=source)) == "# Refund\n\nx\n"


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("a <!-- ask Ken --> b", "a  b"),
        ("a\n\n<!-- ask\n\nKen -->\n\nb", "a\n\n\nb"),
        ("a\n<!-- Ken -->\nb", "a\nb"),
        ("a <!-- shown", "a <!-- shown"),
        ("<!-- ```\nKen\n``` -->\nb", "b"),
        ("- ```\n  <!-- shown -->\n  ```\n<!-- Ken -->\nb", "- ```\n  <!-- shown -->\n  ```\nb"),
        ("~~~\n```\n<!-- shown -->\n~~~\n<!-- Ken -->", "~~~\n```\n<!-- shown -->\n~~~\n"),
        ("<!--\n```\nKen\n```\n-->", ""),
        ("```html\n<!-- shown -->\n```", "```html\n<!-- shown -->\n```"),
        ("write `<!-- shown -->` so", "write `<!-- shown -->` so"),
        ("it`s <!-- Ken -->\nit`s", "it`s \nit`s"),
        ("``a ` b`` <!-- Ken -->", "``a ` b`` "),
    ],
)
def test_comments_are_left_out_unless_they_are_shown_as_code(written: str, left: str) -> None:
    assert without_comments(written) == left


@given(st.lists(st.sampled_from(["<!--", "-->", "`", "```", "~~~", "\n", "\n\n", "Ken", " ", "> "])).map("".join))
def test_any_text_can_be_written_and_without_comments_stays_as_it_is(text: str) -> None:
    found = without_comments(text)
    if "<!--" not in text:
        assert found == text


def test_very_many_beginnings_of_comments_are_read_in_one_go() -> None:
    started = time.perf_counter()
    for piece in ("<!--", "`<!--", "```\n<!--", "<!-- -->", "~~~\n"):
        without_comments(piece * 50_000)
    assert time.perf_counter() - started < 10
