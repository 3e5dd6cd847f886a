"""The figures of a run, by ir-measures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from kbsearch.evaluation.judgments import Grades
from kbsearch.evaluation.runs import Run

if TYPE_CHECKING:
    from ir_measures import ScoredDoc
    from ir_measures.measures import Measure

SET_MEASURES = ("nDCG@10", "MRR", "Success@1", "Success@5", "Recall@10")
QUESTION_MEASURES = ("MRR", "Success@1", "Success@3")


@dataclass(frozen=True, slots=True)
class Figures:
    """How well and how fast queries were answered."""

    queries: int
    """Queries with a right document; the measures are averages over these."""
    unjudged: int
    """Queries asked that have none."""
    empty: int
    """Queries for which nothing was shown."""
    measures: Mapping[str, float]
    """Name -> average, from 0 to 1; empty without a query."""
    p50: float
    """Seconds in which half of the queries were ranked."""
    p95: float

    def as_dict(self) -> dict[str, object]:
        """Return the figures for JSON."""
        return {
            "queries": self.queries,
            "unjudged": self.unjudged,
            "empty": self.empty,
            **{name: round(value, 4) for name, value in self.measures.items()},
            "seconds": {"p50": round(self.p50, 6), "p95": round(self.p95, 6)},
        }


def measure(run: Run, grades: Grades, names: tuple[str, ...] = SET_MEASURES) -> Figures:
    """Average the measures called ``names`` over the queries that have a right document.

    A right document that was not found counts 0. The gain of nDCG is (2^grade - 1) / log2(place + 1).
    """
    judged = {query: graded for query, graded in grades.items() if any(graded.values())}
    p50, p95 = np.percentile(run.seconds, [50, 95]).tolist() if run.seconds else (0.0, 0.0)
    return Figures(
        queries=len(judged),
        unjudged=len(run.found.keys() - judged.keys()),
        empty=sum(not ranked for ranked in run.found.values()),
        measures=_averages(run, judged, names) if judged else {},
        p50=p50,
        p95=p95,
    )


def _averages(run: Run, judged: Grades, names: tuple[str, ...]) -> dict[str, float]:
    import ir_measures  # brings SciPy: other commands need not wait for it

    known = _measures({grade for graded in judged.values() for grade in graded.values()})
    wanted = {name: known[name] for name in names}
    qrels = [ir_measures.Qrel(query, document, grade) for query, graded in judged.items() for document, grade in graded.items()]
    averages = ir_measures.calc_aggregate(list(wanted.values()), qrels, _scored(run, judged))
    return {name: float(averages[measured]) for name, measured in wanted.items()}


def _measures(grades: set[int]) -> dict[str, "Measure"]:
    from ir_measures import RR, R, Success, nDCG

    return {
        "nDCG@10": nDCG(gains={grade: 2**grade - 1 for grade in grades}) @ 10,
        "MRR": RR,
        "Success@1": Success @ 1,
        "Success@3": Success @ 3,
        "Success@5": Success @ 5,
        "Recall@10": R @ 10,
    }


def _scored(run: Run, judged: Grades) -> list["ScoredDoc"]:
    """Return what was found for the judged queries.

    Scores are taken from the places: trec_eval would sort equal scores by id, which is not the order customers see.
    """
    from ir_measures import ScoredDoc

    return [
        ScoredDoc(query, article, -float(place))
        for query in judged
        for place, (article, _) in enumerate(run.found.get(query, ()))
    ]
