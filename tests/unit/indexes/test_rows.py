"""Rows read from their file are those of the array."""

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from kbsearch.indexes.rows import Rows

OFFSETS = np.arange(30, dtype=np.uint32).reshape(10, 3)


@pytest.mark.parametrize("array", [OFFSETS, OFFSETS[:, 0].copy(), OFFSETS.astype(np.float64), OFFSETS[:0]])
def test_rows_are_those_of_the_array(tmp_path: Path, array: npt.NDArray[np.generic]) -> None:
    np.save(tmp_path / "column.npy", array)
    rows = Rows(tmp_path / "column.npy")
    for start, end in [(0, 0), (0, 1), (3, 7), (0, len(array)), (len(array), len(array))]:
        np.testing.assert_array_equal(rows.read(min(start, len(array)), min(end, len(array))), array[start:end])


def test_the_file_is_let_go_of_with_the_rows(tmp_path: Path) -> None:
    np.save(tmp_path / "column.npy", OFFSETS)
    rows = Rows(tmp_path / "column.npy")
    descriptor = rows._file
    del rows
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)


def test_rows_outlive_the_name_of_their_file(tmp_path: Path) -> None:
    np.save(tmp_path / "column.npy", OFFSETS)
    rows = Rows(tmp_path / "column.npy")
    (tmp_path / "column.npy").unlink()
    assert rows.read(1, 2).tolist() == [[3, 4, 5]]
