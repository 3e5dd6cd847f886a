"""benchmarks/updating.py, on a handful of made-up articles; how fast anything is, is not asked."""

import json
from pathlib import Path

import pytest

from benchmarks import updating


def test_there_is_a_row_for_each_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    documents = [{"id": str(number), "title": f"題{number}", "text": f"{number}番の説明です。終わり。"} for number in range(5)]
    (tmp_path / "corpus.jsonl").write_text("\n".join(map(json.dumps, documents)), encoding="utf-8")
    monkeypatch.setattr(updating, "SET", tmp_path)
    monkeypatch.setattr(updating, "REPEATED", 1)
    monkeypatch.setattr("time.sleep", lambda _: None)
    assert updating.main(["--articles", "8"]) == 0
    head, _, *rows = capsys.readouterr().out.splitlines()
    assert [row.split(" | ")[1] for row in rows] == ["nothing", "one changed", "one added", "one removed", "100 changed"]
    assert {row.count("|") for row in rows} == {head.count("|")}


def test_without_the_set_nothing_is_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(updating, "SET", tmp_path / "absent")
    assert updating.main([]) == 0
    assert "nothing was measured" in capsys.readouterr().out
