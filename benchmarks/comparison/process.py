"""What runs in a process of its own: ``build`` or ``serve``, an engine's module, its folder, a file of documents or queries.

The result is one JSON object on standard output. Building starts from documents in memory; memory is that of the whole process after it
has served, pages of memory-mapped files that it touched included.
"""

import json
import sys
import time
from importlib import import_module
from pathlib import Path
from types import ModuleType

from benchmarks.comparison.engines import Ask, Query

WARM_UP = 50
"""Queries asked before the clock runs; none of them is asked again."""


def main() -> None:
    """Do what the arguments say."""
    verb, name, opener, folder, file = sys.argv[1:]
    module = import_module(f"benchmarks.comparison.engines.{name}")
    given = json.loads(Path(file).read_text(encoding="utf-8"))
    print(
        json.dumps(
            _build(module, Path(folder), given) if verb == "build" else _serve(getattr(module, opener)(Path(folder)), given)
        )
    )


def _build(module: ModuleType, folder: Path, documents: list[list[str]]) -> float:
    """Return the seconds it took."""
    started = time.perf_counter()
    module.build(folder, documents)
    return time.perf_counter() - started


def _serve(ask: Ask, given: list[tuple[str, list[str]]]) -> dict[str, object]:
    queries = [Query(text, terms) for text, terms in given]
    hits = sum(len(ask(query)) for query in queries[:WARM_UP])
    milliseconds = []
    for query in queries[WARM_UP:]:
        started = time.perf_counter()
        found = ask(query)
        milliseconds.append((time.perf_counter() - started) * 1000)
        hits += len(found)
    return {"milliseconds": milliseconds, "hits": hits, "memory": _memory()}


def _memory() -> int:
    """Return the bytes of memory that are resident, as Linux counts them."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return next(int(line.split()[1]) * 1024 for line in status.splitlines() if line.startswith("VmRSS:"))


if __name__ == "__main__":
    main()
