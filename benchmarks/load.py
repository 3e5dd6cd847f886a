"""Measures ``kbsearch serve`` under load with wrk, from one process and from several, and prints a Markdown table.

The collection is the 13,447 documents of ../shared/relevance/jsquad with their questions as queries; without that set, the articles of this
repository with theirs. Run it with ``python benchmarks/load.py`` where kbsearch is installed. Settings of the server are taken from the environment
(``KBSEARCH_SERVER_THREADS=4``).
"""

import argparse
import json
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote
from urllib.request import urlopen

from kbsearch import KnowledgeBase, open_kb
from kbsearch.evaluation.judgments import read_documents, read_queries

ROOT = Path(__file__).parents[1]
SET = ROOT.parent / "shared" / "relevance" / "jsquad"
QUERIES, WARM_UP = 400, 60
PATIENCE = 600
"""Seconds to wait for the server: it builds the index first."""
WRK = """
local paths = { %s }
local place = 0
request = function()
  place = place %% #paths + 1
  return wrk.format("GET", paths[place])
end
done = function(summary, latency)
  local e = summary.errors
  print(string.format('{"requests": %%d, "microseconds": %%d, "p50": %%d, "p99": %%d, "errors": %%d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    e.connect + e.read + e.write + e.status + e.timeout))
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """What came of asking for one kind of page for a while. ``errors`` are answers of status 400 and above, and of sockets."""

    requests: int
    microseconds: int
    p50: int
    p99: int
    errors: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description="Measure kbsearch serve under load.")
    parser.add_argument("--seconds", type=int, default=8, help="how long each load lasts (8)")
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2], help="numbers of server processes (1 2)")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 8, 32], help="numbers of clients (1 8 32)")
    options = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        print("wrk is not installed, so nothing was measured: 'apt install wrk', on macOS 'brew install wrk'", file=sys.stderr)
        return 1
    with TemporaryDirectory(prefix="kbsearch-") as temporary:
        folder = Path(temporary)
        queries = collection(folder)
        print("| processes | page | clients | requests/s | p50 ms | p99 ms | errors |")
        print("| --: | --- | --: | --: | --: | --: | --: |")
        for processes in options.processes:
            with serving(folder, processes) as address:
                for page, paths in pages(queries).items():
                    warm_up(address, paths)
                    for clients in options.clients:
                        load = loaded(address, script(folder / "load.lua", paths), clients, options.seconds)
                        print(row(processes, page, clients, load), flush=True)
    return 0


def collection(folder: Path) -> list[str]:
    """Put articles below ``folder`` and return queries to ask of them, the same each time."""
    (folder / "kbsearch.toml").write_text('locales = ["ja"]\n', encoding="utf-8")
    if SET.is_dir():
        for number, document in enumerate(read_documents(SET / "corpus.jsonl")):
            file = folder / "articles" / "ja" / f"topic-{number % 20}" / f"{document.id}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            title = json.dumps(document.title, ensure_ascii=False)
            file.write_text(f"---\ntitle: {title}\n---\n\n{document.text}\n", encoding="utf-8")
        texts = [query.text for query in read_queries(SET / "queries.jsonl")]
    else:
        shutil.copytree(ROOT / "articles", folder / "articles")
        kb = open_kb(folder / "kbsearch.toml")
        kb.reindex()
        texts = list(questions(kb))
    chosen = random.Random(11)  # noqa: S311 - the same each time, not a secret
    return chosen.sample(texts, min(QUERIES, len(texts)))


def questions(kb: KnowledgeBase) -> Iterator[str]:
    """Yield the titles and questions of all articles."""
    for category in kb.categories("ja"):
        for article in kb.articles_in(category.path, locale="ja"):
            yield from (article.title, *article.questions)


def pages(queries: Sequence[str]) -> dict[str, list[str]]:
    """Return the addresses to ask for: what is typed into the search box is the first one to six characters of a query."""
    typed = [query[: 1 + number % 6] for number, query in enumerate(queries)]
    return {
        "results": [f"/ja/search?q={quote(query)}" for query in queries],
        "suggestions": [f"/api/v1/ja/suggest?q={quote(text)}" for text in typed],
    }


@contextmanager
def serving(folder: Path, processes: int) -> Iterator[str]:
    """Serve the articles below ``folder`` and yield the address."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "kbsearch", "serve", "--port", str(port), "--processes", str(processes)]
    with subprocess.Popen(
        command, cwd=folder, env={"KBSEARCH_LIMITS_API": "0", **os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL
    ) as server:
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(f"{address}/healthz", server)
            yield address
        finally:
            server.terminate()


def wait_for(address: str, server: subprocess.Popen[bytes]) -> None:
    """Return once ``address`` answers. Raises RuntimeError when the server ends before, or takes too long."""
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urlopen(address, timeout=PATIENCE):  # noqa: S310 - our own server
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"{address} does not answer")


def warm_up(address: str, paths: Sequence[str]) -> None:
    """Ask a little first, until every process has its index open."""
    for path in paths[:WARM_UP]:
        with urlopen(address + path, timeout=PATIENCE) as answer:  # noqa: S310 - our own server
            answer.read()


def script(file: Path, paths: Sequence[str]) -> Path:
    """Write the program by which wrk asks for all ``paths`` in turn, and return its file."""
    file.write_text(WRK % ", ".join(map(json.dumps, paths)), encoding="utf-8")
    return file


def loaded(address: str, program: Path, clients: int, seconds: int) -> Load:
    """Let so many clients ask, each again as soon as it is answered."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout=10s", f"--script={program}", address]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Load(**json.loads(printed.splitlines()[-1]))


def row(processes: int, page: str, clients: int, load: Load) -> str:
    """Return a line of the table."""
    rate = load.requests / load.microseconds * 1e6
    return f"| {processes} | {page} | {clients} | {rate:.0f} | {load.p50 / 1000:.1f} | {load.p99 / 1000:.1f} | {load.errors} |"


if __name__ == "__main__":
    sys.exit(main())
