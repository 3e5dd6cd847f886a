"""What a generation says of itself: written last, so that one without a manifest was never finished.

It names every file with its size and checksum; a file that differs is damage, found when the generation is opened and not in the middle of an answer.
"""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from kbsearch.model import Category

NAME = "manifest.json"
_CHUNK = 1 << 20

Checksums = dict[str, tuple[int, int]]
"""File relative to the generation -> size in bytes, CRC-32."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """The fingerprint of what built the generation, its time (ISO 8601), its categories by locale, and its files."""

    fingerprint: str
    built_at: str
    categories: Mapping[str, Mapping[str, Category]]
    files: Mapping[str, tuple[int, int]]

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
        )

    def damaged(self, folder: Path) -> Iterator[str]:
        """Yield the files that are missing or not as they were written."""
        for name, (size, checksum) in self.files.items():
            file = folder / name
            if not file.is_file() or file.stat().st_size != size or _checksum(file) != checksum:
                yield name


def checksums(folder: Path) -> Checksums:
    """Return size and checksum of every file of a generation, the manifest left out."""
    files = sorted(file for file in folder.rglob("*") if file.is_file() and file.name != NAME)
    return {file.relative_to(folder).as_posix(): (file.stat().st_size, _checksum(file)) for file in files}


def _checksum(file: Path) -> int:
    value = 0
    with file.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            value = zlib.crc32(chunk, value)
    return value
