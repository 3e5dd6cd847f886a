"""Text that is passed over holds nothing that any pattern would find."""

from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.inline import BEGINS
from kbsearch.articles.markdown_html import _renderer, render_article

text = st.text(
    st.one_of(st.sampled_from("ab返金 \n![](){}<>&*_~`\\:/#.@-^%\x02"), st.characters(exclude_categories=["Cs"])), max_size=80
)


@given(text)
def test_no_pattern_finds_anything_where_none_begins(found: str) -> None:
    if not BEGINS.search(found):
        assert not [pattern for pattern in _renderer.markdown.inlinePatterns if pattern.getCompiledRegExp().search(found)]


def test_every_pattern_is_still_applied() -> None:
    written = "返金は\n\n- *強調* と `コード`\n- 普通の文\n\n| 表 | 値 |\n|---|---|\n| 金額 | **100** |\n| 二行  \n| a\\*b &amp; <https://example.com> [^1] {{ name }} ~~消す~~ |\n"
    html = render_article(written, "ja").html
    assert "<em>強調</em> と <code>コード</code>" in html
    assert "<li>普通の文</li>" in html
    assert "<td><strong>100</strong></td>" in html
    assert '<a href="https://example.com">' in html
    assert "<code>{{ name }}</code> <del>消す</del>" in html
