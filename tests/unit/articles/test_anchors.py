import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.anchors import RESERVED, Anchors, anchor


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("返金の条件", "返金の条件"),
        ("返金は、できますか？", "返金はできますか"),
        ("「設定」を開く！", "設定を開く"),
        ("How do I cancel?", "how-do-i-cancel"),
        ("Wi-Fi — at home", "wi-fi-at-home"),
        ("ＦＡＱ　１", "faq-1"),
        ("データのエクスポート", "データのエクスポート"),
        ("snake_case", "snake_case"),
        ("？！", "section"),
        ("", "section"),
    ],
)
def test_anchor_keeps_letters_and_japanese(heading: str, expected: str) -> None:
    assert anchor(heading) == expected


def test_headings_of_one_text_are_numbered_in_order() -> None:
    anchors = Anchors()
    assert [anchors.of("手順") for _ in range(3)] == ["手順", "手順-2", "手順-3"]


def test_numbers_never_collide_with_an_id_written_by_hand() -> None:
    anchors = Anchors(["steps-2"])
    assert [anchors.of("Steps"), anchors.of("Steps"), anchors.explicit("steps-2")] == ["steps", "steps-3", "steps-2"]


def test_the_same_id_written_twice_is_numbered() -> None:
    anchors = Anchors(["a"])
    assert [anchors.explicit("a"), anchors.explicit("a")] == ["a", "a-2"]


@given(st.lists(st.text(max_size=5), max_size=20))
def test_no_two_headings_share_an_anchor(headings: list[str]) -> None:
    anchors = Anchors()
    given_anchors = [anchors.of(heading) for heading in headings]
    assert len(set(given_anchors)) == len(headings)


def test_no_heading_takes_an_id_of_the_page_itself() -> None:
    anchors = Anchors(["page--vote"])
    assert [anchors.explicit("page--vote"), anchors.of("Page - vote")] == ["page-vote", "page-vote-2"]


@given(st.text() | st.text().map(RESERVED.__add__))
def test_an_anchor_of_a_text_is_never_one_of_the_page(text: str) -> None:
    assert not anchor(text).startswith(RESERVED)


@given(st.text())
def test_an_anchor_is_stable_and_never_empty(text: str) -> None:
    assert anchor(text)
    assert anchor(anchor(text)) == anchor(text)
