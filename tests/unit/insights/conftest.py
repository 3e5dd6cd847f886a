"""An event log in a new database: SQLite, and PostgreSQL where there is one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from kbsearch.config import InsightsConfig, make_config
from kbsearch.database import open_database
from kbsearch.insights import Insights
from kbsearch.insights.log import EventLog

SETTINGS = InsightsConfig(keep_days=90, visitors=3)


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/var/kbsearch.db"
    given: str = request.getfixturevalue("postgresql_url")
    url = make_config({"database_url": given}, tmp_path, {}).database_url
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = open_database(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def log(engine: Engine) -> EventLog:
    return EventLog(engine)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def insights(log: EventLog, clock: Clock) -> Iterator[Insights]:
    insights = Insights(log, SETTINGS, clock=clock)
    yield insights
    insights.close()
