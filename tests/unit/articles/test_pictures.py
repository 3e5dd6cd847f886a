import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.pictures import picture_size

PNG = bytes.fromhex("89504e470d0a1a0a0000000d494844520000002a0000001108060000") + b"\0" * 16
MAGIC = [
    b"",
    PNG[:16],
    b"GIF89a",
    b"\xff\xd8\xff\xe0",
    b"RIFF\0\0\0\0WEBPVP8 ",
    b"RIFF\0\0\0\0WEBPVP8X",
    b"\0\0\0\x18ftypavif",
    b'<svg width="',
]


@pytest.mark.parametrize(
    ("name", "content", "size"),
    [
        ("a.png", PNG, (42, 17)),
        ("a.gif", b"GIF89a\x2a\0\x11\0" + b"\0" * 16, (42, 17)),
        ("a.jpg", PNG, (42, 17)),
        ("a.svg", b'<svg viewBox="0 0 640 190"><rect width="1" height="2"/>', (640, 190)),
        ("a.svg", b"<?xml version='1.0'?><svg viewBox='0,0 , 640.4,190' width='100%'>", (640, 190)),
        ("a.SVG", b'<svg\nwidth = "64px" height="19.2" stroke-width="3" viewBox="0 0 1 1">', (64, 19)),
        ("a.svg", b'<svg width="10em" height="5em">', None),
        ("a.svg", b'<svg viewBox="0 0 a b">', None),
        ("a.svg", b'<svg viewBox="0 0 -5 nan">', None),
        ("a.svg", b'<svg viewBox="0 0 inf 5">', None),
        ("a.svg", b"<svg", None),
        ("a.png", b"no picture at all", None),
        ("a.png", PNG[:18], None),
        ("a.png", b"", None),
        ("a.jpg", b"\xff\xd8\xff", None),
        ("a.webp", b"RIFF\0\0\0\0WEBPVP8 ", None),
        ("a.avif", b"\0\0\0\x18ftypavif", None),
    ],
)
def test_the_size_stands_in_the_file(tmp_path: Path, name: str, content: bytes, size: tuple[int, int] | None) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    assert picture_size(file) == size


@given(st.sampled_from([".png", ".jpg", ".gif", ".webp", ".avif", ".svg"]), st.binary(max_size=200), st.sampled_from(MAGIC))
def test_no_file_is_too_broken_to_be_asked(
    tmp_path_factory: pytest.TempPathFactory, ending: str, rest: bytes, magic: bytes
) -> None:
    file = tmp_path_factory.getbasetemp() / f"broken{ending}"
    file.write_bytes(magic + rest)
    os.utime(file, ns=(hash(rest) % 10**18, hash(rest) % 10**18))
    size = picture_size(file)
    assert size is None or min(size) >= 1


def test_a_file_that_is_gone_has_no_size(tmp_path: Path) -> None:
    assert picture_size(tmp_path / "gone.png") is None


def test_a_picture_that_was_replaced_has_its_new_size(tmp_path: Path) -> None:
    file = tmp_path / "a.svg"
    file.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"/>')
    assert picture_size(file) == (10, 10)
    file.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"/>')
    os.utime(file, ns=(1, 1))
    assert picture_size(file) == (20, 20)
