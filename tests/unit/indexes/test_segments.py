"""An index written in segments, by however many processes, holds what Whoosh's own writer would have written."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from pickle import dumps
from typing import Any

import pytest

from kbsearch.analysis.passages import ArticleAnalysis
from kbsearch.analysis.text import TextAnalyzer
from kbsearch.indexes import whoosh
from kbsearch.indexes.batch import Batch
from kbsearch.indexes.derivation import derive_columns
from kbsearch.indexes.locale_index import COLUMNS, WHOOSH
from kbsearch.indexes.whoosh import WhooshReader, WhooshWriter
from kbsearch.model import Article
from kbsearch.processes import Processes
from kbsearch.search.profile import PROFILES
from tests.builders import make_article

WORDS = ("返金", "解約", "カード", "refund", "A-1", "ログインできない")


def articles(count: int) -> dict[str, Article]:
    made = (make_article(f"a{n}", f"{WORDS[n % 6]} {n}", WORDS[n % 5] * (n % 4) + f" x{n % 300}") for n in range(count))
    return {article.file: article for article in made}


def written(folder: Path, of: Mapping[str, Article], analyzer: TextAnalyzer, processes: Processes) -> WhooshWriter:
    writer = WhooshWriter(folder)
    pickled = {file: dumps(article) for file, article in of.items()}
    writer.add_all(pickled, ArticleAnalysis(analyzer), processes, lambda _: None)
    writer.commit()
    return writer


def built(folder: Path, of: Mapping[str, Article], analyzer: TextAnalyzer, processes: Processes) -> WhooshReader:
    written(folder, of, analyzer, processes)
    return WhooshReader(folder)


def columns(folder: Path, batches: Mapping[str, Batch], analyzer: TextAnalyzer) -> dict[str, bytes]:
    """Return the files of the columns that lie beside a Whoosh index, which are derived from it and from batches."""
    shutil.rmtree(folder / COLUMNS, ignore_errors=True)
    derive_columns(folder, None, (), batches, PROFILES["ja"].similarity, analyzer.origin)
    return {file.name: file.read_bytes() for file in (folder / COLUMNS).iterdir()}


def content(reader: WhooshReader) -> dict[str, Any]:
    """Return cards, token streams and articles by file."""
    return {card.file: (card, stream.to_bytes(), reader.article(number)) for number, card, stream in reader.documents()}


def postings(reader: WhooshReader) -> Iterator[tuple[Any, ...]]:
    files = {number: card.file for number, card, _ in reader.documents()}
    inside = reader._reader
    for field, term in inside.all_terms():
        info, matcher = inside.term_info(field, term), inside.postings(field, term)
        found = []
        while matcher.is_active():
            found.append((files[matcher.id()], matcher.weight(), matcher.value(), inside.doc_field_length(matcher.id(), field)))
            matcher.next()
        bounds = (info.min_length(), info.max_length(), info.max_weight(), info.weight(), info.doc_frequency())
        yield field, term, bounds, sorted(found, key=lambda posting: posting[0])


@pytest.fixture
def analyzer(analyzers: dict[str, TextAnalyzer]) -> TextAnalyzer:
    return analyzers["ja"]


def test_segments_hold_what_one_writer_would_have_written(
    tmp_path: Path, analyzer: TextAnalyzer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Processes(1) as alone:
        segments = built(tmp_path / "segments", articles(900), analyzer, alone)
        monkeypatch.setattr(whoosh, "_MANY", 1_000)
        whole = built(tmp_path / "whole", articles(900), analyzer, alone)
    assert len(segments.segments()) == 4
    assert len(whole.segments()) == 1
    assert content(segments) == content(whole)
    assert list(postings(segments)) == list(postings(whole))


def test_the_number_of_processes_makes_no_difference(tmp_path: Path, analyzer: TextAnalyzer) -> None:
    with Processes(1) as alone, Processes(2) as two:
        one = built(tmp_path / "one", articles(400), analyzer, alone)
        several = built(tmp_path / "two", articles(400), analyzer, two)
    assert [(number, card) for number, card, _ in one.documents()] == [
        (number, card) for number, card, _ in several.documents()
    ]
    assert content(one) == content(several)
    assert list(postings(one)) == list(postings(several))


def test_columns_are_the_same_from_what_the_processes_return_and_from_what_they_stored(
    tmp_path: Path, analyzer: TextAnalyzer
) -> None:
    found = dict(reversed(articles(400).items()))  # not in the order in which articles are numbered
    found["ja/q.md"] = make_article("q", "質問", "", questions=("返金はいつですか", "解約とは"), tags=("料金",))
    with Processes(1) as alone, Processes(2) as two:
        one = written(tmp_path / "one" / WHOOSH, found, analyzer, alone)
        several = written(tmp_path / "two" / WHOOSH, found, analyzer, two)
    assert len(one.batches) == len(several.batches) == 4
    expected = columns(tmp_path / "one", {}, analyzer)
    assert columns(tmp_path / "one", one.batches, analyzer) == expected
    assert columns(tmp_path / "two", several.batches, analyzer) == expected


def test_many_changed_articles_replace_those_with_the_same_file(tmp_path: Path, analyzer: TextAnalyzer) -> None:
    with Processes(2) as two:
        built(tmp_path, articles(400), analyzer, two).close()
        changed = {file: make_article(article.path, "新しい題名", "") for file, article in list(articles(400).items())[:350]}
        reader = built(tmp_path, changed, analyzer, two)
    found = content(reader)
    assert len(found) == 400
    assert all(found[file][2].title == "新しい題名" for file in changed)
