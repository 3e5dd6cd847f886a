"""Whatever is typed, there is an answer, and never an exception."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch import KnowledgeBase
from kbsearch.model import Snippet
from tests.library import open_in, write_articles

LOCALES = st.sampled_from(["ja", "en"])
TYPED = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from(
            "返金解約したいかいやくkaiyaku refund\"'-:：　 \t\n\0\ud800ﾊﾟｽ𠮷👨\u200d👩\u200bーtag:category:パスワド"
        ),
    ),
    max_size=1000,
)


@pytest.fixture(scope="module")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder: Path = tmp_path_factory.mktemp("centre")
    write_articles(folder)
    kb = open_in(folder)
    kb.reindex()
    return kb


def check(snippet: Snippet) -> None:
    assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.highlights)
    assert snippet.html().count("<mark>") == len(snippet.highlights)


@given(TYPED, LOCALES)
def test_any_string_can_be_searched_for(kb: KnowledgeBase, typed: str, locale: str) -> None:
    results = kb.search(typed, locale=locale, explain=True)
    for hit in (*results.hits, *results.elsewhere):
        check(hit.title)
        check(hit.snippet)


@given(TYPED, LOCALES)
def test_any_string_can_be_completed(kb: KnowledgeBase, typed: str, locale: str) -> None:
    for suggestion in kb.suggest(typed, locale=locale):
        assert all(0 <= start < end <= len(suggestion.text) for start, end in suggestion.highlights)


def test_a_very_long_query_is_shortened_and_says_so(kb: KnowledgeBase) -> None:
    results = kb.search("返金 " * 2500, locale="ja")
    assert results.shortened
    assert results.total == 1
    assert not kb.search("返金", locale="ja").shortened
