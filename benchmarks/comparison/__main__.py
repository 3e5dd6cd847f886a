"""Measures kbsearch beside Tantivy, bm25s, SQLite FTS5 and Whoosh, and prints Markdown tables; see docs/en/performance.md.

The articles and queries are those of ../shared/relevance/jsquad; nothing of them is kept here.
"""

import argparse
import os
import platform
import random
import sys
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from benchmarks.comparison.engines import OTHERS
from benchmarks.comparison.measurement import ROOT, Measured, measure
from benchmarks.comparison.process import WARM_UP
from benchmarks.comparison.resampling import resampled
from benchmarks.comparison.table import figures, growth
from kbsearch.evaluation.judgments import read_documents, read_queries

SET = ROOT.parent / "shared" / "relevance" / "jsquad"
STEPS = (1_000, 3_000, 10_000, 30_000)
"""Numbers of articles on the way to the greatest."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code."""
    options = _options(arguments)
    if not SET.is_dir():
        print("There is no ../shared/relevance/jsquad beside this repository, so nothing was measured.")
        return 0
    for engine in OTHERS:
        if not engine.is_installed():
            print(f"{engine.name} is not installed, so it is left out; 'make bench' installs it.", file=sys.stderr)
    documents = read_documents(SET / "corpus.jsonl")
    texts = _sample([query.text for query in read_queries(SET / "queries.jsonl")], options.queries)
    machine = f"{os.cpu_count()} cores, Python {platform.python_version()}"
    print(f"{len(texts) - WARM_UP:,} queries one after another, after {WARM_UP} others to warm up; {machine}.\n", flush=True)
    if not options.quick:
        _print(f"jsquad, {len(documents):,} articles", figures(measure("jsquad", documents, texts, _say)))
    sizes = (*(step for step in STEPS if step < options.articles), options.articles)
    grown = [measure("resampled", list(resampled(documents, size)), texts, _say) for size in sizes]
    _print(f"Resampled, {options.articles:,} articles", figures(grown[-1]))
    _print("How it grows", growth(grown))
    _plot(grown, options.plot)
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.comparison", description="Measure kbsearch beside other engines."
    )
    parser.add_argument(
        "--quick", action="store_true", help="2,000 articles and 100 queries unless said otherwise, no jsquad as it is"
    )
    parser.add_argument("--articles", type=int, help="articles of the largest resampled set (100,000)")
    parser.add_argument("--queries", type=int, help="queries asked (500)")
    parser.add_argument("--plot", type=Path, default=Path("build/performance.svg"), help="file of the plot (%(default)s)")
    options = parser.parse_args(arguments)
    options.articles = options.articles or (2_000 if options.quick else 100_000)
    options.queries = options.queries or (100 if options.quick else 500)
    return options


def _sample(texts: Sequence[str], count: int) -> list[str]:
    """Return ``count`` of the queries, the same each time, behind those to warm up with."""
    return random.Random(4).sample(texts, min(WARM_UP + count, len(texts)))  # noqa: S311 - not a secret


def _plot(grown: Sequence[Measured], file: Path) -> None:
    if find_spec("matplotlib") is None:
        print("matplotlib is not installed, so there is no plot; 'make bench' installs it.", file=sys.stderr)
        return
    from benchmarks.comparison.plot import draw

    draw(grown, file)
    print(f"The plot is in {file}.")


def _print(title: str, lines: Iterator[str]) -> None:
    print(f"## {title}", "", *lines, "", sep="\n", flush=True)


def _say(text: str) -> None:
    print(f"{text} …", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
