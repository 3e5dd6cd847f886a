"""The event log in the database: writing events, counting them, and deleting the old ones."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Select, and_, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from kbsearch.database import wipe
from kbsearch.folding import fold
from kbsearch.insights.events import Choice, Event, Kind, Read, Search, Vote
from kbsearch.insights.masking import is_masked, masked, printable
from kbsearch.insights.tables import LONGEST_NAME, LONGEST_QUERY, LONGEST_SENTENCE, choices, reads, searches, votes

POPULAR = 100
"""Articles that are ranked by their readers."""
RELATED = 20
"""Searches that are kept as related to one."""
LONGEST_VISIT = 50
"""Searches of a visit that is still a person's."""

Chosen = Mapping[tuple[str, str], int]
"""Article id and text of a suggestion -> in how many visits it was chosen."""

_TABLES = {Search: searches, Read: reads, Choice: choices, Vote: votes}


@dataclass(frozen=True, slots=True)
class Learned:
    """What the log says. ``related`` is by locale and folded query."""

    popular: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    related: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    chosen: Mapping[str, Chosen] = field(default_factory=dict)


class EventLog:
    """Safe to use from several threads. Every method raises SQLAlchemyError when the database does not do its part."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        upsert = (postgresql if engine.dialect.name == "postgresql" else sqlite).insert(votes)
        said = {name: upsert.excluded[name] for name in ("at", "helpful", "reason", "sentence")}
        self._vote = upsert.on_conflict_do_update(
            index_elements=["visit", "locale", "article", "revision"], set_=said, where=votes.c.at <= upsert.excluded.at
        )

    def write(self, events: Sequence[Event]) -> None:
        """Write all or none of them, masked."""
        rows: dict[type[Event], list[dict[str, Any]]] = defaultdict(list)
        for each in events:
            rows[type(each)].append(_row(each))
        with self._engine.begin() as connection:
            for kind, values in rows.items():
                connection.execute(self._vote if kind is Vote else insert(_TABLES[kind]), values)

    def learned(self, visitors: int) -> Learned:
        """Count everything; searches are related when at least so many ``visitors`` made both."""
        return Learned(self._popular(), self._related(visitors), self._chosen())

    def purge(self, before: datetime) -> int:
        """Delete what was recorded before a moment and return how much."""
        with self._engine.begin() as connection:
            deleted = sum(connection.execute(delete(table).where(table.c.at < before)).rowcount for table in _TABLES.values())
        wipe(self._engine)
        return deleted

    def trail(self, visit: str) -> list[Search | Read]:
        """Return the searches and reads of a visit, in order; of the same search or article the last, and of too many the last."""
        found: dict[tuple[str, str, str], Search | Read] = {}
        for table, make in ((searches, Search), (reads, Read)):
            columns = [table.c[name] for name in make.__dataclass_fields__]
            latest = select(*columns).where(table.c.visit == visit).order_by(table.c.at.desc(), table.c.id.desc())
            for row in self._rows(latest.limit(LONGEST_VISIT)):
                event: Search | Read = make(**row._mapping)
                found.setdefault(_sameness(event), event)
        return sorted(found.values(), key=lambda event: event.at)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def _popular(self) -> dict[str, tuple[str, ...]]:
        visits = func.count(reads.c.visit.distinct())
        query = select(reads.c.locale, reads.c.article).group_by(reads.c.locale, reads.c.article)
        found: dict[str, list[str]] = defaultdict(list)
        for locale, article in self._rows(query.order_by(visits.desc(), reads.c.article)):
            found[locale].append(article)
        return {locale: tuple(articles[:POPULAR]) for locale, articles in found.items()}

    def _related(self, visitors: int) -> dict[tuple[str, str], tuple[str, ...]]:
        one, other = searches.alias("one"), searches.alias("other")
        visits = func.count(one.c.visit.distinct())
        several = select(searches.c.visit).group_by(searches.c.visit).having(func.count().between(2, LONGEST_VISIT))
        query = (
            select(one.c.locale, one.c.folded, func.min(other.c.query))
            .join(other, and_(one.c.visit == other.c.visit, one.c.locale == other.c.locale, one.c.folded != other.c.folded))
            .where(one.c.visit.in_(several), other.c.results > 0)
            .group_by(one.c.locale, one.c.folded, other.c.folded)
            .having(visits >= visitors)
            .order_by(visits.desc(), func.min(other.c.query))
        )
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for locale, folded, text in self._rows(query):
            if not is_masked(text):
                found[locale, folded].append(text)
        return {key: tuple(texts[:RELATED]) for key, texts in found.items()}

    def _chosen(self) -> dict[str, Chosen]:
        query = (
            select(choices.c.locale, choices.c.article, choices.c.text, func.count(choices.c.visit.distinct()))
            .where(choices.c.kind == Kind.SUGGESTION)
            .group_by(choices.c.locale, choices.c.article, choices.c.text)
        )
        found: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
        for locale, article, text, count in self._rows(query):
            found[locale][article, text] = count
        return dict(found)

    def _rows(self, query: Select[Any]) -> Sequence[Any]:
        with self._engine.connect() as connection:
            return connection.execute(query).all()


def _sameness(event: Search | Read) -> tuple[str, str, str]:
    """Return what is alike in two events that a reader takes for one."""
    return ("search", event.locale, fold(event.query)) if isinstance(event, Search) else ("read", event.locale, event.article)


def _row(event: Event) -> dict[str, Any]:
    row = asdict(event)
    for name, longest in (("query", LONGEST_QUERY), ("sentence", LONGEST_SENTENCE)):
        if name in row:
            row[name] = printable(masked(row[name]), longest)
    for name in ("article", "text"):
        if name in row:
            row[name] = printable(row[name], LONGEST_NAME)
    if isinstance(event, Search):
        row["folded"] = fold(row["query"])[: 2 * LONGEST_QUERY]
    return row
