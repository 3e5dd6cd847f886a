"""Reads a relevance set: documents, queries, and which document answers which query."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kbsearch.errors import JudgmentsError

MAX_GRADE = 10

Grades = Mapping[str, Mapping[str, int]]
"""Query id -> document id -> how well it answers: 0 not at all, 1 and more the better."""


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a relevance set; the title may be empty."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class AskedQuery:
    """What somebody typed, under an id."""

    id: str
    text: str


def read_documents(file: Path) -> list[Document]:
    """Read ``{"id", "title", "text"}`` lines. Raises JudgmentsError, naming file and line."""
    return [
        Document(identity, _text(record, "title", place) if "title" in record else "", _text(record, "text", place))
        for place, identity, record in _records(file)
    ]


def read_queries(file: Path) -> list[AskedQuery]:
    """Read ``{"id", "text"}`` lines. Raises JudgmentsError, naming file and line."""
    return [AskedQuery(identity, _text(record, "text", place)) for place, identity, record in _records(file)]


def read_grades(file: Path, queries: Sequence[AskedQuery], documents: Sequence[Document]) -> Grades:
    """Read ``query id <tab> document id <tab> grade`` lines. Raises JudgmentsError, naming file and line.

    Lines of queries that are not asked are left out, so that a part of a set's queries can be measured with all its judgments.
    """
    asked = {query.id for query in queries}
    known = {document.id for document in documents}
    grades: dict[str, dict[str, int]] = {}
    for place, line in _lines(file):
        query, document, grade = _judgment(line, place)
        if document not in known:
            raise JudgmentsError(
                f"{place}: there is no document '{document}' in the corpus",
                f"{place}: 文書 '{document}' はコーパスにありません",
            )
        if query in asked:
            grades.setdefault(query, {})[document] = grade
    if not any(grade for graded in grades.values() for grade in graded.values()):
        raise JudgmentsError(
            f"{file}: no line gives a document for any of the queries; are both files of the same set?",
            f"{file}: どのクエリにも正解の文書がありません。クエリと正解は同じセットのものですか？",
        )
    return grades


def _judgment(line: str, place: str) -> tuple[str, str, int]:
    fields = line.split("\t")
    if len(fields) != 3:
        raise JudgmentsError(
            f"{place}: a line is a query id, a document id and a grade with tabs between them; this one has {len(fields)} fields",
            f"{place}: 各行はクエリ ID、文書 ID、評価値をタブで区切ります。この行の項目数は {len(fields)} です",
        )
    query, document, grade = fields
    if not (grade.isascii() and grade.isdigit() and len(grade) < 3 and int(grade) <= MAX_GRADE):
        raise JudgmentsError(
            f"{place}: the grade '{grade}' is not a whole number from 0 to {MAX_GRADE}",
            f"{place}: 評価値 '{grade}' は 0 から {MAX_GRADE} までの整数ではありません",
        )
    return query, document, int(grade)


def _records(file: Path) -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """Yield each line's place, id and object."""
    seen: dict[str, str] = {}
    for place, line in _lines(file):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise JudgmentsError(f"{place}: not JSON: {error}", f"{place}: JSON として読めません: {error}") from None
        if not isinstance(record, dict):
            raise JudgmentsError(f"{place}: a line is a JSON object", f"{place}: 各行は JSON オブジェクトにしてください")
        identity = _identity(record, place)
        if identity in seen:
            raise JudgmentsError(
                f"{place}: the id '{identity}' is taken already, at {seen[identity]}",
                f"{place}: ID '{identity}' は {seen[identity]} で使われています",
            )
        seen[identity] = place
        yield place, identity, record
    if not seen:
        raise JudgmentsError(f"{file}: the file is empty", f"{file}: ファイルが空です")


def _identity(record: Mapping[str, object], place: str) -> str:
    identity = _text(record, "id", place)
    if not identity or any(character.isspace() for character in identity):
        raise JudgmentsError(
            f"{place}: the id '{identity}' is empty or has a blank; the fields of run files stand between blanks",
            f"{place}: ID '{identity}' が空か、空白を含んでいます。結果ファイルは空白で項目を区切ります",
        )
    return identity


def _text(record: Mapping[str, object], name: str, place: str) -> str:
    value = record.get(name)
    if not isinstance(value, str):
        raise JudgmentsError(f'{place}: "{name}" must be there and be text', f'{place}: "{name}" に文字列が必要です')
    try:
        value.encode()
    except UnicodeEncodeError:
        raise JudgmentsError(
            f'{place}: "{name}" has half of a surrogate pair, which is not text',
            f'{place}: "{name}" に不正な文字 (サロゲートペアの片方) があります',
        ) from None
    return value


def _lines(file: Path) -> Iterator[tuple[str, str]]:
    """Yield each line that is not blank, with its place (``corpus.jsonl:3``)."""
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                text = _decoded(line, f"{file}:{number}").strip("\ufeff\r\n")
                if text.strip():
                    yield f"{file}:{number}", text
    except OSError as error:
        raise JudgmentsError(
            f"{file}: cannot be read: {error.strerror}", f"{file}: 読み込めません: {error.strerror}"
        ) from error


def _decoded(line: bytes, place: str) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise JudgmentsError(f"{place}: not UTF-8", f"{place}: UTF-8 ではありません") from None
