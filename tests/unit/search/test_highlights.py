import re
from html import escape, unescape

from hypothesis import given
from hypothesis import strategies as st

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.search.highlights import mark_html

Analyzers = dict[str, TextAnalyzer]


def test_words_are_marked_in_text_only(analyzers: Analyzers) -> None:
    html = '<p>返金の<a href="/refund" title="返金">返金 &amp; 解約</a></p>'
    expected = '<p><mark>返金</mark>の<a href="/refund" title="返金"><mark>返金</mark> &amp; 解約</a></p>'
    assert mark_html(html, frozenset({"返金"}), analyzers["ja"]) == expected


def test_code_blocks_stay_as_they_are(analyzers: Analyzers) -> None:
    html = "<pre><code>refund <span>refund</span></code></pre><p>refund</p>"
    assert mark_html(html, frozenset({"refund"}), analyzers["en"]).count("<mark>") == 1


def test_without_terms_nothing_changes(analyzers: Analyzers) -> None:
    assert mark_html("<p>返金</p>", frozenset(), analyzers["ja"]) == "<p>返金</p>"


@given(st.text(alphabet="返金a&<>\"' \n。", max_size=60))
def test_marking_never_changes_the_text(analyzers: Analyzers, text: str) -> None:
    html = f"<p>{escape(text)}</p>"
    marked = mark_html(html, frozenset({"返金", "a"}), analyzers["ja"])
    assert unescape(re.sub("<[^>]*>", "", marked)) == text
