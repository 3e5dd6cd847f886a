"""The columns must say what plain lists and loops say."""

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.analysis.text import TextAnalyzer
from kbsearch.indexes.batch import Batch
from kbsearch.indexes.card import Card
from kbsearch.indexes.columns import Columns, write_columns
from kbsearch.indexes.suggestion_table import read_suggestions
from kbsearch.indexes.token_stream import TokenStream
from kbsearch.ports import Field
from kbsearch.similarity import Similarity
from tests.builders import analyzed, make_article
from tests.fakes.memory_suggestions import suggestion_table

SIMILARITY = Similarity(1.2, 0.75, 1.0, dict.fromkeys(Field, 1.0))

titles = st.text(alphabet="解約する「パスワード」を ぱab-'ＰéB!\n", min_size=1, max_size=20)


@given(st.lists(st.tuples(titles, st.lists(titles, max_size=3)), max_size=5))
def test_the_table_that_is_read_is_the_one_that_was_meant(
    analyzers: dict[str, TextAnalyzer], tmp_path_factory: object, texts: list[tuple[str, list[str]]]
) -> None:
    folder: Path = tmp_path_factory.mktemp("columns")  # type: ignore[attr-defined]
    articles = [make_article(f"a{n}", title, questions=tuple(questions)) for n, (title, questions) in enumerate(texts)]
    documents = analyzed(articles, analyzers["ja"])
    streams = [(article, TokenStream.of(passages)) for article, passages in documents]
    batch = Batch.of((n, Card.of(article, stream), stream) for n, (article, stream) in enumerate(streams))
    write_columns(folder, batch, SIMILARITY)
    expected, found = suggestion_table(documents), read_suggestions(Columns(folder))
    assert list(found.texts) == expected.texts
    for name in ("articles", "questions", "entries", "spans"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    for keys, meant in ((found.surfaces, expected.surfaces), (found.readings, expected.readings)):
        assert keys.text == meant.text
        np.testing.assert_array_equal(keys.starts, meant.starts)
        np.testing.assert_array_equal(keys.order, meant.order)
