"""The columns are derived from Whoosh's documents; they must say what Whoosh's own postings say."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.indexes.batch import Batch
from kbsearch.indexes.columns import write_columns
from kbsearch.indexes.locale_index import COLUMNS, WHOOSH, LocaleIndex
from kbsearch.indexes.whoosh import WhooshReader, WhooshWriter
from kbsearch.ports import Field
from kbsearch.similarity import Similarity
from tests.builders import analyzed, make_article

WEIGHTS = {Field.TITLE: 2.0, Field.QUESTIONS: 1.5, Field.HEADINGS: 1.25, Field.KEYWORDS: 1.5, Field.BODY: 1.0}
SIMILARITY = Similarity(k1=0.9, b=0.8, rarity_power=1.1, fields=WEIGHTS)

words = st.lists(st.sampled_from(["返金", "解約", "カード", "refund", "A-1"]), max_size=6).map(" ".join)
collections = st.dictionaries(st.sampled_from(["a", "b", "c", "d"]), st.tuples(words, words), max_size=4)


@given(st.lists(collections, min_size=1, max_size=3))
def test_after_any_series_of_updates(
    analyzers: dict[str, TextAnalyzer], tmp_path_factory: object, rounds: list[dict[str, tuple[str, str]]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("index") / "ja"  # type: ignore[attr-defined]
    state: dict[str, tuple[str, str]] = {}
    for changes in rounds:
        writer = WhooshWriter(folder / WHOOSH)
        articles = [make_article(path, title or path, text) for path, (title, text) in changes.items()]
        for article, passages in analyzed(articles, analyzers["ja"]):
            writer.add(article, passages)
        writer.commit()
        state |= changes
    reader = WhooshReader(folder / WHOOSH)
    write_columns(folder / COLUMNS, Batch.of(reader.documents()), SIMILARITY)
    index = LocaleIndex(folder)
    documents = {card.path: document for document, card, _ in reader.documents()}
    assert documents.keys() == state.keys()
    for term in index.terms():
        numbers, frequencies = index.frequencies(term)
        by_whoosh: dict[int, float] = {}
        for field in Field:
            for document, count in reader.frequencies(field, term).items():
                by_whoosh[document] = by_whoosh.get(document, 0.0) + WEIGHTS[field] * count
        by_columns = {documents[index.article(int(n)).path]: float(f) for n, f in zip(numbers, frequencies, strict=True)}
        assert by_columns == {document: weight for document, weight in by_whoosh.items() if document in documents.values()}
