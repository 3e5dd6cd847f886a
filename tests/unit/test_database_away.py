"""A database that is locked or stopped while the help centre is in use: pages say so, and all goes on by itself once it is back."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from kbsearch.tickets import tables
from tests import postgresql
from tests.site import PHONE, Customer, Site, until

URGENT = "お急ぎのときはお電話ください"
HOLD = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN EXCLUSIVE")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held_by_sqlite(file: Path) -> Iterator[None]:
    """Another process holds the database for itself."""
    command: list[str | Path] = [sys.executable, "-c", HOLD, file]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        yield
        other.communicate()


@contextmanager
def held_by_postgresql(url: str) -> Iterator[None]:
    """Another connection holds the tables for itself."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("LOCK TABLE tickets, customers, messages, outbox, leases IN EXCLUSIVE MODE"))
        yield
    engine.dispose()


def refused(customer: Customer) -> None:
    answer = customer.send()
    assert answer.status_code == 503
    assert URGENT in answer.text
    assert f'href="tel:{PHONE}"' in answer.text
    assert customer.is_filled()


def taken_once(site: Site, customer: Customer) -> None:
    """The same form is one ticket now, and the worker that was there all the time carries it."""
    assert {customer.send().status_code for _ in range(2)} == {303}
    until(lambda: site.count(tables.outbox) == 0)


def test_a_locked_sqlite_is_waited_for(tmp_path: Path) -> None:
    site = Site(tmp_path)
    with site.serving() as server, site.working() as worker, site.customer() as customer:
        customer.open_form()
        until(lambda: (tmp_path / "var" / "kbsearch.db").exists())
        with held_by_sqlite(tmp_path / "var" / "kbsearch.db"):
            refused(customer)
            assert customer.client.get("/ja/contact").is_success
        assert site.count(tables.tickets) == 0
        taken_once(site, customer)
        assert server.poll() is worker.poll() is None
    assert site.count(tables.tickets) == 1


def test_a_postgresql_that_is_locked_or_stopped_is_waited_for(tmp_path: Path) -> None:
    with postgresql.running() as database:
        site = Site(tmp_path, {"database_url": database.url})
        with site.serving() as server, site.working() as worker, site.customer() as customer:
            customer.open_form()
            with held_by_postgresql(site.config.database_url):
                refused(customer)
            database.stop()
            refused(customer)
            assert customer.client.get("/ja/contact").is_success
            database.start()
            assert site.count(tables.tickets) == 0
            taken_once(site, customer)
            assert server.poll() is worker.poll() is None
        assert site.count(tables.tickets) == 1
