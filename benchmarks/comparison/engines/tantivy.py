"""Tantivy: one segment, a text field cut at spaces, any term may match."""

from collections.abc import Sequence
from pathlib import Path

import tantivy

from benchmarks.comparison.engines import LIMIT, Ask, Query

_HEAP = 1_000_000_000
"""Bytes; enough to write 100,000 articles as one segment."""


def build(folder: Path, documents: Sequence[Sequence[str]]) -> None:
    """Write the index."""
    index = tantivy.Index(_schema(), path=str(folder))
    _name_tokenizer(index)
    writer = index.writer(_HEAP, num_threads=1)
    for terms in documents:
        writer.add_document(tantivy.Document(terms=" ".join(terms)))
    writer.commit()
    writer.wait_merging_threads()


def opened(folder: Path) -> Ask:
    """Open the index. Hits are not counted, which lets Tantivy pass over most of them."""
    index = tantivy.Index.open(str(folder))
    _name_tokenizer(index)
    schema, searcher = index.schema, index.searcher()

    def ask(query: Query) -> Sequence[object]:
        terms = [(tantivy.Occur.Should, tantivy.Query.term_query(schema, "terms", term)) for term in query.terms]
        hits: Sequence[object] = searcher.search(tantivy.Query.boolean_query(terms), LIMIT, count=False).hits
        return hits

    return ask


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("terms", stored=False, tokenizer_name="spaces", index_option="freq")
    return builder.build()


def _name_tokenizer(index: tantivy.Index) -> None:
    index.register_tokenizer("spaces", tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build())
