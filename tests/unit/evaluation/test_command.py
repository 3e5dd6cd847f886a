"""kbsearch evaluate, as it is typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbsearch.cli import main
from kbsearch.evaluation.metrics import Figures
from kbsearch.evaluation.questions import Miss, QuestionsReport
from kbsearch.terminal import Terminal
from tests.library import write_articles

CORPUS = """{"id": "refund", "title": "返金の条件", "text": "十四日以内なら返金します。"}
{"id": "cancel", "title": "", "text": "設定の画面から解約できます。"}
{"id": "card", "title": "カード", "text": "カードの番号を入力します。"}
"""
QUERIES = """{"id": "q1", "text": "返金"}
{"id": "q2", "text": "解約の画面"}
{"id": "q3", "text": "宇宙"}
{"id": "q4", "text": "カード"}
"""
QRELS = "q1\trefund\t1\nq2\tcard\t1\nq3\tcard\t1\n"
FILES = ["--corpus", "corpus.jsonl", "--queries", "queries.jsonl", "--qrels", "qrels.tsv"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, content in {"corpus.jsonl": CORPUS, "queries.jsonl": QUERIES, "qrels.tsv": QRELS}.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["evaluate", *arguments])


def test_a_set_is_measured_without_articles_or_index(folder: Path) -> None:
    result = run(*FILES, "--locale", "ja")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:7] == [
        "measure\tvalue",
        "queries\t3",
        "nDCG@10\t0.3333",
        "MRR\t0.3333",
        "Success@1\t0.3333",
        "Success@5\t0.3333",
        "Recall@10\t0.3333",
    ]
    assert [line.split("\t")[0] for line in lines[7:9]] == ["p50 ms", "p95 ms"]
    assert lines[9:] == ["queries without a right document, not in the averages: 1", "queries that found nothing: 1"]
    assert sorted(path.name for path in folder.iterdir()) == ["corpus.jsonl", "qrels.tsv", "queries.jsonl"]


def test_a_set_as_json(folder: Path) -> None:
    figures = json.loads(run(*FILES, "--json").stdout)
    seconds = figures.pop("seconds")
    assert 0 < seconds["p50"] <= seconds["p95"]
    assert figures == {
        "queries": 3,
        "unjudged": 1,
        "empty": 1,
        "nDCG@10": 0.3333,
        "MRR": 0.3333,
        "Success@1": 0.3333,
        "Success@5": 0.3333,
        "Recall@10": 0.3333,
    }


def test_a_run_file_holds_what_was_found_for_every_query(folder: Path) -> None:
    assert run(*FILES, "--run", "out.trec").exit_code == 0
    rows = [line.split() for line in (folder / "out.trec").read_text(encoding="utf-8").splitlines()]
    assert [(row[0], row[2], row[3]) for row in rows] == [("q1", "refund", "1"), ("q2", "cancel", "1"), ("q4", "card", "1")]


def test_a_wrong_line_is_one_line_on_standard_error(folder: Path) -> None:
    (folder / "qrels.tsv").write_text("q1\trefund\t1\nq1\tgone\t1\n", encoding="utf-8")
    result = run(*FILES)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "error: qrels.tsv:2: there is no document 'gone' in the corpus\n"


@pytest.mark.parametrize("arguments", [FILES[:2], FILES[:4], FILES[2:], ["--run", "out.trec"]])
def test_the_files_of_a_set_go_together(folder: Path, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.endswith("Error: --corpus, --queries and --qrels go together, and --run with them.\n")


def test_without_a_set_the_questions_of_the_articles_are_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_articles(tmp_path)
    CliRunner().invoke(main, ["index"])
    lines = [line.split("\t") for line in run().stdout.splitlines()]
    assert lines[0] == ["locale", "questions", "MRR", "Success@1", "Success@3", "p50 ms", "p95 ms"]
    assert [line[:5] for line in lines[1:]] == [
        ["ja", "2", "1.0000", "1.0000", "1.0000"],
        ["en", "1", "1.0000", "1.0000", "1.0000"],
    ]


def test_questions_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_articles(tmp_path)
    CliRunner().invoke(main, ["index"])
    (report,) = json.loads(run("--locale", "en", "--json").stdout)
    report.pop("seconds")
    measures = {"MRR": 1.0, "Success@1": 1.0, "Success@3": 1.0}
    assert report == {"locale": "en", "queries": 1, "unjudged": 0, "empty": 0, **measures, "misses": []}


MISSES = (
    Miss("ja/billing/refund.md", "お金を戻して", 4, "ja/billing/cancel.md"),
    Miss("ja/billing/cancel.md", "やめたい", 0, "ja/plain.md"),
    Miss("ja/plain.md", "わからない", 0, ""),
)
REPORTS = [
    QuestionsReport("ja", Figures(3, 0, 1, {"MRR": 0.25 / 3, "Success@1": 0.0, "Success@3": 0.0}, 0.001, 0.002), MISSES),
    QuestionsReport("en", Figures(0, 0, 0, {}, 0.0, 0.0), ()),
]


def test_questions_that_miss_are_listed_with_what_stands_first(capsys: pytest.CaptureFixture[str]) -> None:
    Terminal().questions(REPORTS)
    assert capsys.readouterr().out.splitlines() == [
        "locale\tquestions\tMRR\tSuccess@1\tSuccess@3\tp50 ms\tp95 ms",
        "ja\t3\t0.0833\t0.0000\t0.0000\t1.00\t2.00",
        "en\t0\t–\t–\t–\t0.00\t0.00",
        "questions that do not find their article among the first three: 3",
        "ja/billing/refund.md: お金を戻して (place 4; first is ja/billing/cancel.md)",
        "ja/billing/cancel.md: やめたい (not found; first is ja/plain.md)",
        "ja/plain.md: わからない (nothing found)",
    ]


def test_questions_that_miss_in_japanese(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KBSEARCH_LANGUAGE", "ja")
    Terminal().questions(REPORTS)
    assert capsys.readouterr().out.splitlines()[3:] == [
        "自分の記事が上位 3 件に入らない質問: 3 件",
        "ja/billing/refund.md: お金を戻して (4 位。1 位は ja/billing/cancel.md)",
        "ja/billing/cancel.md: やめたい (見つかりません。1 位は ja/plain.md)",
        "ja/plain.md: わからない (何も見つかりません)",
    ]


def test_questions_need_an_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_articles(tmp_path)
    assert run().exit_code == 4


def test_other_commands_do_not_wait_for_the_measures() -> None:
    program = "import sys, kbsearch.cli; sys.exit('ir_measures' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[3]).returncode == 0
