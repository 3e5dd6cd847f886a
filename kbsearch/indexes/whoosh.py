"""Whoosh as the index of record; with ``postings.py``, which writes in its format, the only module that imports it.

One Whoosh index holds one locale: for each article its file (unique), its card, its token stream with the key of its analysis (which later builds look up), and one
inverted field for each of ``Field``; in a column of its own the article itself, which is read to be shown, without the rest. Articles arrive analyzed, so Whoosh's own
analyzers are not used. Whoosh compresses what it stores.
"""

import pickle
import weakref
from collections import Counter
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from whoosh import fields, formats, index
from whoosh.analysis.analyzers import KeywordAnalyzer
from whoosh.columns import CompressedBytesColumn
from whoosh.filedb.filestore import FileStorage
from whoosh.reading import TermNotFound
from whoosh.system import pack_uint
from whoosh.writing import IndexingError, SegmentWriter

from kbsearch.indexes.batch import Batch, Document
from kbsearch.indexes.card import Card
from kbsearch.indexes.postings import write_postings
from kbsearch.indexes.token_stream import TokenStream
from kbsearch.model import Article
from kbsearch.ports import Analysis, Field, Passage
from kbsearch.processes import Processes


class AnalyzedField(fields.FieldType):
    """An inverted field whose values are the frequencies of terms, counted already."""

    def __init__(self) -> None:
        super().__init__(formats.Frequency(), KeywordAnalyzer(), scorable=True)  # type: ignore[arg-type]

    def index(self, value: Mapping[str, int], **_: object) -> Generator[tuple[bytes, int, float, bytes], Any, None]:
        """Yield the postings of one article."""
        for term, frequency in value.items():
            yield term.encode(), frequency, float(frequency), pack_uint(frequency)


_SCHEMA = fields.Schema(
    file=fields.ID(unique=True, stored=True),
    article=fields.COLUMN(CompressedBytesColumn()),  # type: ignore[no-untyped-call]
    card=fields.STORED(),
    stream=fields.STORED(),
    analysis=fields.ID(),
    **{field.name.lower(): AnalyzedField() for field in Field},
)


_MANY = 300
"""So many articles are written by several processes: starting them pays."""

_SEGMENTS, _LARGEST = 4, 4_096
"""How many segments they make of them, of how many articles at most. How many processes there are plays no part: the same articles give the same index anywhere."""


class WhooshWriter:
    """Writes one locale's Whoosh index in ``folder``, empty or holding an earlier state of it.

    ``analyzed`` is the folder of an index whose token streams serve for the same texts.
    """

    def __init__(self, folder: Path, analyzed: Path | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._analyzed = analyzed
        place = str(folder)
        self._fresh = not index.exists_in(place)
        opened = index.create_in(place, _SCHEMA) if self._fresh else index.open_dir(place)
        self._writer: Any = opened.writer(limitmb=256)
        self.batches: dict[str, Batch] = {}
        """Of each segment that other processes wrote: what its columns are made of."""

    def add(self, article: Article, passages: Sequence[Passage], key: str = "") -> None:
        """Add an article, in place of one with the same file; ``key`` is that of its analysis, by which its tokens are found again."""
        if not self._fresh:
            self.remove(article.file)
        stream = TokenStream.of(passages)
        counted = {field.name.lower(): counts for field, counts in _frequencies(stream)}
        stored = _stored(Card.of(article, stream), stream)
        self._writer.add_document(**stored, article=pickle.dumps(article), analysis=key or None, **counted)

    def add_all(
        self, articles: Mapping[str, bytes], analysis: Analysis, processes: Processes, progress: Callable[[int], None]
    ) -> None:
        """Add articles by file, each pickled; many of them in several segments, which processes write at the same time."""
        if len(articles) < _MANY:
            for number, encoded in enumerate(articles.values()):
                progress(number)
                article = _article(encoded)
                self.add(article, analysis(article), analysis.key(article))
            progress(len(articles))
            return
        if not self._fresh:
            for file in articles:
                self.remove(file)
        size = min(_LARGEST, -(-len(articles) // _SEGMENTS))
        listed = list(articles.values())
        portions = [listed[start : start + size] for start in range(0, len(listed), size)]
        work = partial(write_segment, folder=self._folder, analysis=analysis, analyzed=self._analyzed)
        for segment, batch in processes.map(work, portions, progress):
            self._writer.segments.append(segment)
            self.batches[segment.segment_id()] = batch

    def remove(self, file: str) -> None:
        """Remove the article of a file."""
        self._writer.delete_by_term("file", file)

    def commit(self) -> None:
        """Make it complete on disk."""
        self._writer.commit()

    def cancel(self) -> None:
        """Give up, and let go of what is open; a commit that failed has done so already, and a full disk may refuse even that."""
        with suppress(IndexingError, OSError):
            self._writer.cancel()


def write_segment(
    articles: Sequence[bytes], step: Callable[[], None], *, folder: Path, analysis: Analysis, analyzed: Path | None
) -> tuple[Any, Batch]:
    """Write pickled articles as a segment of the index in ``folder``, which is not yet part of it; return its handle and its batch.

    Several processes may do so at a time. What is written is what Whoosh's own writer writes, which takes each posting through a pool on disk first: a segment is
    small enough to hold its articles' tokens in memory.
    """
    writer: Any = SegmentWriter(index.open_dir(str(folder)), _lk=False)  # type: ignore[no-untyped-call]
    documents, fields = writer.perdocwriter, [field.name.lower() for field in Field]
    known = WhooshReader(analyzed) if analyzed else None
    written: list[Document] = []
    keys: list[str] = []
    for number, encoded in enumerate(articles):
        article = _article(encoded)
        key = analysis.key(article)
        stream = (known.stream(key) if known else None) or TokenStream.of(analysis(article))
        documents.start_doc(number)
        card = Card.of(article, stream)
        written.append((number, card, stream))
        for name, value in _stored(card, stream).items():
            documents.add_field(name, _SCHEMA[name], value, 0)
        documents.add_column_value("article", _SCHEMA["article"].column_type, encoded)
        keys.append(key)
        for name, length in zip(fields, stream.lengths().tolist(), strict=True):
            documents.add_field(name, _SCHEMA[name], None, length)
        documents.finish_doc()
        writer.docnum += 1
        step()
    documents.close()
    batch = Batch.of(written)
    write_postings(writer.fieldwriter, {"file": [card.file for _, card, _ in written], "analysis": keys}, batch)
    writer._close_segment()
    writer._assemble_segment()
    return writer.get_segment(), batch


def _stored(card: Card, stream: TokenStream) -> dict[str, Any]:
    return {"file": card.file, "card": card.to_bytes(), "stream": stream.to_bytes()}


def _frequencies(stream: TokenStream) -> Iterator[tuple[Field, Counter[str]]]:
    terms: dict[int, list[str]] = {}
    at = 0
    for field, _, count in stream.passages.tolist():
        terms.setdefault(field, []).extend(stream.terms[at : at + count])
        at += count
    return ((Field(field), Counter(listed)) for field, listed in terms.items())


class WhooshReader:
    """Reads one locale's Whoosh index. Documents are named by Whoosh's own numbers."""

    def __init__(self, folder: Path) -> None:
        # Whoosh copies a mapped segment into memory whole
        storage = FileStorage(str(folder), supports_mmap=False, readonly=True)  # type: ignore[no-untyped-call]
        self._reader = storage.open_index().reader()  # type: ignore[no-untyped-call]
        self._closing = weakref.finalize(self, self._reader.close)

    @cached_property
    def _articles(self) -> Any:
        return self._reader.column_reader("article", translate=False)

    def documents(self) -> Iterator[tuple[int, Card, TokenStream]]:
        """Yield every document: its number, its article's card and its token stream."""
        for document, stored in self._reader.iter_docs():
            yield document, *_analyzed(stored)

    def segments(self) -> dict[str, range]:
        """Return the segments by name, with the numbers of their documents; a segment never changes but for what is removed."""
        leaves = [(leaf.segment(), first) for leaf, first in self._reader.leaf_readers()]
        return {segment.segment_id(): range(first, first + segment.doc_count_all()) for segment, first in leaves if segment}

    def documents_of(self, segment: str) -> Iterator[tuple[int, Card, TokenStream]]:
        """Yield the documents of one segment."""
        for leaf, first in self._reader.leaf_readers():
            if leaf.segment() and leaf.segment().segment_id() == segment:
                for document, stored in leaf.iter_docs():
                    yield first + document, *_analyzed(stored)

    def document(self, number: int) -> tuple[int, Card, TokenStream]:
        """Return one document, also one that was removed."""
        return number, *_analyzed(self._reader.stored_fields(number))

    def stream(self, key: str) -> TokenStream | None:
        """Return the token stream of an article whose analysis has that key."""
        try:
            document = self._reader.first_id("analysis", key)
        except TermNotFound:
            return None
        return TokenStream.from_bytes(self._reader.stored_fields(document)["stream"])

    def article(self, document: int) -> Article:
        """Return the article of a document."""
        return _article(self._articles[document])

    def frequencies(self, field: Field, term: str) -> dict[int, int]:
        """Return how often ``term`` stands in ``field`` of each document that has it."""
        name = field.name.lower()
        if (name, term) not in self._reader:
            return {}
        matcher = self._reader.postings(name, term)
        found = {}
        while matcher.is_active():
            found[matcher.id()] = int(matcher.weight())
            matcher.next()
        return found

    def close(self) -> None:
        """Let go of the files."""
        self._closing()


def _analyzed(stored: Mapping[str, bytes]) -> tuple[Card, TokenStream]:
    return Card.from_bytes(stored["card"]), TokenStream.from_bytes(stored["stream"])


def _article(stored: bytes) -> Article:
    article = pickle.loads(stored)
    assert isinstance(article, Article)
    return article
