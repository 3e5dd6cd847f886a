"""What a generation says of itself: written last, so that one without a manifest was never finished.

It names every file with its size and checksum; a file that differs is damage, found when the generation is opened and not in the middle of an answer. What a
process has found sound once is not read again: of a file that only grows, what was appended since is.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from kbsearch.indexes.growing import GROWING
from kbsearch.model import Category

NAME = "manifest.json"
_CHUNK = 1 << 20

Checksums = dict[str, tuple[int, int]]
"""File relative to the generation -> size in bytes, CRC-32."""

Verified = dict[tuple[int, int], tuple[int, int, int]]
"""Device and number of a file -> its time of change, and the size and checksum that were found right."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The fingerprint of what built the generation, its time (ISO 8601), its categories by locale, and its files.

    ``streams`` says how its token streams are stored: another version of kbsearch can read them where it would store them so.
    """

    fingerprint: str
    built_at: str
    categories: Mapping[str, Mapping[str, Category]]
    files: Mapping[str, tuple[int, int]]
    streams: str = ""

    def write(self, folder: Path) -> None:
        """Write into a generation's folder."""
        (folder / NAME).write_text(json.dumps(asdict(self), ensure_ascii=False, indent=1), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read from a generation's folder. Raises OSError, ValueError, KeyError or TypeError if it is not there or damaged."""
        raw = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return cls(
            raw["fingerprint"],
            raw["built_at"],
            {
                locale: {path: Category(**category) for path, category in categories.items()}
                for locale, categories in raw["categories"].items()
            },
            {name: (int(size), int(checksum)) for name, (size, checksum) in raw["files"].items()},
            raw.get("streams", ""),
        )

    def damaged(self, folder: Path, known: Verified, verified: Verified) -> Iterator[str]:
        """Yield the files that are missing or not as they were written; note in ``verified`` those that are. ``known`` is what was noted before."""
        with ThreadPoolExecutor() as threads:
            sound = threads.map(lambda name: self._is_sound(folder / name, name, known, verified), self.files)
            yield from (name for name, is_sound in zip(self.files, sound, strict=True) if not is_sound)

    def _is_sound(self, file: Path, name: str, known: Verified, verified: Verified) -> bool:
        size, checksum = self.files[name]
        try:
            found = file.stat()
        except OSError:
            return False
        grows = file.stem in GROWING
        if found.st_size < size or (found.st_size > size and not grows):
            return False
        identity = (found.st_dev, found.st_ino)
        changed, start, value = known.get(identity, (0, 0, 0))
        # What is known may be of a file that is gone: another one then has its number.
        if (
            (changed == found.st_mtime_ns or grows) and 0 < start <= size and _checksum(file, start, size, value) == checksum
        ) or _checksum(file, 0, size, 0) == checksum:
            verified[identity] = (found.st_mtime_ns, size, checksum)
        return identity in verified


def checksums(
    folder: Path, base: Path | None = None, known: Mapping[str, tuple[int, int]] | None = None
) -> tuple[Checksums, list[Path]]:
    """Return size and checksum of every file of a generation, the manifest left out, and which files were written for it.

    ``known`` are those of the generation in ``base``; what is the same file is not read again.
    """
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != NAME)
    names = [file.relative_to(folder).as_posix() for file in files]
    shared = [
        _shared(file, base / name, known[name]) if base and known and name in known else (0, 0)
        for file, name in zip(files, names, strict=True)
    ]
    sizes = [file.stat().st_size for file in files]
    with ThreadPoolExecutor() as threads:
        values = threads.map(lambda file, size, before: _checksum(file, before[0], size, before[1]), files, sizes, shared)
        checked = {name: (size, value) for name, size, value in zip(names, sizes, values, strict=True)}
    written = [file for file, size, before in zip(files, sizes, shared, strict=True) if size != before[0] or not size]
    return checked, written


def _shared(file: Path, old: Path, known: tuple[int, int]) -> tuple[int, int]:
    """Return size and checksum of what a file has in common with the one of that name in the generation before."""
    return known if file.samefile(old) else (0, 0)


def _checksum(file: Path, start: int, end: int, value: int) -> int:
    """Return the checksum of a file's first bytes, going on from that of the first ``start``."""
    if start == end:
        return value
    with file.open("rb") as stream:
        stream.seek(start)
        while start < end and (chunk := stream.read(min(_CHUNK, end - start))):
            value = zlib.crc32(chunk, value)
            start += len(chunk)
    return value
