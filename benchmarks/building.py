"""Measures how long a full build takes and how much memory, with one process and with all cores, and prints a Markdown table.

Each build runs in an interpreter of its own. The yardstick is MeCab alone over the same texts, its words thrown away. A second table compares building anew by
hand with building anew for another layout, which takes the tokens from the generation before.
"""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from unittest.mock import patch

from kbsearch import open_kb
from kbsearch.analysis.japanese import JapaneseWords
from kbsearch.bootstrap import collection
from kbsearch.config import make_config
from kbsearch.evaluation.collection import article_of
from kbsearch.evaluation.judgments import read_documents
from kbsearch.indexes import store
from kbsearch.processes import cores

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
JSQUAD = SHARED / "relevance" / "jsquad" / "corpus.jsonl"
ALCHEMY = SHARED / "corpora" / "ms-alchemy"
COLUMNS = (
    "collection",
    "articles",
    "processes",
    "seconds",
    "processor seconds",
    "articles a second",
    "builder MB",
    "all processes MB",
)
AGAIN = ("collection", "articles", "analyzed again s", "tokens reused s", "reused ÷ again")
PAIRS = 3
"""Times the two kinds of building anew take turns."""


def main() -> int:
    """Return the exit code."""
    if len(sys.argv) == 4:
        build_again(Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[1] == "reuse")
        return 0
    if len(sys.argv) == 3:
        measure(Path(sys.argv[1]), int(sys.argv[2]))
        return 0
    if not JSQUAD.is_file() or not ALCHEMY.is_dir():
        print(f"{JSQUAD} or {ALCHEMY} is not there: nothing to measure on", file=sys.stderr)
        return 1
    print(f"| {' | '.join(COLUMNS)} |\n|{' --- |' + ' --: |' * (len(COLUMNS) - 1)}")
    for source in (JSQUAD, ALCHEMY):
        for count in sorted({1, cores()}):
            subprocess.run([sys.executable, str(Path(__file__)), source, str(count)], check=True, cwd=ROOT)
        print_yardstick(source)
    print(f"\n| {' | '.join(AGAIN)} |\n|{' --- |' + ' --: |' * (len(AGAIN) - 1)}")
    for source in (JSQUAD, ALCHEMY):
        print_rebuilds(source)
    return 0


def measure(source: Path, count: int) -> None:
    """Build a collection with so many processes and print its line of the table."""
    if count == 1:
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    before = time.process_time()
    articles, seconds = build_set(source) if source.is_file() else build_folder(source)
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    builder, largest = (usage.ru_maxrss / 1024 for usage in usages)
    print_line(
        source,
        f"{articles:,}",
        count,
        f"{seconds:.1f}",
        f"{sum(usage.ru_utime + usage.ru_stime for usage in usages) - before:.1f}",
        f"{articles / seconds:,.0f}",
        f"{builder:.0f}",
        f"{builder + (count * largest if count > 1 else 0):.0f}",
    )


def build_set(file: Path) -> tuple[int, float]:
    """Build the documents of a relevance set; return how many there are, and the seconds it took."""
    articles = [article_of(document, "ja") for document in read_documents(file)]
    started = time.perf_counter()
    with collection(make_config({}, ROOT), "ja", articles, lambda *_: None):
        return len(articles), time.perf_counter() - started


def build_folder(folder: Path) -> tuple[int, float]:
    """Build a folder of Markdown; return how many articles there are, and the seconds it took."""
    with TemporaryDirectory(prefix="kbsearch-") as index:
        report = open_kb(articles_dir=folder, index_dir=index).reindex()
        return len(report.added), report.seconds


def print_rebuilds(source: Path) -> None:
    """Print the processor seconds of building anew with and without the tokens there are, one after the other several times."""
    with TemporaryDirectory(prefix="kbsearch-") as folder:
        index, articles = Path(folder) / "index", Path(folder) / "articles" if source.is_file() else source
        if source.is_file():
            write_set(source, articles)
        count = len(open_kb(articles_dir=articles, index_dir=index).reindex().added)
        pairs = [[seconds_of(kind, articles, index) for kind in ("again", "reuse")] for _ in range(PAIRS)]
    again, reused, ratio = (
        median(values) for values in zip(*((again, reused, reused / again) for again, reused in pairs), strict=True)
    )
    print_line(source, f"{count:,}", f"{again:.1f}", f"{reused:.1f}", f"{ratio:.2f}")


def write_set(file: Path, articles: Path) -> None:
    """Write the documents of a relevance set as files of Markdown."""
    (articles / "ja").mkdir(parents=True)
    for number, document in enumerate(read_documents(file)):
        (articles / "ja" / f"{number}.md").write_text(f"# {document.title}\n\n{document.text}\n", encoding="utf-8")


def seconds_of(kind: str, articles: Path, index: Path) -> float:
    """Return the processor seconds that an interpreter of its own takes for building anew."""
    command = [sys.executable, str(Path(__file__)), kind, str(articles), str(index)]
    return float(subprocess.run(command, check=True, cwd=ROOT, capture_output=True, text=True).stdout)


def build_again(articles: Path, index: Path, reuse: bool) -> None:
    """Build anew, as by hand or as for another layout, and print the processor seconds that it took."""
    layout = store._sources()
    with patch.object(store, "_sources", lambda: f"{layout} {time.time_ns()}" if reuse else layout):
        open_kb(articles_dir=articles, index_dir=index).reindex(rebuild=not reuse)
    usages = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(sum(usage.ru_utime + usage.ru_stime for usage in usages))


def print_yardstick(source: Path) -> None:
    """Print how long MeCab alone takes for the same texts."""
    if source.is_file():
        texts = [document.text for document in read_documents(source)]
    else:
        texts = [file.read_text(encoding="utf-8", errors="replace") for file in source.rglob("*.md")]
    words = JapaneseWords()
    words.words("辞書を読み込む")
    started, before = time.perf_counter(), time.process_time()
    for text in texts:
        words.words(text)
    seconds, busy = time.perf_counter() - started, time.process_time() - before
    print_line(
        source, f"{len(texts):,}", "MeCab alone", f"{seconds:.1f}", f"{busy:.1f}", f"{len(texts) / seconds:,.0f}", "", ""
    )


def print_line(source: Path, *values: object) -> None:
    """Print a line of the table."""
    print(f"| {source.parent.name if source.is_file() else source.name} | {' | '.join(map(str, values))} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
