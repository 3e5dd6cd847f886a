from io import StringIO

import ir_measures

from kbsearch.evaluation.judgments import AskedQuery
from kbsearch.evaluation.runs import Run, run_queries, write_trec

QUERIES = [AskedQuery("q1", "返金"), AskedQuery("q2", "解約")]


def test_every_query_is_asked_in_order_with_its_time_and_progress() -> None:
    steps: list[tuple[str, int, int]] = []
    run = run_queries(QUERIES, lambda query: [(query.text, 1.0)], lambda *step: steps.append(step))
    assert run.found == {"q1": [("返金", 1.0)], "q2": [("解約", 1.0)]}
    assert len(run.seconds) == 2
    assert all(seconds >= 0 for seconds in run.seconds)
    assert steps == [("query", 0, 2), ("query", 1, 2), ("query", 2, 2)]


def written(run: Run) -> str:
    file = StringIO()
    write_trec(run, file)
    return file.getvalue()


def test_a_run_is_written_as_trec_eval_reads_it() -> None:
    run = Run({"q1": [("a", 12.5), ("b", 3.25)], "q2": []}, [])
    assert written(run) == "q1 Q0 a 1 12.50000 kbsearch\nq1 Q0 b 2 3.25000 kbsearch\n"


def test_equal_scores_are_written_apart_so_that_the_order_stays() -> None:
    run = Run({"q": [("a", 30.0), ("b", 30.0), ("c", 30.0), ("d", 1.0)]}, [])
    assert written(run).splitlines() == [
        "q Q0 a 1 30.00000 kbsearch",
        "q Q0 b 2 29.99999 kbsearch",
        "q Q0 c 3 29.99998 kbsearch",
        "q Q0 d 4 1.00000 kbsearch",
    ]
    read = list(ir_measures.read_trec_run(written(run)))  # type: ignore[no-untyped-call]
    first = ir_measures.calc_aggregate([ir_measures.Success @ 1], [ir_measures.Qrel("q", "a", 1)], read)
    assert first[ir_measures.Success @ 1] == 1.0
