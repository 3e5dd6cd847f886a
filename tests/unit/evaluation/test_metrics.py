from math import log2

import pytest

from kbsearch.evaluation.metrics import QUESTION_MEASURES, measure
from kbsearch.evaluation.runs import Ranked, Run


def make_run(seconds: list[float] | None = None, **found: list[str]) -> Run:
    """Return a run that found those documents, the scores all equal."""
    ranked: dict[str, Ranked] = {query: [(document, 1.0) for document in documents] for query, documents in found.items()}
    return Run(ranked, seconds if seconds is not None else [0.001] * len(ranked))


def test_the_only_right_document_in_first_place_is_perfect() -> None:
    figures = measure(make_run(q=["right", "wrong"]), {"q": {"right": 1}})
    assert figures.measures == {"nDCG@10": 1.0, "MRR": 1.0, "Success@1": 1.0, "Success@5": 1.0, "Recall@10": 1.0}


def test_a_right_document_in_third_place() -> None:
    measures = measure(make_run(q=["a", "b", "right"]), {"q": {"right": 1}}).measures
    assert measures["nDCG@10"] == pytest.approx(1 / log2(4))
    assert measures["MRR"] == pytest.approx(1 / 3)
    assert (measures["Success@1"], measures["Success@5"], measures["Recall@10"]) == (0.0, 1.0, 1.0)


def test_the_gain_grows_with_the_power_of_the_grade() -> None:
    measures = measure(make_run(q=["fair", "best"]), {"q": {"best": 3, "fair": 1}}).measures
    assert measures["nDCG@10"] == pytest.approx((1 / log2(2) + 7 / log2(3)) / (7 / log2(2) + 1 / log2(3)))


def test_places_count_and_not_scores_or_ids() -> None:
    """trec_eval sorts equal scores by id, descending; customers see the order of the run."""
    for order in (["a", "z"], ["z", "a"]):
        assert measure(make_run(q=order), {"q": {order[0]: 1}}).measures["Success@1"] == 1.0


def test_mrr_looks_further_than_ten_places_and_recall_does_not() -> None:
    measures = measure(make_run(q=[f"d{place}" for place in range(1, 101)]), {"q": {"d100": 1, "d10": 0}}).measures
    assert measures["MRR"] == pytest.approx(1 / 100)
    assert measures["nDCG@10"] == measures["Recall@10"] == 0.0


def test_a_query_that_found_nothing_counts_zero() -> None:
    figures = measure(make_run(hit=["right"], miss=[]), {"hit": {"right": 1}, "miss": {"right": 1}})
    assert figures.measures["nDCG@10"] == figures.measures["MRR"] == figures.measures["Recall@10"] == 0.5
    assert (figures.queries, figures.empty) == (2, 1)


def test_when_nothing_is_found_at_all_every_measure_is_zero() -> None:
    assert set(measure(make_run(q=[]), {"q": {"right": 1}}).measures.values()) == {0.0}


def test_queries_without_a_right_document_are_not_in_the_averages() -> None:
    figures = measure(make_run(q=["right"], unknown=["right"], wrong=["right"]), {"q": {"right": 1}, "wrong": {"right": 0}})
    assert (figures.queries, figures.unjudged, figures.measures["MRR"]) == (1, 2, 1.0)


def test_recall_is_the_part_of_the_right_documents_among_the_first_ten() -> None:
    measures = measure(make_run(q=["a", "x", "b"]), {"q": {"a": 1, "b": 1, "c": 1, "d": 1}}).measures
    assert measures["Recall@10"] == 0.5


def test_half_of_the_queries_are_faster_than_the_median() -> None:
    figures = measure(make_run([0.001, 0.002, 0.009], a=["x"], b=["x"], c=["x"]), {"a": {"x": 1}})
    assert figures.p50 == 0.002
    assert figures.p95 == pytest.approx(0.0083)


def test_without_a_query_there_is_no_average() -> None:
    figures = measure(make_run(), {}, QUESTION_MEASURES)
    assert figures.as_dict() == {"queries": 0, "unjudged": 0, "empty": 0, "seconds": {"p50": 0.0, "p95": 0.0}}
