"""Whoosh as the index of record; the only module that imports it.

One Whoosh index holds one locale: for each article its file (unique), the article itself, its card, its token stream, and one inverted field for each of
``Field``. Articles arrive analyzed, so Whoosh's own analyzers are not used. Whoosh compresses what it stores.
"""

import pickle
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from whoosh import fields, formats, index
from whoosh.analysis.analyzers import KeywordAnalyzer
from whoosh.system import pack_uint
from whoosh.writing import IndexingError

from kbsearch.indexes.card import Card
from kbsearch.indexes.token_stream import TokenStream
from kbsearch.model import Article
from kbsearch.ports import Field, Passage


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
    article=fields.STORED(),
    card=fields.STORED(),
    stream=fields.STORED(),
    **{field.name.lower(): AnalyzedField() for field in Field},
)


class WhooshWriter:
    """Writes one locale's Whoosh index in ``folder``, empty or holding an earlier state of it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        place = str(folder)
        self._fresh = not index.exists_in(place)
        opened = index.create_in(place, _SCHEMA) if self._fresh else index.open_dir(place)
        self._writer = opened.writer(limitmb=256)

    def add(self, article: Article, passages: Iterable[Passage]) -> None:
        """Add an article, in place of one with the same file."""
        listed = list(passages)
        stream = TokenStream.of(listed)
        if not self._fresh:
            self.remove(article.file)
        frequencies = {
            field.name.lower(): Counter(token.term for p in listed if p.field is field for token in p.tokens) for field in Field
        }
        self._writer.add_document(
            file=article.file,
            article=pickle.dumps(article),
            card=Card.of(article, stream).to_bytes(),
            stream=stream.to_bytes(),
            **{name: counted for name, counted in frequencies.items() if counted},
        )

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


class WhooshReader:
    """Reads one locale's Whoosh index. Documents are named by Whoosh's own numbers."""

    def __init__(self, folder: Path) -> None:
        self._reader = index.open_dir(str(folder), readonly=True).reader()  # type: ignore[no-untyped-call]

    def documents(self) -> Iterator[tuple[int, Card, TokenStream]]:
        """Yield every document: its number, its article's card and its token stream."""
        for document, stored in self._reader.iter_docs():
            yield document, Card.from_bytes(stored["card"]), TokenStream.from_bytes(stored["stream"])

    def article(self, document: int) -> Article:
        """Return the article of a document."""
        return _article(self._reader.stored_fields(document)["article"])

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
        self._reader.close()


def _article(stored: bytes) -> Article:
    article = pickle.loads(stored)
    assert isinstance(article, Article)
    return article
