from pathlib import Path

import pytest

from kbsearch.errors import IndexBusyError
from kbsearch.indexes.generations import Generations, link_files
from kbsearch.indexes.lock import building
from kbsearch.indexes.manifest import NAME as MANIFEST


def finished(generations: Generations) -> Path:
    new = generations.begin()
    (new / MANIFEST).write_text("{}")
    generations.switch(new, [])
    return new


def test_an_empty_folder_has_no_current_generation(tmp_path: Path) -> None:
    assert Generations(tmp_path).current() is None


def test_a_generation_serves_once_it_is_switched_to(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    new = generations.begin()
    assert generations.current() is None
    generations.switch(new, [])
    assert generations.current() == new


def test_the_last_two_are_kept(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    made = [finished(generations) for _ in range(3)]
    assert not made[0].exists()
    assert made[1].exists()
    assert made[2].exists()


def test_sweeping_removes_what_a_dead_builder_left(tmp_path: Path) -> None:
    generations = Generations(tmp_path)
    serving = finished(generations)
    unfinished = generations.begin()
    generations.sweep()
    assert serving.exists()
    assert not unfinished.exists()


def test_folders_that_are_no_generations_are_never_removed(tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "20261121-precious").mkdir()
    generations = Generations(tmp_path)
    generations.sweep()
    for _ in range(3):
        finished(generations)
    assert (tmp_path / "articles").exists()
    assert (tmp_path / "20261121-precious").exists()


def test_the_pointer_never_leads_out_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "current").write_text("../../etc")
    assert Generations(tmp_path).current() == tmp_path / "etc"


def test_linked_files_are_the_same_and_locks_are_left_out(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    (old / "a.seg").write_text("x")
    (old / "MAIN_WRITELOCK").write_text("")
    link_files(old, tmp_path / "new")
    assert [file.name for file in (tmp_path / "new").iterdir()] == ["a.seg"]
    assert (tmp_path / "new" / "a.seg").samefile(old / "a.seg")


def test_a_second_builder_is_told_who_is_first(tmp_path: Path) -> None:
    with (
        building(tmp_path),
        pytest.raises(IndexBusyError, match=r"process \d+ is building this index; wait until it ends"),
        building(tmp_path),
    ):
        pass


def test_the_lock_is_free_again_afterwards(tmp_path: Path) -> None:
    for _ in range(2):
        with building(tmp_path):
            pass
