"""This repository's own articles, indexed once for all tests of relevance."""

from pathlib import Path

import pytest

from kbsearch import KnowledgeBase, open_kb

ARTICLES = Path(__file__).parents[2] / "articles"


@pytest.fixture(scope="session")
def own_articles(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    kb = open_kb(articles_dir=ARTICLES, index_dir=tmp_path_factory.mktemp("relevance") / "index")
    kb.reindex()
    return kb
