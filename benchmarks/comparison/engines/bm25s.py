"""bm25s: scores of all postings computed when the index is made, memory-mapped arrays."""

from collections.abc import Sequence
from pathlib import Path

import bm25s

from benchmarks.comparison.engines import LIMIT, Ask, Query


def build(folder: Path, documents: Sequence[Sequence[str]]) -> None:
    """Write the index."""
    retriever = bm25s.BM25()
    retriever.index([list(terms) for terms in documents], show_progress=False)
    retriever.save(str(folder), show_progress=False)


def opened(folder: Path) -> Ask:
    """Open the index."""
    retriever = bm25s.BM25.load(str(folder), mmap=True)
    limit = min(LIMIT, int(retriever.scores["num_docs"]))

    def ask(query: Query) -> Sequence[object]:
        known = [term for term in query.terms if term in retriever.vocab_dict]  # a query without a known term is an error to it
        if not known:
            return []
        numbers: Sequence[object] = retriever.retrieve([known], k=limit, show_progress=False).documents[0].tolist()
        return numbers

    return ask
