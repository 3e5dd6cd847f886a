"""A database as an older version left it."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine


@contextmanager
def older_database(url: str, revision: str) -> Iterator[Connection]:
    """Make the tables of a revision, and yield a connection to fill them with."""
    engine = create_engine(url)
    script = Config()
    script.set_main_option("script_location", "kbsearch:migrations")
    with engine.begin() as connection:
        script.attributes["connection"] = connection
        command.upgrade(script, revision)
        yield connection
    engine.dispose()
