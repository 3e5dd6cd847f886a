"""Measures the search on the relevance sets beside this repository and prints a Markdown table beside Lucene's figures.

The sets, Lucene's figures and the targets are read from ../shared/relevance; nothing of them is kept here.
"""

import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from kbsearch.bootstrap import collection
from kbsearch.config import Config
from kbsearch.evaluation.collection import article_of
from kbsearch.evaluation.judgments import AskedQuery, Document, Grades, read_documents, read_grades, read_queries
from kbsearch.evaluation.metrics import Figures, measure
from kbsearch.evaluation.runs import DEPTH, Ranked, run_queries
from kbsearch.terminal import Terminal

FOLDER = Path(__file__).parent.parent.parent / "shared" / "relevance"
COLUMNS = (
    *("set", "queries", "nDCG@10", "Lucene", "target", "met", "MRR", "Lucene", "Success@1", "Lucene"),
    *("Success@5", "Recall@10", "p50 ms", "p95 ms"),
)


@dataclass(frozen=True, slots=True)
class Set:
    """Queries with judgments over the documents of a folder."""

    folder: str
    locale: str
    variant: str = ""

    @property
    def name(self) -> str:
        """The set's name in the README of the sets."""
        return f"{self.folder}{self.variant}"


SETS = (
    Set("ms_alchemy", "ja"),
    Set("jsquad", "ja"),
    Set("jsquad", "ja", "_variant"),
    Set("jsquad", "ja", "_kana"),
    Set("squad_en", "en"),
    Set("stackfaq", "en"),
    Set("covidfaq", "en"),
    Set("techqa", "en"),
)


@dataclass(frozen=True, slots=True)
class Reference:
    """What Lucene reaches on a set, and the nDCG@10 to reach."""

    ndcg: float
    mrr: float
    success: float
    target: float


def main() -> int:
    """Return the exit code."""
    if not FOLDER.is_dir():
        print("There is no ../shared/relevance beside this repository, so nothing was measured.")
        return 0
    started = time.perf_counter()
    references = dict(read_references((FOLDER / "README.md").read_text(encoding="utf-8")))
    print(line(COLUMNS), line(["---", *["--:"] * (len(COLUMNS) - 1)]), sep="\n", flush=True)
    notes: list[str] = []
    for folder, sets in groupby(SETS, key=lambda each: each.folder):
        figures, more = measured(folder, list(sets))
        print(*(line(row(each, found, references[each.name])) for each, found in figures), sep="\n", flush=True)
        notes += more
    print("", *notes, f"{time.perf_counter() - started:.0f} s in all.", sep="\n")
    return 0


def read_references(readme: str) -> Iterator[tuple[str, Reference]]:
    """Yield each set of the table of figures to beat."""
    for found in re.finditer(r"^\| (\w+) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) \| ≥ ([\d.]+) \|$", readme, re.MULTILINE):
        yield found[1], Reference(*map(float, found.groups()[1:]))


def measured(folder: str, sets: Sequence[Set]) -> tuple[list[tuple[Set, Figures]], list[str]]:
    """Index the documents of a folder once, then ask the queries of each of its sets; the lines are for what no table has."""
    documents = read_documents(FOLDER / folder / "corpus.jsonl")
    locale = sets[0].locale
    articles = [article_of(document, locale) for document in documents]
    with Terminal().progress() as progress, collection(Config(), locale, articles, progress) as kb:

        def rank(query: AskedQuery) -> Ranked:
            return kb.rank(query.text, locale=locale, limit=DEPTH)

        figures = []
        for each in sets:
            queries, grades = judged(each, documents)
            figures.append((each, measure(run_queries(queries, rank, progress), grades)))
        return figures, list(unanswerable(folder, rank))


def judged(each: Set, documents: Sequence[Document]) -> tuple[list[AskedQuery], Grades]:
    """Read the queries and judgments of a set."""
    queries = read_queries(FOLDER / each.folder / f"queries{each.variant}.jsonl")
    return queries, read_grades(FOLDER / each.folder / f"qrels{each.variant}.tsv", queries, documents)


def unanswerable(folder: str, rank: Callable[[AskedQuery], Ranked]) -> Iterator[str]:
    """Yield how many queries that have no answer show nothing, where the folder has such queries."""
    file = FOLDER / folder / "queries_unanswerable.jsonl"
    if file.is_file():
        queries = read_queries(file)
        empty = sum(not rank(query) for query in queries)
        yield f"{folder}: {empty} of {len(queries)} queries without an answer show nothing."


def row(each: Set, figures: Figures, lucene: Reference) -> list[str]:
    """Return the cells of a set."""
    ours = figures.measures
    ndcg = round(ours["nDCG@10"], 4)
    met = "yes" if ndcg >= lucene.target else "no" if ndcg >= lucene.ndcg else "**below Lucene**"
    return [
        *(each.name, str(figures.queries), f"{ndcg:.4f}", f"{lucene.ndcg:.4f}", f"{lucene.target:.3f}", met),
        *(f"{ours['MRR']:.4f}", f"{lucene.mrr:.4f}", f"{ours['Success@1']:.4f}", f"{lucene.success:.4f}"),
        *(f"{ours['Success@5']:.4f}", f"{ours['Recall@10']:.4f}", f"{figures.p50 * 1000:.2f}", f"{figures.p95 * 1000:.2f}"),
    ]


def line(cells: Sequence[str]) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
