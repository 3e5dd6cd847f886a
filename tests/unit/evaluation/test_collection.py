from pathlib import Path

import pytest

from kbsearch.bootstrap import collection
from kbsearch.config import Config
from kbsearch.evaluation.collection import article_of
from kbsearch.evaluation.judgments import Document
from kbsearch.indexes.store import FolderBuild, FolderStore
from kbsearch.knowledge_base import KnowledgeBase
from kbsearch.ports import Generation

DOCUMENTS = [
    Document("../a/b", "返金の条件", "十四日以内なら返金します。"),
    Document("b", "", "解約は設定の画面から。"),
    Document("c", "空の本文", ""),
]


def silent(_: str, __: int, ___: int) -> None:
    """Report progress to nobody."""


def test_a_document_is_an_article_with_one_section_and_a_path_without_folders() -> None:
    article = article_of(DOCUMENTS[0], "ja")
    assert (article.id, article.path, article.category, article.title) == ("../a/b", "..%2Fa%2Fb", "", "返金の条件")
    assert [(section.heading, section.text) for section in article.sections] == [("", "十四日以内なら返金します。")]


def test_documents_are_searched_as_articles_are() -> None:
    steps: list[tuple[str, int, int]] = []
    articles = [article_of(document, "ja") for document in DOCUMENTS]
    with collection(Config(), "ja", articles, lambda *step: steps.append(step)) as kb:
        assert [hit.article.id for hit in kb.search("返金したい", locale="ja").hits] == ["../a/b"]
        assert [found for found, _ in kb.rank("解約", locale="ja")] == ["b"]
        assert kb.rank("", locale="ja") == []
        assert kb.config.locales == ("ja",)
    assert steps == [("index", 0, 3), ("index", 1, 3), ("index", 2, 3), ("index", 3, 3)]


def test_ranks_are_the_hits_of_a_search_with_their_scores() -> None:
    articles = [article_of(Document(f"d{n}", f"返金 {n}", "返金 " * n + "手続き"), "ja") for n in range(5)]
    with collection(Config(), "ja", articles, silent) as kb:
        hits = kb.search("返金の手続き", locale="ja", limit=3).hits
        assert kb.rank("返金の手続き", locale="ja", limit=3) == [(hit.article.id, hit.score) for hit in hits]


def test_the_index_of_the_repository_is_left_alone(tmp_path: Path) -> None:
    config = Config(articles_dir=tmp_path / "articles", index_dir=tmp_path / "index")
    with collection(config, "en", [article_of(Document("a", "Refund", "Money back"), "en")], silent) as kb:
        folder = kb.config.index_dir
        assert folder.is_dir()
        assert kb.rank("refunds", locale="en")[0][0] == "a"
    assert not folder.exists()
    assert list(tmp_path.iterdir()) == []


def test_a_failure_leaves_no_half_built_index(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[KnowledgeBase] = []
    folders: list[Path] = []

    def refuse(step: str, done: int, total: int) -> None:
        if done == 1:
            raise KeyboardInterrupt

    begin = FolderStore.begin

    def begin_and_note(store: FolderStore, base: Generation | None) -> FolderBuild:
        folders.append(store.folder)
        return begin(store, base)

    monkeypatch.setattr(FolderStore, "begin", begin_and_note)
    articles = [article_of(document, "ja") for document in DOCUMENTS]
    with pytest.raises(KeyboardInterrupt), collection(Config(), "ja", articles, refuse) as kb:
        opened.append(kb)
    assert opened == []
    assert not folders[0].exists()
