"""Numbers of customers, tickets and messages are given once; what an older database holds outlives the step that makes it so."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, text

from kbsearch.database import open_database
from kbsearch.tickets import TicketOffice
from tests.older_database import older_database
from tests.unit.tickets.conftest import draft

TABLES = ("customers", "tickets", "messages", "attachments", "tried", "ticket_events", "ratings", "outbox", "sessions")


def test_no_number_of_what_was_deleted_is_given_again(make_office: Callable[..., TicketOffice]) -> None:
    office = make_office()
    numbers = []
    for number in range(3):
        ticket = office.tickets.submit(draft(number, email=f"customer{number}@example.com"))
        with office._store.reading() as connection:
            message = connection.execute(text("SELECT max(id) FROM messages")).scalar()
        numbers.append((ticket.customer.id, ticket.id, message))
        office.tickets.forget(ticket.customer)
    assert all(len(set(column)) == 3 for column in zip(*numbers, strict=True))


def fill(connection: Connection, table: str) -> None:
    """Write a row, number 1, of whatever columns the table has."""
    values: dict[type, Any] = {str: "x", int: 1, bool: False, datetime: datetime(2026, 11, 21, tzinfo=UTC)}
    known = Table(table, MetaData(), autoload_with=connection)
    connection.execute(known.insert().values({column.name: values[column.type.python_type] for column in known.c}))


def counts(connection: Connection) -> list[Any]:
    return [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() for table in TABLES]


def test_all_that_belongs_to_customers_of_an_older_database_is_kept_and_still_goes_with_them(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/kbsearch.db"
    with older_database(url, "0002") as connection:
        for table in TABLES:
            fill(connection, table)
    newer = open_database(url)
    with newer.begin() as connection:
        assert counts(connection) == [1] * len(TABLES)
        assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
        connection.execute(text("DELETE FROM customers"))
        assert counts(connection) == [0] * len(TABLES)
    newer.dispose()
