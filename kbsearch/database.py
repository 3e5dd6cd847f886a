"""The database: SQLite in a file by default, PostgreSQL by its URL. Opening it brings its tables up to date."""

import importlib.util
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.types import TypeDecorator

from kbsearch.errors import DatabaseError

PATIENCE = 5
"""Seconds to wait for another process that writes, or for the server to take a connection."""
_MIGRATING = 6_227_020_800
"""The number by which processes that migrate the same PostgreSQL database know each other."""

metadata = MetaData()
"""All tables. ``migrations/versions`` makes them; a test compares the two."""


class Moment(TypeDecorator[datetime]):
    """A point in time with its time zone, which SQLite does not keep."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC."""
        return value if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return as UTC."""
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


def open_database(url: str) -> Engine:
    """Return the engine of a database whose tables are of this version.

    Several processes may do so at once. Raises DatabaseError when the database does not answer or cannot be written.
    """
    try:
        engine = _engine(url)
        with engine.begin() as connection:
            migrate(connection)
        engine.dispose()  # SQLite's connection minds no foreign keys now
    except (SQLAlchemyError, OSError) as error:
        raise _cannot_open(url, error) from error
    return engine


def migrate(connection: Connection) -> None:
    """Bring the tables up to date within the transaction of ``connection``, one process at a time."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")  # another that migrates may take its time
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")
    else:
        # else a table that is made anew takes with it what refers to it
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    script = AlembicConfig()
    script.set_main_option("script_location", "kbsearch:migrations")
    script.attributes["connection"] = connection
    command.upgrade(script, "head")


def wipe(engine: Engine) -> None:
    """Let nothing that was deleted stay in SQLite's journal; where somebody still reads from it, the next time does so."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()


def reason(error: Exception) -> str:
    """Return what the database said, without the statement and what was to be written."""
    said = str(getattr(error, "orig", None) or error).strip().splitlines()
    return said[0] if said else type(error).__name__


def _engine(url: str) -> Engine:
    target = make_url(url)
    if target.get_backend_name() == "postgresql":
        if importlib.util.find_spec("psycopg") is None:
            raise _no_driver()
        waiting = {"connect_timeout": PATIENCE}
        engine = create_engine(target, connect_args=waiting, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "connect", _prepare_postgresql)
        return engine
    Path(target.database or "").parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_engine(target, connect_args={"timeout": PATIENCE}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_postgresql(connection: Any, _: object) -> None:
    """Wait for locks as long as with SQLite: by itself the server would let a page wait for ever."""
    connection.execute(f"SET lock_timeout = '{PATIENCE}s'")
    connection.commit()


def _prepare_sqlite(connection: Any, _: object) -> None:
    """Readers and a writer do not wait for each other (WAL); what is committed outlives the process, and the last moments may not outlive a power cut.

    What is deleted is written over.
    """
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON", "secure_delete = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _cannot_open(url: str, error: SQLAlchemyError | OSError) -> DatabaseError:
    place = make_url(url).render_as_string(hide_password=True)
    why = reason(error)
    return DatabaseError(f"{place}: the database cannot be opened: {why}", f"{place}: データベースを開けません: {why}")


def _no_driver() -> DatabaseError:
    return DatabaseError(
        "PostgreSQL needs its driver: pip install 'psycopg[binary]'",
        "PostgreSQL を使うにはドライバーが必要です: pip install 'psycopg[binary]'",
    )
