"""When each file last changed, as the repository of the articles tells."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

NAME = "history.txt"


class Change(NamedTuple):
    """A commit that changed articles: its hash and its time (ISO 8601, in the time zone of whoever made it)."""

    commit: str
    at: str

    @property
    def moment(self) -> datetime:
        """When it was made, with its time zone."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True, slots=True)
class History:
    """The changes of all articles; empty where there is no repository, or one without its past.

    A file that was moved keeps its changes; the move is none. On disk it is text: the commit up to which this tells, the changes, a blank line, the files.
    """

    head: str = ""
    """The commit up to which this tells."""
    changes: tuple[Change, ...] = ()
    """Each after those it follows."""
    listing: bytes = b"\n"
    """A line for each file: its path relative to the articles folder (``ja/billing/refund.md``, NFC), a tab, and the numbers of its changes; in order. It is
    searched as it stands: a hundred thousand files need not be taken apart to know of one."""

    @classmethod
    def of(cls, head: str, changes: Iterable[Change], files: Mapping[str, str]) -> "History":
        """Make a history from the numbers of each file's changes, counting in ``changes`` and parted by spaces; a path with a tab or a line break is left out."""
        lines = sorted(f"{file}\t{numbers}\n".encode() for file, numbers in files.items() if file.isprintable())
        return cls(head, tuple(changes), b"\n" + b"".join(lines))

    def files(self) -> dict[str, str]:
        """Return the numbers of each file's changes, as ``of`` takes them."""
        return dict(line.split("\t") for line in self.listing.decode().split("\n") if line)

    def last_change(self, file: str) -> Change | None:
        """Return the latest change of a file; None for one that was never committed."""
        numbers = self._numbers(file)
        return self.changes[max(numbers, key=self._place)] if numbers else None

    def last_changes(self, folder: str) -> dict[str, datetime]:
        """Return when each file below a folder (``ja/``) was last changed, by its path there."""
        in_time = sorted((change.moment, number) for number, change in enumerate(self.changes))
        places = {str(number): place for place, (_, number) in enumerate(in_time)}
        lines = (line.split("\t") for line in self.listing.decode().split("\n") if line and line.startswith(folder))
        last = ((file, max(map(places.__getitem__, numbers.split()), default=None)) for file, numbers in lines)
        return {file.removeprefix(folder): in_time[place][0] for file, place in last if place is not None}

    def behind(self, translation: str, source: str, commit: str = "") -> int:
        """Return how many times a source has changed since its translation did, or since ``commit`` (a hash, or its beginning) where that is known."""
        since = max(map(self._place, self._named(commit) or self._numbers(translation)), default=None)
        return 0 if since is None else sum(self._place(number) > since for number in self._numbers(source))

    def _named(self, commit: str) -> list[int]:
        if not commit:
            return []
        return [number for number, change in enumerate(self.changes) if change.commit.startswith(commit)]

    def _numbers(self, file: str) -> list[int]:
        """Return the numbers of a file's changes, looked for by halves; ``low`` and ``high`` are line breaks."""
        wanted = f"{file}\t".encode()
        low, high = 0, len(self.listing) - 1
        while low < high:
            middle = self.listing.rindex(b"\n", low, (low + high) // 2 + 1)
            end = self.listing.index(b"\n", middle + 1)
            line = self.listing[middle + 1 : end]
            if line.startswith(wanted):
                return [int(number) for number in line[len(wanted) :].split()]
            low, high = (end, high) if line < wanted else (low, middle)
        return []

    def _place(self, number: int) -> tuple[datetime, int]:
        return self.changes[number].moment, number

    def write(self, folder: Path) -> None:
        """Write into a generation's folder."""
        changes = "".join(f"{change.commit} {change.at}\n" for change in self.changes)
        (folder / NAME).write_bytes(f"{self.head}\n{changes}".encode() + self.listing)

    @classmethod
    def read(cls, folder: Path) -> "History":
        """Read from a generation's folder."""
        head, _, listing = (folder / NAME).read_bytes().partition(b"\n\n")
        commit, *changes = head.decode().split("\n")
        return cls(commit, tuple(Change(*change.split(" ")) for change in changes), b"\n" + listing)
