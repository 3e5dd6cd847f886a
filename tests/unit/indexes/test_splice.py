"""A splice must do what plain lists do."""

from itertools import chain

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.indexes.splice import GONE, Splice

rows = st.lists(st.lists(st.integers(0, 9), max_size=3), max_size=8)


def bounds(lists: list[list[int]]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.cumsum([0, *map(len, lists)])


def flat(lists: list[list[int]]) -> list[int]:
    return list(chain.from_iterable(lists))


@given(rows, rows, st.data())
def test_rows_are_left_out_and_put_between(old: list[list[int]], new: list[list[int]], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.integers(0, len(old) - 1))) if old else set()
    places = sorted(data.draw(st.lists(st.integers(0, len(old)), min_size=len(new), max_size=len(new))))
    expected: list[list[int]] = []
    for number in range(len(old) + 1):
        expected += [row for row, place in zip(new, places, strict=True) if place == number]
        expected += [old[number]] if number < len(old) and number not in gone else []
    splice = Splice.of(len(old), gone, places)
    values = splice.within(bounds(old), bounds(new)).array(np.array(flat(old), int), np.array(flat(new), int))
    assert values.tolist() == flat(expected)
    assert splice.bounds(bounds(old), bounds(new)).tolist() == bounds(expected).tolist()
    old_numbers, new_numbers = splice.numbers
    assert [number for number in range(len(old)) if old_numbers[number] == GONE] == sorted(gone)
    assert [expected[number] for number in new_numbers] == new
    assert all(expected[old_numbers[number]] == old[number] for number in range(len(old)) if number not in gone)
