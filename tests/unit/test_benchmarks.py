"""benchmarks/comparison, on a handful of made-up articles; how fast anything is, is not asked."""

import json
import random
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.comparison import __main__ as command
from benchmarks.comparison.engines import OTHERS, OURS, REFERENCE, Engine
from benchmarks.comparison.measurement import Measured, Row
from benchmarks.comparison.process import WARM_UP
from benchmarks.comparison.resampling import resampled
from benchmarks.comparison.table import figures, growth
from kbsearch.evaluation.judgments import Document

WORDS = "解約 返金 請求書 支払い 領収書 予約 変更 通知 招待 退会".split()  # noqa: SIM905
DOCUMENTS = [
    Document(f"d{number}", word, f"{word}の手順です。{WORDS[number - 1]}の後に行います。設定を開きます。")
    for number, word in enumerate(WORDS)
]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What one run prints, followed by the plot."""
    folder = tmp_path_factory.mktemp("set")
    corpus = [{"id": each.id, "title": each.title, "text": each.text} for each in DOCUMENTS]
    chosen = random.Random(1)
    queries = [{"id": f"q{number}", "text": "の".join(chosen.sample(WORDS, 2))} for number in range(WARM_UP + 5)]
    for name, records in (("corpus", corpus), ("queries", queries)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
    plot = folder / "plots" / "plot.svg"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(command, "SET", folder)
        lines: list[str] = []
        patched.setattr("builtins.print", lambda *texts, **how: lines.extend(texts))
        assert command.main(["--quick", "--articles", "20", "--queries", "5", "--plot", str(plot)]) == 0
    return "\n".join(lines) + (plot.read_text(encoding="utf-8") if plot.exists() else "")


def test_without_the_set_nothing_is_measured_and_nothing_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "SET", tmp_path / "absent")
    assert command.main([]) == 0
    text = "There is no ../shared/relevance/jsquad beside this repository, so nothing was measured.\n"
    assert capsys.readouterr().out == text


@pytest.mark.parametrize("engine", [*OTHERS, *OURS], ids=lambda engine: engine.name)
def test_every_engine_has_a_row_in_both_tables(printed: str, engine: Engine) -> None:
    if not engine.is_installed():
        pytest.skip(f"{engine.name} is not installed; 'make bench' installs it")
    rows = [line for line in printed.splitlines() if line.startswith(f"| {engine.name} |")]
    assert [row.count("|") for row in rows] == [10, 3]


def test_an_engine_that_is_not_installed_is_named(printed: str) -> None:
    named = [
        engine
        for engine in OTHERS
        if f"{engine.name} is not installed, so it is left out; 'make bench' installs it." in printed
    ]
    assert named == [engine for engine in OTHERS if not engine.is_installed()]


def test_every_part_of_a_run_is_announced(printed: str) -> None:
    assert "resampled: building kbsearch's index of 20 articles …" in printed
    assert "resampled: Whoosh (BM25F) …" in printed
    assert "resampled: asking kbsearch 55 queries, three times …" in printed


def test_the_plot_names_every_engine(printed: str) -> None:
    if find_spec("matplotlib") is None:
        pytest.skip("matplotlib is not installed; 'make bench' installs it")
    assert "<svg" in printed
    assert ">kbsearch, whole request (kb.search)</text>" in printed


def test_resampled_articles_are_the_same_each_time_and_the_first_of_any_greater_number() -> None:
    few, many = list(resampled(DOCUMENTS, 20)), list(resampled(DOCUMENTS, 30))
    assert many[:20] == few
    assert len({document.id for document in many}) == 30


def test_a_resampled_article_has_the_beginning_of_one_and_the_end_of_another() -> None:
    documents = [Document("a", "A", "一。二。三。"), Document("b", "B", "四\n五")]
    texts = {(document.title, document.text) for document in resampled(documents, 50)}
    assert texts == {("A", "一。二。三。"), ("A", "一。二。五"), ("B", "四\n三。"), ("B", "四\n五")}


def test_times_are_set_against_tantivy() -> None:
    rows = [Row(REFERENCE, 0.2, 0.5, 1.0, 2, 3_000_000, 40_000_000), Row(OURS[0], 0.3, 2.0, 12.0, 3, 500_000, 50_000_000)]
    assert list(figures(Measured(1_000, rows))) == [
        "| engine | p50 ms | p95 ms | p99 ms | p50 ÷ Tantivy | p95 ÷ Tantivy | build s | disk MB | memory MB |",
        "| --- | --: | --: | --: | --: | --: | --: | --: | --: |",
        "| Tantivy | 0.200 | 0.500 | 1.00 | 1.00 | 1.00 | 2.0 | 3.0 | 40 |",
        "| kbsearch, first stage | 0.300 | 2.00 | 12 | 1.50 | 4.00 | 3.0 | 0.5 | 50 |",
    ]
    assert (
        list(figures(Measured(1_000, rows[1:])))[2] == "| kbsearch, first stage | 0.300 | 2.00 | 12 | – | – | 3.0 | 0.5 | 50 |"
    )


def test_growth_has_a_column_for_each_number_of_articles() -> None:
    measured = [Measured(size, [Row(OURS[0], p50, 1, 1, 1, 1, 1)]) for size, p50 in ((1_000, 0.1), (100_000, 4.0))]
    assert list(growth(measured))[2] == "| kbsearch, first stage | 0.100 | 4.00 |"
    assert next(growth(measured)) == "| p50 ms at … articles | 1,000 | 100,000 |"
