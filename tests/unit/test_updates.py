"""Whatever is added, edited, renamed and removed, one by one, the index answers as if it had been built anew."""

import os
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbsearch import KnowledgeBase
from kbsearch.analysis.text import TextAnalyzer
from kbsearch.articles.library import Library
from kbsearch.config import make_config
from kbsearch.indexes.store import FolderStore
from kbsearch.indexing import Indexer
from kbsearch.model import Audience
from kbsearch.ports import SearchIndex
from kbsearch.search.profile import PROFILES
from kbsearch.suggestible import SortedKeys
from tests.library import write

NOW = datetime(2026, 11, 21, tzinfo=UTC)

PATHS = ["billing/a", "billing/b-c", "billing/b", "cards/d", "e", "f", "g", "h", "i", "j"]
WORDS = [
    "返金",
    "解約",
    "カード",
    "請求書",
    "カード番号",
    "サーバー",
    "refund",
    "A-1234",
    "お問い合わせ",
    "見積り",
    "見積もり",
    "Wi-Fi",
    "日本",
    "金",
]

texts = st.lists(st.sampled_from(WORDS), max_size=6).map("と".join)
articles = st.builds(
    lambda **given: given,
    id=st.sampled_from(["", "", "one", "two", "zz"]),
    title=st.one_of(texts, st.just("返金の条件")),
    tags=st.lists(st.sampled_from(["PDF", "pdf", "請求"]), max_size=2),
    aliases=st.lists(st.sampled_from(["old/x", "old/y"]), max_size=1),
    pinned_for=st.lists(st.sampled_from(["カード", "refund"]), max_size=1),
    questions=st.lists(texts.filter(bool), max_size=2),
    audience=st.sampled_from(["public", "public", "internal"]),
    body=st.lists(texts, min_size=1, max_size=3).map("\n\n## 節\n\n".join),
)
changes = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(PATHS), articles),
    st.tuples(st.just("remove"), st.sampled_from(PATHS), st.none()),
    st.tuples(st.just("rename"), st.sampled_from(PATHS), st.sampled_from(PATHS)),
)
rounds = st.lists(st.lists(changes, min_size=1, max_size=3), min_size=1, max_size=5)


def source(article: Mapping[str, Any]) -> str:
    """Return the Markdown of an article."""
    lists = {name: article[name] for name in ("tags", "aliases", "pinned_for", "questions") if article[name]}
    head = [f"{name}: {article[name]}" for name in ("id", "title", "audience") if article[name]]
    head += [f"{name}: [{', '.join(values)}]" for name, values in lists.items()]
    return "\n".join(["---", *head, "---", "", article["body"], ""])


def opened(folder: Path, index: str, analyzers: dict[str, TextAnalyzer]) -> tuple[KnowledgeBase, FolderStore]:
    """Return the knowledge base over a folder's Japanese articles with an index of that name."""
    config = make_config({"locales": ["ja"]}, folder).model_copy(
        update={"articles_dir": folder / "articles", "index_dir": folder / index}
    )
    japanese = {"ja": analyzers["ja"]}
    store = FolderStore(config.index_dir, japanese, {"ja": PROFILES["ja"].similarity})
    indexer = Indexer(lambda: Library(config.articles_dir, config.locales), store, japanese)
    return KnowledgeBase(config, store, indexer, japanese, {"ja": PROFILES["ja"]}, lambda: NOW), store


def answers(index: SearchIndex) -> dict[str, Any]:
    """Return what an index says of itself, in plain values."""
    everyone, customers = (index.visible(audience, NOW) for audience in (Audience.INTERNAL, Audience.PUBLIC))
    terms, lexicon = list(index.terms()), index.lexicon
    return {
        "articles": [index.article(number) for number in range(index.size)],
        "ids": (list(index.ids()), list(index.paths()), [index.number_of_id(each) for each in index.ids()]),
        "lengths": (index.lengths.tolist(), index.mean_length),
        "frequencies": {term: [column.tolist() for column in index.frequencies(term)] for term in terms},
        "impacts": {term: plain(index.impacts(term)) for term in terms},
        "counts": (index.postings(), index.sections(), everyone.tolist(), customers.tolist()),
        "passages": [tokens_of(index, number) for number in range(index.size)],
        "matches": [matches(index, number) for number in range(index.size)],
        "tokens": [placed(index, number) for number in range(index.size)],
        "filters": [index.tagged(tag).tolist() for tag in ("pdf", "請求")]
        + [index.in_category(path).tolist() for path in ("", "billing", "cards")],
        "facets": (dict(index.category_counts(everyone)), dict(index.tag_counts(everyone))),
        "pins": [list(index.pinned(query)) for query in ("カード", "refund")],
        "aliases": [index.number_of(path) for path in ("old/x", "old/y", *PATHS)],
        "lexicon": [[form, list(lexicon.read_as(form))] for form in lexicon.forms()]
        + [[term, list(lexicon.written(term)), lexicon.articles(term)] for term in terms],
        "loanwords": {origin: list(lexicon.borrowed(origin)) for origin in ("card", "server")},
        "suggestions": suggestions(index),
    }


def plain(impacts: Any) -> list[Any]:
    everywhere = None if impacts.everywhere is None else impacts.everywhere.tolist()
    return [impacts.articles.tolist(), impacts.scores.tolist(), everywhere]


def tokens_of(index: SearchIndex, number: int) -> list[Any]:
    return [(p.field, p.number, [(t.term, t.start, t.end, t.position) for t in p.tokens]) for p in index.passages(number)]


def matches(index: SearchIndex, number: int) -> list[Any]:
    (found,) = index.matches([number], {"返金", "カード", "refund"})
    return [(p.field, p.number, [(t.term, t.start, t.end, t.position) for t in p.tokens]) for p in found]


def placed(index: SearchIndex, number: int) -> list[tuple[str, int, int]]:
    """Return the tokens of an article: term, place behind the first one, field."""
    tokens = index.tokens_of(np.array([number]))
    names = {index.term_number(term): term for term in index.terms()}
    places = tokens.places.astype(int)
    first = places[0] if len(places) else 0
    return list(
        zip(
            map(names.__getitem__, tokens.terms.tolist()),
            (places - first).tolist(),
            tokens.fields.tolist(),
            strict=True,
        )
    )


def suggestions(index: SearchIndex) -> list[Any]:
    table = index.suggestions
    columns = [list(table.texts), table.articles, table.questions, table.entries, table.spans]
    return [list(column) if isinstance(column, list) else column.tolist() for column in columns] + [
        keys(each) for each in (table.surfaces, table.readings)
    ]


def keys(sorted_keys: SortedKeys) -> list[Any]:
    return [sorted_keys.text, sorted_keys.starts.tolist(), sorted_keys.order.tolist()]


def found(kb: KnowledgeBase, query: str) -> list[Any]:
    results = kb.search(query, locale="ja", audience=Audience.INTERNAL)
    return [results.total, results.correction, [(h.article.id, h.score, h.title, h.snippet, h.section) for h in results.hits]]


def apply(folder: Path, change: tuple[str, str, Any]) -> None:
    kind, path, more = change
    file = folder / f"{path}.md"
    if kind == "write":
        write(file, source(more))
    elif file.exists() and kind == "remove":
        file.unlink()
    elif file.exists():
        (folder / f"{more}.md").parent.mkdir(parents=True, exist_ok=True)
        file.replace(folder / f"{more}.md")


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(rounds)
def test_updates_give_what_building_anew_gives(
    analyzers: dict[str, TextAnalyzer], tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, str, Any]]]
) -> None:
    folder = tmp_path_factory.mktemp("updates")
    for number, path in enumerate(PATHS[:-1]):
        write(folder / f"articles/ja/{path}.md", f"---\ntitle: {WORDS[number]}の説明\n---\n\n{'、'.join(WORDS[number:])}\n")
    kb, store = opened(folder, "index", analyzers)
    kb.reindex()
    for changed in rounds:
        for change in changed:
            apply(folder / "articles/ja", change)
        report = kb.reindex()
        anew, anew_store = opened(folder, "anew", analyzers)
        problems = anew.reindex(rebuild=True).problems
        assert report.problems == problems
        assert answers(store.open().locales["ja"]) == answers(anew_store.open().locales["ja"])
        for query in ("返金", "カード番号 refund", "見積り"):
            assert found(kb, query) == found(anew, query)
    shutil.rmtree(folder)


@pytest.fixture
def settled(tmp_path: Path, analyzers: dict[str, TextAnalyzer], monkeypatch: pytest.MonkeyPatch) -> KnowledgeBase:
    """A knowledge base whose files were all written long enough ago; what it reads is noted in ``read`` of it."""
    monkeypatch.setattr("kbsearch.articles.library._UNSETTLED", -10_000_000_000)
    for number in range(20):
        write(tmp_path / f"articles/ja/{number}.md", f"# 記事{number}\n\n返金と解約")
    kb, _ = opened(tmp_path, "index", analyzers)
    kb.reindex()
    return kb


@pytest.fixture
def read(settled: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that are read from now on."""
    files: list[str] = []
    as_it_is = Library.read
    monkeypatch.setattr(Library, "read", lambda self, source: files.append(source.file) or as_it_is(self, source))
    return files


def test_files_that_did_not_change_are_not_read(settled: KnowledgeBase, read: list[str]) -> None:
    settled.reindex()
    assert read == []


def test_of_many_files_the_changed_one_is_read(settled: KnowledgeBase, read: list[str]) -> None:
    write(settled.config.articles_dir / "ja/7.md", "# 記事7\n\n見積り")
    assert settled.reindex().changed == ("ja/7.md",)
    assert read == ["ja/7.md"]


def test_a_change_that_keeps_size_and_time_is_noticed(settled: KnowledgeBase) -> None:
    file = settled.config.articles_dir / "ja/7.md"
    before = file.stat()
    write(file, "# 記事7\n\n返金と見積")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert settled.reindex().changed == ("ja/7.md",)


def test_building_anew_reads_everything(settled: KnowledgeBase, read: list[str]) -> None:
    settled.reindex(rebuild=True)
    assert len(read) == 20


def test_a_file_written_just_now_is_read_again(tmp_path: Path, analyzers: dict[str, TextAnalyzer]) -> None:
    file = tmp_path / "articles/ja/a.md"
    write(file, "# 題\n\n返金")
    kb, _ = opened(tmp_path, "index", analyzers)
    kb.reindex()
    # Within one step of the file system's clock nothing but its content tells the file apart.
    before = file.stat()
    write(file, "# 題\n\n解約")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert kb.reindex().changed == ("ja/a.md",)
