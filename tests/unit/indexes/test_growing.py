from pathlib import Path

import numpy as np

from kbsearch.indexes.growing import append, mapped


def saved(file: Path, rows: list[list[int]]) -> Path:
    np.save(file, np.array(rows, dtype=np.uint32))
    return file


def test_what_is_appended_comes_behind_and_the_old_column_stays_as_it_is(tmp_path: Path) -> None:
    old, new = saved(tmp_path / "old.npy", [[1, 2], [3, 4]]), tmp_path / "new.npy"
    append(old, new, 2, np.array([[5, 6]]))
    assert mapped(new, 3).tolist() == [[1, 2], [3, 4], [5, 6]]
    assert mapped(old, 2).tolist() == [[1, 2], [3, 4]]
    assert old.samefile(new)


def test_what_another_generation_has_appended_is_not_overwritten(tmp_path: Path) -> None:
    old, other, new = saved(tmp_path / "old.npy", [[1, 2]]), tmp_path / "other.npy", tmp_path / "new.npy"
    append(old, other, 1, np.array([[3, 4]]))
    append(old, new, 1, np.array([[5, 6]]))
    assert mapped(other, 2).tolist() == [[1, 2], [3, 4]]
    assert mapped(new, 2).tolist() == [[1, 2], [5, 6]]


def test_a_column_without_rows_grows_too(tmp_path: Path) -> None:
    old, new = tmp_path / "old.npy", tmp_path / "new.npy"
    np.save(old, np.empty((0, 3), dtype=np.uint32))
    assert mapped(old, 0).shape == (0, 3)
    append(old, new, 0, np.array([[1, 2, 3]]))
    assert mapped(new, 1).tolist() == [[1, 2, 3]]
