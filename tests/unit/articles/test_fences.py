from kbsearch.articles.fences import code_html, fenced_lines, find_fences
from tests.rendering import render


def places(text: str) -> list[tuple[int, int, bool]]:
    return [(fence.start, fence.end, fence.is_closed) for fence in find_fences(text.split("\n"))]


def test_a_fence_ends_at_one_as_long_of_the_same_sign() -> None:
    assert places("````\n```\n~~~~\n````\nx") == [(0, 4, True)]


def test_a_fence_indented_by_four_is_part_of_the_code() -> None:
    assert places("```\n    ```\n```") == [(0, 3, True)]


def test_a_fence_never_closed_runs_to_the_end() -> None:
    assert places("a\n```\nb\n\nc") == [(1, 5, False)]
    assert "<code>b\n\nc\n</code>" in render("a\n\n```\nb\n\nc")


def test_a_fence_in_a_quote_ends_with_the_quote() -> None:
    assert places("> ```\n> a\n文") == [(0, 2, False)]
    assert "<blockquote>" in render("> ```\n> a\n> ```")


def test_three_backticks_in_a_sentence_are_no_fence() -> None:
    assert fenced_lines(["```x``` です"]) == set()


def test_a_very_long_listing_is_not_highlighted() -> None:
    assert "<span" not in code_html("x = 1\n" * 10_000, "python")


def test_the_language_may_be_written_as_attribute() -> None:
    assert '<span class="kn">' in code_html("import os", "{.python}")
