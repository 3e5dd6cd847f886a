"""What a generation knows of every file it was made from: enough to tell what has changed, and to repeat what was wrong."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kbsearch.messages import Message
from kbsearch.model import Link, Problem, Severity

NAME = "ledger.json"


class State(StrEnum):
    """What became of a file: indexed, left out on purpose (draft, archived), or unreadable."""

    INDEXED = "indexed"
    UNPUBLISHED = "unpublished"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file: the hash of its content, what became of it, and what other files may need to know of it."""

    hash: str
    state: State
    id: str = ""
    """The id its front matter gives."""
    assigned_id: str = ""
    """The id it is indexed under: another file may have been first with the one it gives."""
    aliases: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    related: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> "Entry":
        """Make an entry of what ``to_json`` gave."""
        return cls(
            raw["hash"],
            State(raw["state"]),
            raw["id"],
            raw["assigned_id"],
            tuple(raw["aliases"]),
            tuple(raw["anchors"]),
            tuple(Link(href, line) for href, line in raw["links"]),
            tuple(raw["related"]),
            tuple(problem_from_json(problem) for problem in raw["problems"]),
        )

    def to_json(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "hash": self.hash,
            "state": self.state,
            "id": self.id,
            "assigned_id": self.assigned_id,
            "aliases": self.aliases,
            "anchors": self.anchors,
            "links": [(link.href, link.line) for link in self.links],
            "related": self.related,
            "problems": [problem_to_json(problem) for problem in self.problems],
        }


@dataclass(frozen=True, slots=True)
class Ledger:
    """All files of a generation by their path, and the problems of the library as a whole (broken links, doubled ids)."""

    entries: Mapping[str, Entry]
    problems: tuple[Problem, ...] = ()

    def write(self, folder: Path) -> None:
        """Write into a generation's folder."""
        raw = {
            "entries": {file: entry.to_json() for file, entry in self.entries.items()},
            "problems": [problem_to_json(problem) for problem in self.problems],
        }
        (folder / NAME).write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Ledger":
        """Read from a generation's folder."""
        raw = json.loads((folder / NAME).read_text(encoding="utf-8"))
        return cls(
            {file: Entry.from_json(entry) for file, entry in raw["entries"].items()},
            tuple(problem_from_json(problem) for problem in raw["problems"]),
        )

    def all_problems(self) -> tuple[Problem, ...]:
        """Return every problem, in order of file and line."""
        found = [*self.problems, *(problem for entry in self.entries.values() for problem in entry.problems)]
        return tuple(sorted(found, key=lambda problem: (problem.path, problem.line, problem.column, problem.rule)))


def problem_to_json(problem: Problem) -> list[Any]:
    """Return plain values for JSON."""
    message = problem.message
    return [problem.path, problem.line, problem.column, problem.rule, message.en, message.ja, problem.severity]


def problem_from_json(raw: list[Any]) -> Problem:
    """Make a problem of what ``problem_to_json`` gave."""
    path, line, column, rule, en, ja, severity = raw
    return Problem(path, line, column, rule, Message(en, ja), Severity(severity))
