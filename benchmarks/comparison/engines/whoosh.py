"""Plain Whoosh: a field cut at spaces, any term may match, its own BM25F."""

from collections.abc import Sequence
from pathlib import Path

from whoosh import fields, index
from whoosh.query.compound import Or
from whoosh.query.terms import Term

from benchmarks.comparison.engines import LIMIT, Ask, Query


def build(folder: Path, documents: Sequence[Sequence[str]]) -> None:
    """Write the index."""
    writer = index.create_in(str(folder), fields.Schema(terms=fields.KEYWORD(scorable=True))).writer(limitmb=256)
    for terms in documents:
        writer.add_document(terms=" ".join(terms))
    writer.commit()


def opened(folder: Path) -> Ask:
    """Open the index."""
    searcher = index.open_dir(str(folder), readonly=True).searcher()

    def ask(query: Query) -> Sequence[object]:
        return [hit.docnum for hit in searcher.search(Or([Term("terms", term) for term in query.terms]), limit=LIMIT)]

    return ask
