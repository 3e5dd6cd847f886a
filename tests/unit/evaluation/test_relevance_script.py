"""scripts/relevance.py, on a small set of its own."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

README = """
| set | Lucene 9.9 nDCG@10 | MRR | Success@1 | our target nDCG@10 |
|---|---|---|---|---|
| tiny | .5000 | .4000 | .3000 | ≥ .740 |
"""
FILES = {
    "README.md": README,
    "tiny/corpus.jsonl": '{"id": "a", "title": "Refunds", "text": "Money back"}\n{"id": "b", "title": "Cards", "text": "Numbers"}\n',
    "tiny/queries.jsonl": '{"id": "q", "text": "refund"}\n',
    "tiny/qrels.tsv": "q\ta\t1\n",
    "tiny/queries_unanswerable.jsonl": '{"id": "u", "text": "galaxy"}\n{"id": "v", "text": "cards"}\n',
}


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    file = Path(__file__).parents[3] / "scripts" / "relevance.py"
    spec = importlib.util.spec_from_file_location("relevance", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "relevance", module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "FOLDER", tmp_path / "relevance")
    monkeypatch.setattr(module, "SETS", (module.Set("tiny", "en"),))
    return module


def test_without_the_sets_nothing_is_measured_and_nothing_fails(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main() == 0
    assert capsys.readouterr().out == "There is no ../shared/relevance beside this repository, so nothing was measured.\n"


def test_a_set_stands_beside_the_figures_of_lucene(
    script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in FILES.items():
        file = tmp_path / "relevance" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    assert script.main() == 0
    lines = capsys.readouterr().out.splitlines()
    cells = [cell.strip() for cell in lines[2].strip("|").split("|")]
    assert lines[0].startswith("| set | queries | nDCG@10 | Lucene | target | met | MRR | Lucene | Success@1 | Lucene |")
    assert cells[:10] == ["tiny", "1", "1.0000", "0.5000", "0.740", "yes", "1.0000", "0.4000", "1.0000", "0.3000"]
    assert lines[4] == "tiny: 1 of 2 queries without an answer show nothing."
