import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.errors import JudgmentsError
from kbsearch.evaluation.judgments import AskedQuery, Document, read_documents, read_grades, read_queries

DOCUMENTS = [Document("d1", "返金", ""), Document("d2", "", "解約")]
QUERIES = [AskedQuery("q1", "返金したい")]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return Path("set.jsonl")


def write(file: Path, content: str | bytes) -> Path:
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def refusal(file: Path, content: str | bytes) -> str:
    """Return what is said when documents cannot be read."""
    with pytest.raises(JudgmentsError) as caught:
        read_documents(write(file, content))
    assert caught.value.exit_code == 2
    return caught.value.message.en


def grade_refusal(file: Path, content: str) -> str:
    with pytest.raises(JudgmentsError) as caught:
        read_grades(write(file, content), QUERIES, DOCUMENTS)
    return caught.value.message.en


def test_documents_are_read_with_titles_that_may_be_empty_or_missing(file: Path) -> None:
    content = '{"id": "a", "title": "題", "text": "本文"}\n\n{"id": "b", "title": "", "text": "x"}\r\n{"id": "c", "text": ""}'
    assert read_documents(write(file, content)) == [Document("a", "題", "本文"), Document("b", "", "x"), Document("c", "", "")]


def test_a_byte_order_mark_and_line_separators_within_a_text_do_no_harm(file: Path) -> None:
    assert read_queries(write(file, '\ufeff{"id": "q", "text": "一\u2028二"}\n')) == [AskedQuery("q", "一\u2028二")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "set.jsonl: the file is empty"),
        (
            '{"id": "a", "text": "x"}\n{',
            "set.jsonl:2: not JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)",
        ),
        ("[1]", "set.jsonl:1: a line is a JSON object"),
        ('{"text": "x"}', 'set.jsonl:1: "id" must be there and be text'),
        ('{"id": 7, "text": "x"}', 'set.jsonl:1: "id" must be there and be text'),
        ('{"id": "a"}', 'set.jsonl:1: "text" must be there and be text'),
        ('{"id": "a", "title": null, "text": "x"}', 'set.jsonl:1: "title" must be there and be text'),
        (
            '{"id": "a b", "text": "x"}',
            "set.jsonl:1: the id 'a b' is empty or has a blank; the fields of run files stand between blanks",
        ),
        (
            '{"id": "a", "text": "x"}\n\n{"id": "a", "text": "y"}',
            "set.jsonl:3: the id 'a' is taken already, at set.jsonl:1",
        ),
        ('{"id": "a", "text": "\\ud800"}', 'set.jsonl:1: "text" has half of a surrogate pair, which is not text'),
        (b'{"id": "a", "text": "x"}\n\xff', "set.jsonl:2: not UTF-8"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_line(file: Path, content: str | bytes, message: str) -> None:
    assert refusal(file, content) == message


def test_json_nested_without_end_is_refused(file: Path) -> None:
    assert refusal(file, "[" * 100_000).startswith("set.jsonl:1: not JSON: ")


def test_a_missing_file_is_named(file: Path) -> None:
    with pytest.raises(JudgmentsError, match=r"^set\.jsonl: cannot be read: No such file or directory$"):
        read_queries(file)


def test_grades_are_read_by_query(file: Path) -> None:
    assert read_grades(write(file, "q1\td1\t2\nq1\td2\t0\n"), QUERIES, DOCUMENTS) == {"q1": {"d1": 2, "d2": 0}}


def test_judgments_of_queries_that_are_not_asked_are_left_out(file: Path) -> None:
    assert read_grades(write(file, "q0\td1\t1\nq1\td2\t1\n"), QUERIES, DOCUMENTS) == {"q1": {"d2": 1}}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "q1 d1 1",
            "set.jsonl:1: a line is a query id, a document id and a grade with tabs between them; this one has 1 fields",
        ),
        (
            "q1\t0\td1\t1",
            "set.jsonl:1: a line is a query id, a document id and a grade with tabs between them; this one has 4 fields",
        ),
        ("q1\td1\t1\nq1\td2\thigh", "set.jsonl:2: the grade 'high' is not a whole number from 0 to 10"),
        ("q1\td1\t-1", "set.jsonl:1: the grade '-1' is not a whole number from 0 to 10"),
        ("q1\td1\t11", "set.jsonl:1: the grade '11' is not a whole number from 0 to 10"),
        ("q1\td1\t" + "9" * 5000, f"set.jsonl:1: the grade '{'9' * 5000}' is not a whole number from 0 to 10"),
        ("q1\td1\t²", "set.jsonl:1: the grade '²' is not a whole number from 0 to 10"),
        ("q1\tnone\t1", "set.jsonl:1: there is no document 'none' in the corpus"),
        ("q0\td1\t1", "set.jsonl: no line gives a document for any of the queries; are both files of the same set?"),
        ("q1\td1\t0", "set.jsonl: no line gives a document for any of the queries; are both files of the same set?"),
    ],
)
def test_judgments_that_cannot_be_used_are_named_with_their_line(file: Path, content: str, message: str) -> None:
    assert grade_refusal(file, content) == message


def test_in_japanese_too(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KBSEARCH_LANGUAGE", "ja")
    with pytest.raises(JudgmentsError) as caught:
        read_grades(write(file, "q1\td9\t1"), QUERIES, DOCUMENTS)
    assert str(caught.value) == "set.jsonl:1: 文書 'd9' はコーパスにありません"


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_file_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.mktemp("set") / "any.jsonl"
    file.write_bytes(content)
    for read in (read_documents, read_queries, lambda qrels: read_grades(qrels, QUERIES, DOCUMENTS)):
        with suppress(JudgmentsError):
            read(file)


@given(
    st.lists(
        st.tuples(st.text(st.characters(categories=("L", "N")), min_size=1), st.text()),
        min_size=1,
        unique_by=lambda pair: pair[0],
    )
)
def test_what_was_written_is_read(tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]) -> None:
    file = tmp_path_factory.mktemp("set") / "queries.jsonl"
    file.write_text("".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in pairs), encoding="utf-8")
    assert read_queries(file) == [AskedQuery(name, text) for name, text in pairs]
