from pathlib import Path

import pytest

from kbsearch.tickets.desk import DeliveryError
from kbsearch.tickets.senders.files import File, files_of, named_files
from tests.tickets import make_handoff


def test_files_keep_names_types_and_contents(tmp_path: Path) -> None:
    handoff = make_handoff(tmp_path, {"画像.png": b"1", "a.txt": b"2"})
    assert files_of(handoff) == [File("画像.png", "image/png", b"1"), File("a.txt", "text/plain", b"2")]


def test_the_type_of_a_replys_file_is_guessed_by_its_name(tmp_path: Path) -> None:
    (tmp_path / "digest").write_bytes(b"1")
    named = named_files({"画像.png": tmp_path / "digest", "x": tmp_path / "digest"})
    assert named == [File("画像.png", "image/png", b"1"), File("x", "application/octet-stream", b"1")]


def test_a_file_that_is_gone_is_a_final_error_that_names_it(tmp_path: Path) -> None:
    handoff = make_handoff(tmp_path, {"画像.png": b"1"})
    next(iter(handoff.files.values())).unlink()
    with pytest.raises(DeliveryError, match=r"画像\.png") as raised:
        files_of(handoff)
    assert raised.value.is_final
