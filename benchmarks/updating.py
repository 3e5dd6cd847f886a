"""Measures how long a change takes until it is found, and prints a Markdown table; see "Updating" in docs/en/performance.md.

Run ``python -m benchmarks.updating [--articles 100000]``. The articles are made of those of ../shared/relevance/jsquad; nothing of them is kept here.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from benchmarks.comparison.__main__ import SET
from benchmarks.comparison.resampling import resampled
from kbsearch import KnowledgeBase, open_kb
from kbsearch.articles.library import Library
from kbsearch.evaluation.judgments import read_documents
from kbsearch.indexes import store
from kbsearch.indexes.generations import Generations
from kbsearch.indexes.whoosh import WhooshWriter
from kbsearch.ledger import Ledger

STEPS: dict[str, Sequence[tuple[Any, str]]] = {
    "walk": [(Library, "_of_locale")],
    "ledger": [(Ledger, "read"), (Ledger, "write")],
    "Whoosh": [(store.FolderBuild, "add"), (WhooshWriter, "commit")],
    "columns": [(store, "derive_columns")],
    "checksums": [(store, "checksums")],
    "to disk": [(Generations, "switch")],
}
"""What is timed, besides the whole: the functions that do it."""

REPEATED = 5
"""Times each change is made; the table shows the median."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.updating", description="Measure updates.")
    parser.add_argument("--articles", type=int, default=100_000, help="how many there are (%(default)s)")
    options = parser.parse_args(arguments)
    if not SET.is_dir():
        print("There is no ../shared/relevance/jsquad beside this repository, so nothing was measured.")
        return 0
    with TemporaryDirectory(prefix="kbsearch-") as folder:
        _measure(Path(folder), options.articles)
    return 0


def _measure(folder: Path, count: int) -> None:
    articles = folder / "articles" / "ja"
    for number, document in enumerate(resampled(read_documents(SET / "corpus.jsonl"), count)):
        _write(articles, number, document.title, document.text)
    (folder / "kbsearch.toml").write_text('locales = ["ja"]\n')
    kb = open_kb(folder / "kbsearch.toml")
    kb.reindex()
    time.sleep(3)  # until no file is so new that it must be read again
    kb.reindex()
    print(f"| articles | change | {' | '.join(STEPS)} | rest | reindex | first search | until found | processor |")
    print(f"|---:|---|{'---:|' * (len(STEPS) + 5)}", flush=True)
    for what, change in changes(articles, count).items():
        runs = sorted((_timed(kb, change, turn) for turn in range(REPEATED)), key=lambda run: run[-2])
        figures = " | ".join(f"{seconds:.3f}" for seconds in runs[REPEATED // 2])
        print(f"| {count:,} | {what} | {figures} |", flush=True)


def changes(articles: Path, count: int) -> dict[str, Callable[[int], None]]:
    """Return what is done to the articles by its name; each is given its turn, from 0."""

    def edit(number: int, turn: int) -> None:
        _write(articles, number, f"記事{number}", f"改訂{turn}版の説明。これは新しい文です。")

    def edit_hundred(turn: int) -> None:
        for number in range(0, count, max(1, count // 100)):
            edit(number, turn)

    return {
        "nothing": lambda _: None,
        "one changed": lambda turn: edit(count // 2, turn),
        "one added": lambda turn: edit(count + turn, turn),
        "one removed": lambda turn: _file(articles, count + turn).unlink(),
        "100 changed": edit_hundred,
    }


def _timed(kb: KnowledgeBase, change: Callable[[int], None], turn: int) -> list[float]:
    """Return the seconds of each step, of the rest, of reindexing, of the first search, of both, and of the processor in all."""
    change(turn)
    kb.search("説明", locale="ja")
    spent = dict.fromkeys(STEPS, 0.0)
    started, processor = time.perf_counter(), time.process_time()
    with ExitStack() as patched:
        for step, functions in STEPS.items():
            for owner, name in functions:
                patched.enter_context(_clocked(owner, name, spent, step))
        kb.reindex()
    indexed = time.perf_counter()
    kb.search("説明", locale="ja")
    found = time.perf_counter()
    rest = indexed - started - sum(spent.values())
    return [
        *spent.values(),
        rest,
        indexed - started,
        found - indexed,
        found - started,
        time.process_time() - processor,
    ]


@contextmanager
def _clocked(owner: Any, name: str, spent: dict[str, float], step: str) -> Iterator[None]:
    """Count the time of a function."""
    function = getattr(owner, name)

    def clocked(*given: Any, **named: Any) -> Any:
        started = time.perf_counter()
        try:
            return function(*given, **named)
        finally:
            spent[step] += time.perf_counter() - started

    with patch.object(owner, name, clocked):
        yield


def _write(articles: Path, number: int, title: str, text: str) -> None:
    file = _file(articles, number)
    file.parent.mkdir(parents=True, exist_ok=True)
    quoted = json.dumps(title, ensure_ascii=False)
    file.write_text(f"---\nid: r{number:06}\ntitle: {quoted}\n---\n\n{text}\n", encoding="utf-8")


def _file(articles: Path, number: int) -> Path:
    return articles / f"c{number % 50:02}" / f"r{number:06}.md"


if __name__ == "__main__":
    sys.exit(main())
