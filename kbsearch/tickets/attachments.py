"""Attachments on the disk: each file once, under the digest of its content, outside the web root."""

import hashlib
import os
import tempfile
import time
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from kbsearch.tickets.file_types import FileType, UnsafeArchive, file_type
from kbsearch.tickets.refusal import TicketRefused
from kbsearch.tickets.ticket import Attachment

LONGEST_NAME = 120
UNUSED = 2 * 86_400.0
"""Seconds after which a file that no ticket has is deleted; a form is not open that long."""
_CHUNK = 1024 * 1024
_FIELD = "attachments"


class AttachmentStore:
    """Safe to use from several threads and processes."""

    def __init__(self, folder: Path, largest: int) -> None:
        self._folder = folder
        self._largest = largest

    def keep(self, name: str, content: BinaryIO) -> Attachment:
        """Keep a file that was uploaded. Raises TicketRefused when it is empty, too large, or not of a type that is taken; OSError when the disk is full."""
        shown = line_of(name)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(prefix="unfinished-", dir=self._folder)
        file = Path(unfinished)
        try:
            with os.fdopen(descriptor, "wb") as opened:
                digest, size = self._copy(content, opened, shown)
            kind = _type_of(file, shown)
            self._place(file, digest)
        finally:
            file.unlink(missing_ok=True)
        return Attachment(_with_suffix(shown, kind), kind.media_type, size, digest)

    def check_size(self, name: str, size: int) -> None:
        """Raise TicketRefused when a file of so many bytes is too large."""
        if size > self._largest:
            raise _too_large(name, self._largest)

    def path(self, attachment: Attachment) -> Path:
        """Return where an attachment lies."""
        return self._path(attachment.digest)

    def holds(self, attachment: Attachment) -> bool:
        """Whether it is there; if so, it stays for as long as a new one would."""
        try:
            os.utime(self.path(attachment))
        except OSError:
            return False
        return True

    def delete_unused(self, used: Collection[str], age: float = UNUSED) -> int:
        """Delete what is older than ``age`` seconds and not among the digests that are ``used``; return how many."""
        oldest = time.time() - age
        unused = [file for file in self._files() if file.name not in used and file.stat().st_mtime < oldest]
        for file in unused:
            file.unlink(missing_ok=True)
        return len(unused)

    def delete(self, digest: str) -> None:
        """Delete a file; none that is gone already is missed."""
        self._path(digest).unlink(missing_ok=True)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _files(self) -> Iterator[Path]:
        return (file for file in self._folder.glob("**/*") if file.is_file())

    def _copy(self, content: BinaryIO, target: BinaryIO, name: str) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        while chunk := content.read(_CHUNK):
            size += len(chunk)
            self.check_size(name, size)
            digest.update(chunk)
            target.write(chunk)
        if not size:
            raise TicketRefused(
                f"“{name}” is empty. Attach another file.",
                f"「{name}」は空のファイルです。別のファイルを添付してください。",
                _FIELD,
            )
        target.flush()
        os.fsync(target.fileno())
        return digest.hexdigest(), size

    def _place(self, file: Path, digest: str) -> None:
        target = self._path(digest)
        target.parent.mkdir(mode=0o700, exist_ok=True)
        file.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def line_of(name: str) -> str:
    """Return the name of a file as it may be shown and sent: no folders, nothing that cannot be seen, nothing that turns the reading order."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(
        "_" if sign in '<>:"|?*' else sign for sign in last if unicodedata.category(sign) not in ("Cc", "Cf", "Cs", "Co")
    )
    words = " ".join(seen.split()).lstrip(".") or "file"
    stem, dot, suffix = words.rpartition(".")
    if not dot or len(suffix) > 10:
        return words[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(suffix) - 1]}.{suffix}"


def _type_of(file: Path, name: str) -> FileType:
    try:
        kind = file_type(file)
    except UnsafeArchive:
        raise TicketRefused(
            f"“{name}” cannot be taken: the archive is damaged or unpacks to far too much. Attach the files one by one.",
            f"「{name}」は受け付けられません。圧縮ファイルが壊れているか、展開すると大きくなりすぎます。ファイルを 1 つずつ添付してください。",
            _FIELD,
        ) from None
    if kind is None:
        raise TicketRefused(
            f"“{name}” is of a type that cannot be taken. Pictures, PDF, text, Office documents, ZIP and videos can.",
            f"「{name}」は受け付けられない種類のファイルです。画像、PDF、テキスト、Office 文書、ZIP、動画を添付できます。",
            _FIELD,
        )
    return kind


def _with_suffix(name: str, kind: FileType) -> str:
    """Return the name with a suffix that does not lie."""
    return name if name.lower().endswith(kind.suffixes) else f"{name}{kind.suffixes[0]}"


def _too_large(name: str, largest: int) -> TicketRefused:
    megabytes = largest // (1024 * 1024)
    return TicketRefused(
        f"“{name}” is larger than {megabytes} MB. Attach a smaller file.",
        f"「{name}」は {megabytes} MB を超えています。小さいファイルを添付してください。",
        _FIELD,
    )
