import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.membership import among, common

numbers = st.lists(st.integers(0, 50)).map(lambda values: np.array(sorted(set(values)), dtype=np.uint32))


@given(numbers, st.lists(st.integers(0, 60)).map(lambda values: np.array(values, dtype=np.uint32)))
def test_among_is_isin(ordered: np.ndarray, values: np.ndarray) -> None:
    assert among(ordered, values).tolist() == np.isin(values, ordered).tolist()


@given(numbers, numbers)
def test_common_is_the_intersection(some: np.ndarray, others: np.ndarray) -> None:
    assert common(some, others).tolist() == np.intersect1d(some, others).tolist()
