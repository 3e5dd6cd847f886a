import io
import os
import stat
import struct
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.tickets.attachments import AttachmentStore, line_of
from kbsearch.tickets.refusal import TicketRefused

MEGABYTE = 1024 * 1024


@pytest.fixture
def files(tmp_path: Path) -> AttachmentStore:
    return AttachmentStore(tmp_path / "attachments", MEGABYTE)


def keep(files: AttachmentStore, name: str, content: bytes) -> tuple[str, str]:
    kept = files.keep(name, BytesIO(content))
    assert files.path(kept).read_bytes() == content
    return kept.name, kept.media_type


def archive(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as opened:
        for name, content in members:
            opened.writestr(name, content)
    return written.getvalue()


def test_a_file_lies_once_under_its_digest_and_is_private(files: AttachmentStore, tmp_path: Path) -> None:
    one, other = files.keep("a.txt", BytesIO(b"hello")), files.keep("b.txt", BytesIO(b"hello"))
    assert one.digest == other.digest
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [one.digest]
    assert stat.S_IMODE(files.path(one).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "attachments").stat().st_mode) == 0o700


@pytest.mark.parametrize(
    ("content", "media_type", "suffix"),
    [
        (b"\x89PNG\r\n\x1a\n....", "image/png", ".png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg", ".jpg"),
        (b"GIF89a....", "image/gif", ".gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp", ".webp"),
        (b"\x00\x00\x00\x18ftypheic....", "image/heic", ".heic"),
        (b"\x00\x00\x00\x18ftypisom....", "video/mp4", ".mp4"),
        (b"\x00\x00\x00\x18ftypqt  ....", "video/quicktime", ".mov"),
        (b"%PDF-1.7\n....", "application/pdf", ".pdf"),
        ("番号,金額\n1,𠮷".encode(), "text/plain", ".txt"),
        ("ｶﾅ 返金".encode("cp932"), "text/plain", ".txt"),
        ("返金".encode("utf-16"), "text/plain", ".txt"),
        (archive(("a.txt", b"hello")), "application/zip", ".zip"),
        (archive(("[Content_Types].xml", b"<x/>"), ("word/document.xml", b"<x/>")), None, ".docx"),
        (archive(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")), None, ".xlsx"),
    ],
)
def test_the_content_says_what_a_file_is(files: AttachmentStore, content: bytes, media_type: str | None, suffix: str) -> None:
    name, found = keep(files, "報告.exe", content)
    assert name == f"報告.exe{suffix}"
    assert media_type in (None, found)
    assert keep(files, f"報告{suffix.upper()}", content)[0] == f"報告{suffix.upper()}"


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00\x03\x00\x00\x00",
        b"\x7fELF\x02\x01\x01",
        b"<!DOCTYPE html><p>hello",
        b"  <script>alert(1)</script>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        "<HTML>".encode("utf-16"),
        b"\x1f\x8b\x08\x00",
        b"Rar!\x1a\x07\x00",
        b"text with\x00a zero",
    ],
)
def test_programs_pages_and_what_is_not_known_are_refused(files: AttachmentStore, content: bytes, tmp_path: Path) -> None:
    with pytest.raises(TicketRefused, match=r"“picture\.png” is of a type that cannot be taken"):
        files.keep("picture.png", BytesIO(content))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_empty_or_too_large_file_is_refused(files: AttachmentStore, tmp_path: Path) -> None:
    with pytest.raises(TicketRefused, match="is empty"):
        files.keep("a.txt", BytesIO(b""))
    with pytest.raises(TicketRefused, match="is larger than 1 MB"):
        files.keep("a.txt", BytesIO(b"x" * (MEGABYTE + 1)))
    assert keep(files, "a.txt", b"x" * MEGABYTE)[1] == "text/plain"
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def lying_bomb() -> bytes:
    """Return an archive that says its file has ten bytes."""
    honest = archive(("a.txt", b"\x00" * 100 * MEGABYTE))
    size = struct.pack("<L", 100 * MEGABYTE)
    assert honest.count(size) == 2
    return honest.replace(size, struct.pack("<L", 10))


@pytest.mark.parametrize(
    "content",
    [
        archive(("a.txt", b"\x00" * 100 * MEGABYTE)),
        archive(*((f"{number}.txt", b"") for number in range(2001))),
        archive(("../../etc/passwd", b"x")),
        archive(("/etc/passwd", b"x")),
        archive(("C:\\autoexec.bat", b"x")),
        archive(("a.txt", b"hello"))[:40],
        b"PK\x03\x04" + os.urandom(200),
        lying_bomb(),
    ],
    ids=["bomb", "entries", "above", "root", "drive", "cut", "garbage", "lying bomb"],
)
def test_a_dangerous_archive_is_refused(files: AttachmentStore, content: bytes) -> None:
    with pytest.raises(TicketRefused, match="damaged or unpacks to far too much"):
        files.keep("a.zip", BytesIO(content))


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\花子\\画面.png", "画面.png"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),
        ("a\r\nContent-Type: text/html.png", "html.png"),
        (".htaccess", "htaccess"),
        ("", "file"),
        ("\x00", "file"),
        ("が.png", "が.png"),
        ("あ" * 300 + ".png", "あ" * 116 + ".png"),
        ('a<b>"c".png', "a_b__c_.png"),
    ],
)
def test_a_hostile_name_becomes_harmless(sent: str, shown: str) -> None:
    assert line_of(sent) == shown


@given(st.text())
def test_any_name_is_one_line_without_folders(name: str) -> None:
    shown = line_of(name)
    assert 0 < len(shown) <= 120
    assert not set(shown) & set('/\\\n\r\x00\u202e"<>')
    assert not shown.startswith(".")


def test_what_no_ticket_has_is_deleted_after_two_days(files: AttachmentStore, tmp_path: Path) -> None:
    used, old, fresh = (files.keep("a.txt", BytesIO(text)) for text in (b"used", b"old", b"fresh"))
    unfinished = tmp_path / "attachments/unfinished-1"
    unfinished.touch()
    for path in (files.path(used), files.path(old), unfinished):
        os.utime(path, (0, 0))
    assert files.delete_unused({used.digest}) == 2
    assert files.holds(used)
    assert not files.holds(old)
    assert files.holds(fresh)
