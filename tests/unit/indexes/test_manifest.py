from pathlib import Path

import numpy as np
import pytest

from kbsearch.indexes.growing import append
from kbsearch.indexes.manifest import Manifest, Verified, checksums


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A generation with a column that grows and one that does not."""
    folder = tmp_path / "one"
    folder.mkdir()
    np.save(folder / "tokens.npy", np.arange(1_000, dtype=np.uint32))
    np.save(folder / "lengths.npy", np.arange(10))
    return folder


def manifest(folder: Path, base: Path | None = None, known: Manifest | None = None) -> Manifest:
    return Manifest("", "", {}, checksums(folder, base, known.files if known else None)[0])


def damaged(known: Manifest, folder: Path, verified: Verified | None = None) -> list[str]:
    return list(known.damaged(folder, verified or {}, {}))


def test_what_is_as_it_was_written_is_sound(folder: Path) -> None:
    assert damaged(manifest(folder), folder) == []


@pytest.mark.parametrize("name", ["tokens.npy", "lengths.npy"])
def test_a_changed_byte_is_damage(folder: Path, name: str) -> None:
    known = manifest(folder)
    content = bytearray((folder / name).read_bytes())
    content[-1] ^= 1
    (folder / name).write_bytes(content)
    assert damaged(known, folder) == [name]


def test_a_column_that_has_grown_since_is_sound_and_any_other_is_not(folder: Path) -> None:
    known = manifest(folder)
    for name in known.files:
        with (folder / name).open("ab") as file:
            file.write(b"more")
    assert damaged(known, folder) == ["lengths.npy"]


def test_the_checksum_of_a_shared_file_goes_on_from_the_one_known(folder: Path, tmp_path: Path) -> None:
    known = manifest(folder)
    new = tmp_path / "two"
    new.mkdir()
    append(folder / "tokens.npy", new / "tokens.npy", 1_000, np.arange(5))
    assert manifest(new, folder, known) == manifest(new)


def test_what_was_found_sound_is_not_read_again_but_what_was_appended_is(folder: Path, tmp_path: Path) -> None:
    first, verified = manifest(folder), Verified()
    assert list(first.damaged(folder, {}, verified)) == []
    new = tmp_path / "two"
    new.mkdir()
    append(folder / "tokens.npy", new / "tokens.npy", 1_000, np.arange(5))
    second = manifest(new)
    assert damaged(second, new, verified) == []
    with (new / "tokens.npy").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\xff")
    assert damaged(second, new, verified) == ["tokens.npy"]


def test_only_what_is_new_counts_as_written(folder: Path, tmp_path: Path) -> None:
    known = manifest(folder)
    new = tmp_path / "two"
    new.mkdir()
    append(folder / "tokens.npy", new / "tokens.npy", 1_000, np.arange(5))
    (new / "lengths.npy").hardlink_to(folder / "lengths.npy")
    _, written = checksums(new, folder, known.files)
    assert written == [new / "tokens.npy"]
