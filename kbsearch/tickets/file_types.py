"""What a file is, by its content; its name says nothing. What is not listed is not taken: no programs, no HTML, no SVG."""

import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

HEAD = 4096
"""Bytes of a file that tell its type."""
ENTRIES, UNPACKED, RATIO = 2000, 200 * 1024 * 1024, 200
"""What an archive may hold at most: files, bytes unpacked, and how much larger it may become."""
_ROOM = 1024 * 1024
"""Bytes that any archive may unpack to, however well they are packed."""
_ENCRYPTED = 0x1
_CONTROL = re.compile(r"[\x00-\x07\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP = re.compile(r"<(!doctype|html|head|body|script|svg|iframe|\?xml)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileType:
    """A media type, and the suffixes its files have, the usual one first."""

    media_type: str
    suffixes: tuple[str, ...]


PNG = FileType("image/png", (".png",))
JPEG = FileType("image/jpeg", (".jpg", ".jpeg"))
GIF = FileType("image/gif", (".gif",))
WEBP = FileType("image/webp", (".webp",))
HEIC = FileType("image/heic", (".heic", ".heif"))
PDF = FileType("application/pdf", (".pdf",))
MP4 = FileType("video/mp4", (".mp4", ".m4v"))
MOV = FileType("video/quicktime", (".mov",))
WEBM = FileType("video/webm", (".webm",))
ZIP = FileType("application/zip", (".zip",))
DOCX = FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",))
XLSX = FileType("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", (".xlsx",))
PPTX = FileType("application/vnd.openxmlformats-officedocument.presentationml.presentation", (".pptx",))
TEXT = FileType("text/plain", (".txt", ".log", ".csv", ".tsv", ".md", ".json", ".yml", ".yaml", ".ini", ".conf"))
TAKEN = (PNG, JPEG, GIF, WEBP, HEIC, PDF, MP4, MOV, WEBM, ZIP, DOCX, XLSX, PPTX, TEXT)

_BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
)
_OFFICE = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
_ENCODINGS = ("utf-8-sig", "cp932", "euc-jp")
"""Of text; UTF-16 has zero bytes and begins with a mark."""


class UnsafeArchive(Exception):
    """An archive that would unpack to far more than it seems, or that cannot be read."""


def file_type(file: Path) -> FileType | None:
    """Return what a file is; None where it is nothing that is taken. Raises UnsafeArchive."""
    with open(file, "rb") as opened:
        head = opened.read(HEAD)
    found = next((kind for beginning, kind in _BEGINNINGS if head.startswith(beginning)), None)
    if found is None and head.startswith(b"PK\x03\x04"):
        return _archive(file)
    return found or _container(head) or (TEXT if _is_text(file) else None)


def _container(head: bytes) -> FileType | None:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[:4] == b"\x1aE\xdf\xa3" and b"webm" in head[:64]:
        return WEBM
    if head[4:8] != b"ftyp":
        return None
    brand = head[8:12]
    if brand in (b"heic", b"heix", b"mif1", b"hevc"):
        return HEIC
    return MOV if brand == b"qt  " else MP4


def _archive(file: Path) -> FileType:
    allowed = min(UNPACKED, max(_ROOM, RATIO * file.stat().st_size))
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if len(names) > ENTRIES or any(map(_leads_out, names)) or not _unpacks_within(archive, allowed):
                raise UnsafeArchive
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, ValueError, RuntimeError, EOFError) as error:
        raise UnsafeArchive from error
    if "[Content_Types].xml" not in names:
        return ZIP
    return next((kind for folder, kind in _OFFICE if any(name.startswith(folder) for name in names)), ZIP)


def _unpacks_within(archive: zipfile.ZipFile, allowed: int) -> bool:
    """Whether all files together have no more bytes. They are unpacked to know: an archive may lie about their sizes."""
    if sum(entry.file_size for entry in archive.infolist()) > allowed:
        return False
    for entry in archive.infolist():
        if entry.flag_bits & _ENCRYPTED:
            allowed -= entry.file_size
            continue
        entry.file_size, entry.CRC = allowed + 1, None  # type: ignore[assignment] # what it says of itself is not asked
        with archive.open(entry) as unpacked:
            while chunk := unpacked.read(_ROOM):
                allowed -= len(chunk)
    return allowed >= 0


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." in parts or parts[0] == "" or parts[0].endswith(":")


def _is_text(file: Path) -> bool:
    content = file.read_bytes()
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _reads_as_text(content, "utf-16")
    return any(_reads_as_text(content, encoding) for encoding in _ENCODINGS)


def _reads_as_text(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not _CONTROL.search(text) and not _MARKUP.search(text[:HEAD])
