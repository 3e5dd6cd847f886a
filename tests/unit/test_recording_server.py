"""``kbsearch serve`` records what readers do, from all its processes, and lets go of what is old."""

import sqlite3
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from kbsearch.cli import main
from kbsearch.config import make_config
from kbsearch.database import open_database
from tests.site import until
from tests.unit.test_cli import centre, free_port, start_server

__all__ = ["centre"]

REFUND = "/ja/billing/refund"


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    port = free_port()
    server = start_server(folder, port)
    try:
        assert server.stdout is not None
        while not server.stdout.readline().startswith("Serving"):
            assert server.poll() is None
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        _, errors = server.communicate(timeout=20)
        print(errors)


def get(address: str, **headers: str) -> str:
    request = urllib.request.Request(address, headers={name.replace("_", "-"): value for name, value in headers.items()})
    with urllib.request.urlopen(request, timeout=20) as answer:
        answer.read()
        return answer.headers["Set-Cookie"] or ""


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=20) as answer:
        return str(answer.read(), "utf-8")


def count(database: Path, table: str) -> int:
    connection = sqlite3.connect(database)
    (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    connection.close()
    return int(number)


@pytest.mark.skipif(sys.platform == "win32", reason="one process only")
def test_all_processes_write_to_one_log_and_nothing_is_lost_at_the_end(
    centre: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KBSEARCH_SERVER_PROCESSES", "2")
    with serving(centre) as address:
        for _ in range(10):
            get(address + REFUND)
    assert count(centre / "var" / "kbsearch.db", "reads") == 10


@pytest.mark.parametrize(("trusted", "secure"), [("127.0.0.1", True), ("", False)])
def test_only_a_trusted_proxy_tells_of_https(
    centre: Path,
    monkeypatch: pytest.MonkeyPatch,
    trusted: str,
    secure: bool,
) -> None:
    monkeypatch.setenv("KBSEARCH_SERVER_TRUSTED_PROXY", trusted)
    with serving(centre) as address:
        cookie = get(address + REFUND, X_Forwarded_Proto="https", X_Forwarded_For="192.0.2.7")
    assert ("Secure" in cookie) is secure


def test_without_a_database_pages_are_served_all_the_same(
    centre: Path,
    capfd: pytest.CaptureFixture[str],
) -> None:
    (centre / "var").touch()
    with serving(centre) as address:
        assert get(address + REFUND) == ""
    assert "nothing is recorded and no tickets are taken until this is mended: " in capfd.readouterr().out


def test_a_database_that_is_not_there_at_the_start_is_used_as_soon_as_it_is(centre: Path) -> None:
    (centre / "var").touch()
    with serving(centre) as address:
        assert get(address + REFUND) == ""
        assert "<textarea" not in page(address + "/ja/contact")
        (centre / "var").unlink()
        until(lambda: "kbsearch_visit" in get(address + REFUND))
        assert "<textarea" in page(address + "/ja/contact")
    assert count(centre / "var" / "kbsearch.db", "reads") == 1


def test_nothing_is_recorded_where_that_is_not_wanted(
    centre: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KBSEARCH_INSIGHTS_ENABLED", "false")
    monkeypatch.setenv("KBSEARCH_TICKETS_ENABLED", "false")
    with serving(centre) as address:
        assert get(address + REFUND) == ""
    assert not (centre / "var").exists()


def test_purging_says_how_much_was_deleted(centre: Path) -> None:
    database = open_database(make_config({}, centre, {}).database_url)
    with database.begin() as connection:
        for day in ("2020-01-01 00:00:00", "2999-01-01 00:00:00"):
            connection.exec_driver_sql(
                f"INSERT INTO reads (at, visit, locale, article, revision) VALUES ('{day}', 'v', 'ja', 'a', 'r')"
            )
    database.dispose()
    purged = CliRunner().invoke(main, ["insights", "purge"])
    assert purged.stdout == "1 records older than 90 days were deleted\n"
    assert count(centre / "var" / "kbsearch.db", "reads") == 1


def test_a_database_that_cannot_be_opened_has_its_exit_code(centre: Path) -> None:
    (centre / "var").touch()
    failed = CliRunner().invoke(main, ["insights", "purge"])
    assert failed.exit_code == 7
    assert failed.stderr.startswith("error: sqlite:///")


def test_the_database_is_not_loaded_by_commands_that_need_none() -> None:
    program = "import sys, kbsearch.cli; print('sqlalchemy' in sys.modules, 'alembic' in sys.modules)"
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout
    assert printed == "False False\n"
