"""Generations of the index: complete, immutable, switched by one atomic rename.

    index/current                   the name of the generation that serves
    index/20261121-093000-5f3a2c/   a generation: manifest.json, ledger.json, and a folder a locale

A builder works in a folder of its own and renames the pointer when all is on disk; a crash at any point leaves the old pointer. The last two
generations are kept, so a reader that has just read the pointer still finds its folder.
"""

import os
import re
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from kbsearch.indexes.hard_links import link
from kbsearch.indexes.manifest import NAME as MANIFEST

POINTER = "current"
_NAME = re.compile(r"\d{8}-\d{6}-[0-9a-f]{6}")
"""What a generation is called; no other folder is ever removed."""


class Generations:
    """The folder of an index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def current(self) -> Path | None:
        """Return the folder of the generation that serves; None when there is none yet."""
        try:
            name = (self.folder / POINTER).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError):
            name = ""
        return self.folder / (Path(name).name or "damaged-pointer")

    def begin(self) -> Path:
        """Make the folder of a new generation. The builder's lock must be held."""
        name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{token_hex(3)}"
        new = self.folder / name
        new.mkdir()
        return new

    def switch(self, new: Path, written: Iterable[Path]) -> None:
        """Make ``new`` the generation that serves, once the files ``written`` for it are on disk, and remove all but the last two."""
        _flush(new, written)
        temporary = self.folder / f"{POINTER}.new"
        with temporary.open("w", encoding="ascii") as file:
            file.write(new.name)
            file.flush()
            os.fsync(file.fileno())
        old = self.current()
        temporary.replace(self.folder / POINTER)
        _flush_one(self.folder)
        self._remove_all_but({new.name, *([old.name] if old else [])})

    def sweep(self) -> None:
        """Remove what builders that died left behind. The builder's lock must be held."""
        finished = sorted(folder.parent.name for folder in self.folder.glob(f"*/{MANIFEST}"))
        current = self.current()
        self._remove_all_but({*finished[-2:], *([current.name] if current else [])})

    def _remove_all_but(self, kept: set[str]) -> None:
        for folder in self.folder.iterdir():
            if _NAME.fullmatch(folder.name) and folder.is_dir() and folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)


def link_files(old: Path, new: Path) -> None:
    """Hard-link every file of one folder into another, which is made; copy where the file system has no hard links."""
    new.mkdir()
    for file in old.iterdir():
        if file.name.endswith("LOCK"):
            continue
        link(file, new / file.name)


def _flush(folder: Path, written: Iterable[Path]) -> None:
    """Bring files to the disk, and all folders; the system does several at a time."""
    folders = [place for place in folder.rglob("*") if place.is_dir()]
    with ThreadPoolExecutor() as threads:
        list(threads.map(_flush_one, [*written, *folders, folder]))


def _flush_one(place: Path) -> None:
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
