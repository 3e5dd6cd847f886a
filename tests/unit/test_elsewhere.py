from pathlib import Path

import pytest

from kbsearch import KnowledgeBase
from kbsearch.elsewhere import FEW
from tests.library import open_in, write_articles

ARTICLE = "---\nid: {id}\ntitle: {title}\n---\n\n{text}\n"


@pytest.fixture
def kb(tmp_path: Path) -> KnowledgeBase:
    ja = {f"ja/a/zoom-{n}.md": ARTICLE.format(id=f"z{n}", title=f"Zoom の設定 {n}", text="Zoom") for n in range(FEW)}
    en = {f"en/a/saml-{n}.md": ARTICLE.format(id=f"s{n}", title=f"Set up SAML {n}", text="SAML Zoom") for n in range(6)}
    write_articles(tmp_path, {**ja, **en, "ja/a/saml.md": ARTICLE.format(id="s0", title="SAML を設定する", text="SAML")})
    kb = open_in(tmp_path)
    kb.reindex()
    return kb


def test_below_few_hits_stand_a_few_of_the_other_language_but_no_translations_of_them(kb: KnowledgeBase) -> None:
    results = kb.search("SAML", locale="ja")
    assert [hit.article.id for hit in results.hits] == ["s0"]
    assert 0 < len(results.elsewhere) <= FEW
    assert {hit.article.locale for hit in results.elsewhere} == {"en"}
    assert "s0" not in {hit.article.id for hit in results.elsewhere}


def test_where_enough_is_found_the_other_language_is_not_asked(kb: KnowledgeBase) -> None:
    results = kb.search("Zoom", locale="ja")
    assert (results.total, results.elsewhere) == (FEW, ())


def test_where_nothing_is_found_a_page_of_them_is_given(kb: KnowledgeBase) -> None:
    assert len(kb.search("set up", locale="ja", limit=5).elsewhere) == 5


def test_only_the_first_page_has_them(kb: KnowledgeBase) -> None:
    assert kb.search("SAML", locale="ja", offset=10).elsewhere == ()
