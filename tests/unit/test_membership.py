import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.membership import among, common, places_of

numbers = st.lists(st.integers(0, 50)).map(lambda values: np.array(sorted(set(values)), dtype=np.uint32))


@given(numbers, st.lists(st.integers(0, 60)).map(lambda values: np.array(values, dtype=np.uint32)))
def test_among_is_isin(ordered: np.ndarray, values: np.ndarray) -> None:
    assert among(ordered, values).tolist() == np.isin(values, ordered).tolist()


@given(numbers, numbers)
def test_common_is_the_intersection(some: np.ndarray, others: np.ndarray) -> None:
    assert common(some, others).tolist() == np.intersect1d(some, others).tolist()


@given(numbers, st.lists(st.integers(0, 60)).map(lambda values: np.array(values, dtype=np.uint32)))
def test_places_of_are_where_isin_is_true(wanted: np.ndarray, values: np.ndarray) -> None:
    assert places_of(wanted, values).tolist() == np.flatnonzero(np.isin(values, wanted)).tolist()


@given(st.integers(0, 50), numbers)
def test_a_single_number_has_itself_in_common_with_others(number: int, others: np.ndarray) -> None:
    assert common(np.array([number], dtype=np.uint32), others).tolist() == [n for n in others.tolist() if n == number]
