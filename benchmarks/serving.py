"""Measures the memory of a serving process and its cold start, and prints a Markdown table; Linux only.

The articles and queries are those of ../shared/relevance/jsquad, and articles resampled from them. Run it with ``python -m benchmarks.serving`` where kbsearch is
installed; ``--articles 2000 --queries 50`` for a first look.
"""

import argparse
import json
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.comparison.resampling import resampled
from kbsearch.bootstrap import collection
from kbsearch.config import Config
from kbsearch.evaluation.collection import article_of
from kbsearch.evaluation.judgments import Document, read_documents, read_queries

ROOT = Path(__file__).parents[1]
SET = ROOT.parent / "shared" / "relevance" / "jsquad"
LOCALE = "ja"
STARTS = 5
"""Processes that are started; the table has the median."""
HEAD = """\
| articles | imports s | opening s | first answer s | cold start s | anonymous MB | dictionary MB | index MB | libraries MB | all MB |
| --: | --: | --: | --: | --: | --: | --: | --: | --: | --: |"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.serving", description="Measure memory and cold start.")
    parser.add_argument("--articles", type=int, nargs="*", help="resampled sets (100,000); without it jsquad as it is, too")
    parser.add_argument("--queries", type=int, default=550, help="queries answered before memory is looked at (%(default)s)")
    options = parser.parse_args(arguments)
    if not SET.is_dir():
        print("There is no ../shared/relevance/jsquad beside this repository, so nothing was measured.")
        return 0
    documents = read_documents(SET / "corpus.jsonl")
    texts = [query.text for query in read_queries(SET / "queries.jsonl")]
    queries = random.Random(4).sample(texts, min(options.queries, len(texts)))  # noqa: S311 - not a secret
    print(f"{len(queries):,} queries one after another; median of {STARTS} starts.\n\n{HEAD}", flush=True)
    if options.articles is None:
        print(row(documents, queries), flush=True)
    for count in [100_000] if options.articles is None else options.articles:
        print(row(list(resampled(documents, count)), queries), flush=True)
    return 0


def row(documents: Sequence[Document], queries: Sequence[str]) -> str:
    """Return the line of the table for a set of documents."""
    with collection(Config(), LOCALE, [article_of(each, LOCALE) for each in documents], lambda *_: None) as kb:
        file = kb.config.index_dir.parent / "queries.json"
        file.write_text(json.dumps(queries[:1]), encoding="utf-8")
        starts = [served(kb.config.index_dir, file)["seconds"] for _ in range(STARTS)]
        file.write_text(json.dumps(queries), encoding="utf-8")
        memory = served(kb.config.index_dir, file)["memory"]
    seconds = [statistics.median(step) for step in zip(*starts, strict=True)] + [statistics.median(map(sum, starts))]
    kinds = [memory[kind] / 1e6 for kind in ("anonymous", "dictionary", "index", "libraries")]
    figures = [f"{len(documents):,}", *(f"{s:.2f}" for s in seconds), *(f"{mb:.0f}" for mb in (*kinds, sum(kinds)))]
    return f"| {' | '.join(figures)} |"


def served(index: Path, queries: Path) -> Any:
    """Return what a process that answers ``queries`` measured."""
    command = [sys.executable, "-m", "benchmarks.served", str(time.monotonic()), str(index), LOCALE, str(queries)]
    return json.loads(subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True).stdout)


if __name__ == "__main__":
    sys.exit(main())
