"""Measures what recording costs the reader: the results page of ``kbsearch serve`` with and without the event log, in turns, under wrk.

Every request is a new visit, as wrk keeps no cookies: each is recorded and gets a cookie set. The collection and the queries are those of ``load.py``.
Run it with ``python -m benchmarks.recording`` at the top of the repository.
"""

import argparse
import os
import shutil
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.load import Load, collection, loaded, pages, script, serving, warm_up

ENABLED = "KBSEARCH_INSIGHTS_ENABLED"


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description="Measure the results page with and without the event log.")
    parser.add_argument("--seconds", type=int, default=5, help="how long each load lasts (5)")
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured; the median counts (5)")
    parser.add_argument("--clients", type=int, nargs="+", default=[1, 4], help="numbers of clients (1 4)")
    options = parser.parse_args(arguments)
    if shutil.which("wrk") is None:
        print("wrk is not installed, so nothing was measured: 'apt install wrk', on macOS 'brew install wrk'", file=sys.stderr)
        return 1
    with TemporaryDirectory(prefix="kbsearch-") as temporary:
        folder = Path(temporary)
        paths = pages(collection(folder))["results"]
        program = script(folder / "load.lua", paths)
        with recording(folder, False) as silent, recording(folder, True) as noting:
            for address in (silent, noting):
                warm_up(address, paths)
            print("| clients | event log | requests/s | p50 ms | p99 ms | errors |")
            print("| --: | --- | --: | --: | --: | --: |")
            for clients in options.clients:
                found: dict[str, list[Load]] = {silent: [], noting: []}
                for _ in range(options.rounds):
                    for address, loads in found.items():
                        loads.append(loaded(address, program, clients, options.seconds))
                print(row(clients, "off", found[silent]))
                print(row(clients, "on", found[noting]), flush=True)
        print(f"\n{searches(folder / 'var' / 'kbsearch.db')} searches were recorded.")
    return 0


@contextmanager
def recording(folder: Path, enabled: bool) -> Iterator[str]:
    """Serve with the event log or without it, and yield the address."""
    before = os.environ.get(ENABLED)
    os.environ[ENABLED] = str(enabled).lower()
    try:
        with serving(folder, 1) as address:
            yield address
    finally:
        if before is None:
            del os.environ[ENABLED]
        else:
            os.environ[ENABLED] = before


def searches(database: Path) -> int:
    """Return how many are in the event log."""
    connection = sqlite3.connect(database)
    try:
        (count,) = connection.execute("SELECT count(*) FROM searches").fetchone()
    finally:
        connection.close()
    return int(count)


def row(clients: int, log: str, loads: Sequence[Load]) -> str:
    """Return a line of the table: medians of several loads."""
    rate = median(load.requests / load.microseconds * 1e6 for load in loads)
    p50, p99 = (median(times) / 1000 for times in ([load.p50 for load in loads], [load.p99 for load in loads]))
    return f"| {clients} | {log} | {rate:.0f} | {p50:.2f} | {p99:.2f} | {sum(load.errors for load in loads)} |"


if __name__ == "__main__":
    sys.exit(main())
