"""Derives the columns of a locale from its Whoosh index: all of them anew, or from those of the generation before where little has changed."""

from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.batch import Batch, Document
from kbsearch.indexes.column_update import ColumnUpdate, write_articles, write_tokens
from kbsearch.indexes.columns import Columns, write_columns
from kbsearch.indexes.growing import EXTENTS
from kbsearch.indexes.locale_index import COLUMNS, WHOOSH
from kbsearch.indexes.origins import Origin, write_origins
from kbsearch.indexes.suggestion_update import write_suggestions
from kbsearch.indexes.whoosh import WhooshReader
from kbsearch.indexes.word_update import write_words
from kbsearch.similarity import Similarity

_FEW = 16
_SHARE = 8
"""Up to ``_FEW`` articles, or one in ``_SHARE``, are put into the columns that there are; more are laid out anew sooner."""

_ROWS = 1.5
"""Rows for each article, those of removed ones included, beyond which all is laid out anew."""


def derive_columns(
    folder: Path,
    base: Path | None,
    touched: Collection[str],
    batches: Mapping[str, Batch],
    similarity: Similarity,
    origin: Origin,
) -> None:
    """Write the columns beside the Whoosh index in ``folder``, a locale's.

    ``touched`` are the files that differ from ``base``; ``batches`` those of segments that were just written, which need not be read.
    """
    reader = WhooshReader(folder / WHOOSH)
    try:
        if base is not None and _is_little(Columns(base / COLUMNS), len(touched)):
            _update(reader, folder, base, touched, similarity, origin)
        else:
            write_columns(folder / COLUMNS, _whole(reader, batches), similarity)
            write_origins(folder / COLUMNS, origin)
    finally:
        reader.close()


def _whole(reader: WhooshReader, batches: Mapping[str, Batch]) -> Batch:
    segments = reader.segments()
    known = {segment: batches[segment].numbered_from(segments[segment].start) for segment in segments if segment in batches}
    read = [document for segment in segments if segment not in known for document in reader.documents_of(segment)]
    return Batch.joined([*known.values(), Batch.of(read)])


def _is_little(columns: Columns, touched: int) -> bool:
    size, rows = len(columns.array("lengths")), int(columns.array(EXTENTS)[0])
    return touched <= max(_FEW, size // _SHARE) and rows + touched <= _ROWS * size


def _update(
    reader: WhooshReader, folder: Path, base: Path, touched: Collection[str], similarity: Similarity, origin: Origin
) -> None:
    columns, before = Columns(base / COLUMNS), WhooshReader(base / WHOOSH)
    kept = reader.segments().keys() & before.segments().keys()
    written = [document for segment in reader.segments() if segment not in kept for document in reader.documents_of(segment)]
    documents = _moved(columns, before, reader)
    added: list[Document] = []
    for document in written:
        if document[1].file in touched:
            added.append(document)
        else:  # Whoosh has put small segments together
            documents[columns.texts("paths").place(document[1].path)] = document[0]
    gone = _gone(columns, before, touched)
    before.close()
    (folder / COLUMNS).mkdir()
    update = ColumnUpdate(base / COLUMNS, folder / COLUMNS, gone, added, similarity)
    write_articles(update, documents)
    write_tokens(update, write_words(update, origin))
    write_suggestions(update)


def _moved(columns: Columns, before: WhooshReader, now: WhooshReader) -> npt.NDArray[np.uint32]:
    """Return the present numbers of the documents there were, where their segment is still there."""
    old = columns.array("documents")
    documents = old.copy()
    segments = now.segments()
    for segment, numbers in before.segments().items():
        if segment in segments:
            inside = (old >= numbers.start) & (old < numbers.stop)
            documents[inside] = old[inside] - numbers.start + segments[segment].start
    return documents


def _gone(columns: Columns, before: WhooshReader, touched: Collection[str]) -> list[Document]:
    """Return the documents that the files touched had."""
    paths, documents = columns.texts("paths"), columns.array("documents")
    places = (paths.place(file.partition("/")[2].removesuffix(".md")) for file in touched)
    return [before.document(int(documents[place])) for place in places if place is not None]
