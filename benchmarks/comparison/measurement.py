"""Measures every engine on one set of articles."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.comparison.engines import OTHERS, OURS, REFERENCE, Engine
from benchmarks.comparison.engines.kbsearch import LOCALE, documents
from kbsearch.bootstrap import collection
from kbsearch.config import Config
from kbsearch.evaluation.collection import article_of
from kbsearch.evaluation.judgments import Document
from kbsearch.terminal import Terminal

ROOT = Path(__file__).parent.parent.parent

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of an engine; times in milliseconds, sizes in bytes."""

    engine: Engine
    p50: float
    p95: float
    p99: float
    build_seconds: float
    disk: int
    memory: int


@dataclass(frozen=True, slots=True)
class Measured:
    """A set of articles and the engines' rows."""

    articles: int
    rows: Sequence[Row]

    def reference(self) -> Row | None:
        """Return the row that the others are set against, where that engine is installed."""
        return next((row for row in self.rows if row.engine is REFERENCE), None)


def measure(name: str, articles: Sequence[Document], texts: Sequence[str], say: Say) -> Measured:
    """Build every engine's index and ask it all ``texts``, of which the first ones warm it up."""
    say(f"{name}: building kbsearch's index of {len(articles):,} articles")
    started = time.perf_counter()
    with (
        Terminal().progress() as progress,
        collection(Config(), LOCALE, [article_of(document, LOCALE) for document in articles], progress) as kb,
        TemporaryDirectory(prefix="kbsearch-benchmark-") as folder,
    ):
        seconds = time.perf_counter() - started
        terms = [list(dict.fromkeys(token.term for token in kb.tokens(text, locale=LOCALE))) for text in texts]
        asked = [(text, having) for text, having in zip(texts, terms, strict=True) if having]
        _write(Path(folder) / "queries.json", asked)
        _write(Path(folder) / "documents.json", list(documents(kb.config.index_dir)))
        others = list(_others(name, Path(folder), say))
        say(f"{name}: asking kbsearch {len(asked):,} queries, three times")
        ours = [_row(engine, kb.config.index_dir, Path(folder), seconds) for engine in OURS]
    return Measured(len(articles), [*others, *ours])


def _others(name: str, folder: Path, say: Say) -> Iterator[Row]:
    for engine in OTHERS:
        if engine.is_installed():
            say(f"{name}: {engine.name}")
            (folder / engine.module).mkdir()
            seconds = _run("build", engine, folder / engine.module, folder / "documents.json")
            yield _row(engine, folder / engine.module, folder, seconds)


def _row(engine: Engine, index: Path, folder: Path, build_seconds: float) -> Row:
    served = _run("serve", engine, index, folder / "queries.json")
    assert served["hits"], f"{engine.name} found nothing"
    p50, p95, p99 = np.percentile(served["milliseconds"], [50, 95, 99]).tolist()
    disk = sum(file.stat().st_size for file in index.rglob("*") if file.is_file())
    return Row(engine, p50, p95, p99, build_seconds, disk, served["memory"])


def _run(verb: str, engine: Engine, index: Path, file: Path) -> Any:
    command = [sys.executable, "-m", "benchmarks.comparison.process", verb, engine.module, engine.opener, str(index), str(file)]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def _write(file: Path, content: object) -> None:
    file.write_text(json.dumps(content), encoding="utf-8")
