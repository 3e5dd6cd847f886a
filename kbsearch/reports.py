"""What a run of the indexer did, and figures of the index it made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from kbsearch.model import Problem


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What a run of the indexer did. Paths are relative to the articles folder.

    Every file is in exactly one of ``added``, ``changed``, ``renamed`` (old, new), ``unchanged``, ``unpublished`` (drafts and archived) or ``skipped``
    (could not be read at all; ``problems`` says why).
    """

    generation: str
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    unpublished: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class LocaleStatistics:
    """Figures of one locale of the current index."""

    locale: str
    articles: int
    internal: int
    sections: int
    terms: int
    postings: int
    mean_length: float


@dataclass(frozen=True, slots=True)
class IndexStatistics:
    """Figures of the current index; ``size`` in bytes on disk."""

    generation: str
    built_at: datetime
    size: int
    problems: int
    locales: Mapping[str, LocaleStatistics] = field(default_factory=dict)
