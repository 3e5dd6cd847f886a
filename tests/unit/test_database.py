import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

import kbsearch.insights.tables
import kbsearch.tickets.tables  # noqa: F401 - the tables to compare
from kbsearch.config import Config, make_config
from kbsearch.database import metadata, open_database, reason
from kbsearch.errors import ConfigError, DatabaseError
from kbsearch.secret import secret_key
from tests.unit.insights import conftest

database_url, engine = conftest.database_url, conftest.engine


def test_the_migrations_make_the_tables_of_the_code(engine: Engine) -> None:
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_opening_again_keeps_what_is_there(database_url: str) -> None:
    for expected in (0, 1):
        engine = open_database(database_url)
        with engine.begin() as connection:
            assert connection.execute(text("SELECT count(*) FROM reads")).scalar() == expected
            connection.execute(
                text("INSERT INTO reads (at, visit, locale, article, revision) VALUES ('2026-11-21', 'v', 'ja', 'a', 'r')")
            )
        engine.dispose()


def test_several_may_open_a_new_database_at_once(database_url: str) -> None:
    with ThreadPoolExecutor(8) as threads:
        for engine in threads.map(open_database, [database_url] * 8):
            engine.dispose()


@pytest.mark.parametrize(("pragma", "value"), [("journal_mode", "wal"), ("foreign_keys", 1), ("secure_delete", 1)])
def test_sqlite_lets_readers_read_while_it_writes_and_keeps_nothing_of_what_was_deleted(
    tmp_path: Path, pragma: str, value: object
) -> None:
    engine = open_database(f"sqlite:///{tmp_path}/kbsearch.db")
    with engine.connect() as connection:
        assert connection.execute(text(f"PRAGMA {pragma}")).scalar() == value
    engine.dispose()


def test_errors_of_the_database_do_not_repeat_what_was_to_be_written(engine: Engine) -> None:
    with engine.connect() as connection, pytest.raises(SQLAlchemyError) as caught:
        connection.execute(text("INSERT INTO gone VALUES (:word)"), {"word": "hanako"})
    assert "hanako" not in str(caught.value)
    assert reason(caught.value) in ("no such table: gone", 'relation "gone" does not exist')


def test_a_database_that_cannot_be_opened_says_why_without_its_password(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseError, match=r"file/kbsearch\.db: the database cannot be opened: "):
        open_database(f"sqlite:///{tmp_path}/file/kbsearch.db")
    (tmp_path / "damaged.db").write_text("not a database" * 100, encoding="ascii")
    with pytest.raises(DatabaseError, match="file is not a database"):
        open_database(f"sqlite:///{tmp_path}/damaged.db")
    pytest.importorskip("psycopg")
    with pytest.raises(DatabaseError) as caught:
        open_database("postgresql+psycopg://kb:hunter2@127.0.0.1:1/kb")
    assert "hunter2" not in str(caught.value)
    assert str(caught.value).startswith("postgresql+psycopg://kb:***@127.0.0.1:1/kb: the database cannot be opened: ")


@pytest.mark.parametrize(
    ("written", "used"),
    [
        (None, "sqlite:////base/var/kbsearch.db"),
        ("sqlite:///data/help.db", "sqlite:////base/data/help.db"),
        ("sqlite:////srv/help.db", "sqlite:////srv/help.db"),
        ("postgresql://kb:x@db/help", "postgresql+psycopg://kb:x@db/help"),
        ("postgres://kb:x@db/help", "postgresql+psycopg://kb:x@db/help"),
    ],
)
def test_the_database_is_named_by_a_url(written: str | None, used: str) -> None:
    environ = {"KBSEARCH_DATABASE_URL": written} if written else {}
    assert make_config({}, Path("/base"), environ).database_url == used


def test_a_key_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    config = Config(var_dir=tmp_path / "var")
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(secret_key, [config] * 8))
    assert len(keys) == 1
    assert len(keys.pop()) >= 32
    assert [file.name for file in config.var_dir.iterdir()] == ["secret"]
    assert stat.S_IMODE((config.var_dir / "secret").stat().st_mode) == 0o600


def test_a_configured_key_is_used_and_nothing_is_written(tmp_path: Path) -> None:
    assert secret_key(Config(var_dir=tmp_path / "var", secret_key="a key for tests only")) == "a key for tests only"
    assert not (tmp_path / "var").exists()


def test_a_key_that_cannot_be_kept_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "var").touch()
    with pytest.raises(DatabaseError, match="the key of the forms cannot be kept"):
        secret_key(Config(var_dir=tmp_path / "var"))


def test_a_key_that_can_be_guessed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="secret_key is too short"):
        secret_key(Config(var_dir=tmp_path / "var", secret_key="hunter2"))


@pytest.mark.parametrize("left", ["", "\n", "abc"])
def test_a_kept_key_that_is_cut_off_is_refused(tmp_path: Path, left: str) -> None:
    (tmp_path / "secret").write_text(left, encoding="ascii")
    with pytest.raises(DatabaseError, match="is cut off"):
        secret_key(Config(var_dir=tmp_path))
