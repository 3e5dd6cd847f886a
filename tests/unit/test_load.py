"""benchmarks/load.py; how fast anything is, is not asked."""

import shutil
from pathlib import Path

import pytest

from benchmarks import load
from benchmarks.load import Load, main, pages, row, script
from tests.library import write_articles


def test_without_wrk_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert main([]) == 1
    expected = "wrk is not installed, so nothing was measured: 'apt install wrk', on macOS 'brew install wrk'\n"
    assert capsys.readouterr() == ("", expected)


def test_a_load_is_a_row_of_the_table() -> None:
    load = Load(requests=1200, microseconds=4_000_000, p50=2_340, p99=19_960, errors=3)
    assert row(2, "results", 8, load) == "| 2 | results | 8 | 300 | 2.3 | 20.0 | 3 |"


def test_each_query_is_asked_whole_of_the_results_and_begun_of_the_suggestions() -> None:
    assert pages(["返金 の条件", "a&b"]) == {
        "results": ["/ja/search?q=%E8%BF%94%E9%87%91%20%E3%81%AE%E6%9D%A1%E4%BB%B6", "/ja/search?q=a%26b"],
        "suggestions": ["/api/v1/ja/suggest?q=%E8%BF%94", "/api/v1/ja/suggest?q=a%26"],
    }


def test_the_program_for_wrk_goes_through_all_addresses(tmp_path: Path) -> None:
    program = script(tmp_path / "load.lua", ["/a?q=1", "/a?q=2"]).read_text(encoding="utf-8")
    assert 'local paths = { "/a?q=1", "/a?q=2" }' in program
    assert "place = place % #paths + 1" in program


@pytest.mark.skipif(shutil.which("wrk") is None, reason="wrk is not installed")
def test_a_run_has_a_row_for_each_load_and_no_errors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def small_collection(folder: Path) -> list[str]:
        write_articles(folder)
        return ["返金", "解約したい"]

    monkeypatch.setattr(load, "collection", small_collection)
    assert main(["--seconds", "1", "--processes", "1", "--clients", "2"]) == 0
    rows = [line.strip("| ").split(" | ") for line in capsys.readouterr().out.splitlines()[2:]]
    assert [cells[:3] + cells[-1:] for cells in rows] == [["1", "results", "2", "0"], ["1", "suggestions", "2", "0"]]
