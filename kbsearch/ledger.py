"""What a generation knows of every file it was made from: enough to tell what has changed, and to repeat what was wrong."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from kbsearch.messages import Message
from kbsearch.model import Link, Problem, Severity

NAME = "ledger.json"


class State(StrEnum):
    """What became of a file: indexed, left out on purpose (draft, archived), or unreadable."""

    INDEXED = "indexed"
    UNPUBLISHED = "unpublished"
    SKIPPED = "skipped"


class Entry(NamedTuple):
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
    signature: str = ""
    """By which the file is known to be unchanged without reading it; empty when it must be read."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All files of a generation by their path, and the problems of the library as a whole.

    On disk it is a table, column by column: what most entries have as a list, what few have by row. That is read several times faster than an object for each.
    """

    entries: Mapping[str, Entry]
    problems: tuple[Problem, ...] = ()
    relations: tuple[Problem, ...] = ()
    """The problems between articles."""
    assets: Mapping[str, bool] = field(default_factory=dict)
    """The files beside the articles that links lead to, and whether they were there."""

    def write(self, folder: Path) -> None:
        """Write into a generation's folder."""
        columns: Iterable[tuple[Any, ...]] = (
            zip(*self.entries.values(), strict=True) if self.entries else ((),) * len(Entry._fields)
        )
        table = dict(zip(Entry._fields, columns, strict=True))
        assigned = enumerate(zip(table["id"], table["assigned_id"], strict=True))
        raw = {
            "files": list(self.entries),
            **{name: table[name] for name in _DENSE},
            **{
                name: {row: encode(value) for row, value in enumerate(table[name]) if value}
                for name, (encode, _) in _SPARSE.items()
            },
            "library": _encoded_problems(self.problems),
            "assigned": {row: name for row, (own, name) in assigned if name != own},
            "relations": _encoded_problems(self.relations),
            "assets": self.assets,
        }
        (folder / NAME).write_text(json.dumps(raw, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> "Ledger":
        """Read from a generation's folder."""
        raw = json.loads((folder / NAME).read_text(encoding="utf-8"))
        files = raw["files"]
        raw["state"] = map(State._value2member_map_.__getitem__, raw["state"])
        raw["anchors"] = map(tuple, raw["anchors"])
        raw["assigned_id"] = list(raw["id"])
        for row, name in raw["assigned"].items():
            raw["assigned_id"][int(row)] = name
        for name, (_, decode) in _SPARSE.items():
            column: list[tuple[Any, ...]] = [()] * len(files)
            for row, value in raw[name].items():
                column[int(row)] = decode(value)
            raw[name] = column
        entries = map(Entry._make, zip(*(raw[name] for name in Entry._fields), strict=True))
        own, between = (_decoded_problems(raw[name]) for name in ("library", "relations"))
        return cls(dict(zip(files, entries, strict=True)), own, between, raw["assets"])

    def all_problems(self) -> tuple[Problem, ...]:
        """Return every problem, in order of file and line."""
        found = [
            *self.problems,
            *self.relations,
            *(problem for entry in self.entries.values() if entry.problems for problem in entry.problems),
        ]
        return tuple(sorted(found, key=lambda problem: (problem.path, problem.line, problem.column, problem.rule)))


def _encoded_problems(problems: Iterable[Problem]) -> list[list[Any]]:
    return [[p.path, p.line, p.column, p.rule, p.message.en, p.message.ja, p.severity] for p in problems]


def _decoded_problems(raw: Iterable[list[Any]]) -> tuple[Problem, ...]:
    return tuple(
        Problem(path, line, column, rule, Message(en, ja), Severity(severity))
        for path, line, column, rule, en, ja, severity in raw
    )


def _encoded_links(links: Iterable[Link]) -> list[list[Any]]:
    return [[link.href, link.line] for link in links]


def _decoded_links(raw: Iterable[list[Any]]) -> tuple[Link, ...]:
    return tuple(Link(href, line) for href, line in raw)


_DENSE = ("hash", "state", "id", "anchors", "signature")
_SPARSE: Mapping[str, tuple[Callable[[Any], list[Any]], Callable[[list[Any]], tuple[Any, ...]]]] = {
    "aliases": (list, tuple),
    "links": (_encoded_links, _decoded_links),
    "related": (list, tuple),
    "problems": (_encoded_problems, _decoded_problems),
}
