"""Asks queries, keeps what was found and how long it took."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TextIO

from kbsearch.evaluation.judgments import AskedQuery
from kbsearch.ports import Progress

DEPTH = 100
"""How many articles are looked at for each query; MRR counts no article behind that place."""

Ranked = Sequence[tuple[str, float]]
"""Ids of articles with their scores, best first."""


@dataclass(frozen=True, slots=True)
class Run:
    """What was found for each query, by its id, in the order asked; and the seconds each one took."""

    found: Mapping[str, Ranked]
    seconds: Sequence[float]


def run_queries(queries: Sequence[AskedQuery], rank: Callable[[AskedQuery], Ranked], progress: Progress) -> Run:
    """Ask every query, one after the other."""
    found, seconds = {}, []
    for number, query in enumerate(queries):
        progress("query", number, len(queries))
        started = time.perf_counter()
        found[query.id] = rank(query)
        seconds.append(time.perf_counter() - started)
    progress("query", len(queries), len(queries))
    return Run(found, seconds)


def write_trec(run: Run, file: TextIO) -> None:
    """Write a run as trec_eval reads it: query id, Q0, document id, place, score, name of the run.

    Programs that read it sort by the score alone, so equal scores are written 0.00001 apart, in the order customers see.
    """
    for query, ranked in run.found.items():
        above = float("inf")
        for place, (article, score) in enumerate(ranked, start=1):
            above = min(score, above - 1e-5)
            file.write(f"{query} Q0 {article} {place} {above:.5f} kbsearch\n")
