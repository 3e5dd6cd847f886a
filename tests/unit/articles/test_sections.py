import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.headings import set_headings
from kbsearch.articles.sections import sections_of
from kbsearch.model import Section
from tests.rendering import render


def sections(markdown: str) -> tuple[Section, ...]:
    return sections_of(set_headings(render(markdown, "ja")).html)


def test_every_heading_opens_a_section_and_the_text_above_is_one_too() -> None:
    assert sections("はじめに\n\n## 返金の条件\n\n14 日以内\n\n### 例外 {#except}\n\nなし") == (
        Section("", "", 0, "はじめに"),
        Section("返金の条件", "返金の条件", 2, "14 日以内"),
        Section("except", "例外", 3, "なし"),
    )


def test_an_article_that_begins_with_a_heading_has_no_empty_section() -> None:
    assert [section.level for section in sections("## a\n\nb")] == [2]


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("- a\n- b", "a\nb"),
        ("|a|b|\n|-|-|\n|x|y|", "a b\nx y"),
        ("料金は[^1]です。\n\n[^1]: 税抜", "料金はです。\n税抜"),
        ("![カードの図](a.png)", "カードの図"),
        ("`code` と **太字**", "code と 太字"),
        ("```\na\n  b\n```", "a\nb"),
        ("日本語の文は\n折り返しても続く", "日本語の文は折り返しても続く"),
        ("English lines\nare joined", "English lines are joined"),
        ("a&amp;b &lt;c&gt;", "a&b <c>"),
        ("送信&#x200B;メール", "送信メール"),
        ("a  \nb", "a\nb"),
        ('!!! note "標題"\n    本文', "標題\n本文"),
    ],
)
def test_text_is_plain(markdown: str, text: str) -> None:
    assert "\n".join(section.text for section in sections(markdown)) == text


def test_a_heading_inside_a_tab_is_a_section_too() -> None:
    assert [section.heading for section in sections('=== "a"\n\n    ## b\n\n    c')] == ["", "b"]


def test_text_of_a_large_article_is_ready_at_once() -> None:
    html = "<p>これは文です。<strong>太字</strong></p>\n" * 5000
    started = time.perf_counter()
    sections_of(html)
    assert time.perf_counter() - started < 0.5


@given(st.text(alphabet='<>/hp123=" a&;', max_size=80))
def test_any_text_gives_sections(html: str) -> None:
    assert all(section.text == section.text.strip() for section in sections_of(html))
