"""Numbers of errands, by which mails and events are named, never come again; what waited before that was so still waits."""

from pathlib import Path

from sqlalchemy import Engine, text

from kbsearch.database import open_database
from tests.older_database import older_database
from tests.unit.insights import conftest

database_url, engine = conftest.database_url, conftest.engine
ERRAND = (
    "INSERT INTO outbox (lane, kind, detail, since, due_at, attempts, is_dead, owner, reason) "
    "VALUES ('mail', 'link', '{}', '2026-11-21', '2026-11-21', 0, false, '', '')"
)


def test_a_number_is_not_given_again(engine: Engine) -> None:
    numbers = []
    for _ in range(3):
        with engine.begin() as connection:
            connection.execute(text(ERRAND))
            numbers.append(connection.execute(text("SELECT max(id) FROM outbox")).scalar())
            connection.execute(text("DELETE FROM outbox"))
    assert len(set(numbers)) == 3


def test_errands_of_an_older_database_are_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/kbsearch.db"
    with older_database(url, "0002") as connection:
        for _ in range(3):
            connection.execute(text(ERRAND))
        connection.execute(text("DELETE FROM outbox WHERE id = 1"))
    newer = open_database(url)
    with newer.begin() as connection:
        assert connection.execute(text("SELECT id, kind FROM outbox ORDER BY id")).all() == [(2, "link"), (3, "link")]
        connection.execute(text("DELETE FROM outbox"))
        connection.execute(text(ERRAND))
        assert connection.execute(text("SELECT id FROM outbox")).scalar() == 4
    newer.dispose()
