"""Tickets reach a real Redmine and a real Request Tracker once each, through a network that fails at random and a worker that is killed again and again.

The specification asks for 300 tickets and 20 kills: ``KBSEARCH_TEST_TICKETS=300 pytest -s tests/peers/test_faults.py`` runs them, and prints what happened. That
takes about ten minutes, so without the variable there are 45 and 3 of each. No fault outlasts the time that the worker waits for an answer: after that it waits a
minute, which is tested with a clock.
"""

import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from kbsearch.bootstrap import open_office
from kbsearch.config import load_config
from kbsearch.database import open_database
from tests.fakes.unreliable_proxy import UnreliableProxy
from tests.faults import Ordeal, Trial, draft
from tests.peers.peer import Peer, started
from tests.unit.insights import conftest

database_url = conftest.database_url
TICKETS = int(os.environ.get("KBSEARCH_TEST_TICKETS", "45"))
TRIAL = Trial(tickets=TICKETS, think=0.4, kills=TICKETS // 15, requests_between=range(20, 60), limit=300 + 6.0 * TICKETS)
PAGE = 100
Found = list[tuple[str, str]]
"""The handoff id and the number of each ticket there."""


@dataclass(frozen=True)
class System:
    """What differs from one ticket system to the other. ``page`` returns the tickets after so many."""

    script: str
    settings: Callable[[dict[str, Any]], dict[str, str]]
    headers: Callable[[dict[str, Any]], dict[str, str]]
    page: Callable[[httpx2.Client, int], Found]

    def tickets(self, peer: Peer) -> Found:
        """Return all tickets, as the system lists them."""
        found: Found = []
        with httpx2.Client(base_url=peer.values["url"], headers=self.headers(peer.values), timeout=60) as client:
            while page := self.page(client, len(found)):
                found += page
        return found


def redmine_page(client: httpx2.Client, after: int) -> Found:
    params: dict[str, str | int] = {"status_id": "*", "sort": "id", "limit": PAGE, "offset": after}
    issues = client.get("/issues.json", params=params).raise_for_status().json()["issues"]
    return [(each["custom_fields"][0]["value"], str(each["id"])) for each in issues]


def request_tracker_page(client: httpx2.Client, after: int) -> Found:
    params: dict[str, str | int] = {"query": "id > 0", "fields": "CustomFields", "orderby": "id", "per_page": PAGE}
    answer = client.get("/REST/2.0/tickets", params={**params, "page": after // PAGE + 1})
    items = answer.raise_for_status().json()["items"] if after % PAGE == 0 else []
    return [(each["CustomFields"][0]["values"][0], str(each["id"])) for each in items]


SYSTEMS = {
    "redmine": System(
        "redmine.sh",
        lambda there: {"token": there["api_key"], "queue": there["project"], "field": str(there["custom_field_id"])},
        lambda there: {"X-Redmine-API-Key": there["api_key"]},
        redmine_page,
    ),
    "request_tracker": System(
        "request_tracker.sh",
        lambda there: {"token": there["token"], "queue": there["queue"], "field": there["custom_field"], "user": "kb-bot"},
        lambda there: {"Authorization": f"token {there['token']}"},
        request_tracker_page,
    ),
}


@pytest.fixture
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def peer(kind: str) -> Iterator[Peer]:
    with started(SYSTEMS[kind].script) as peer:
        yield peer


@pytest.fixture
def proxy(peer: Peer) -> Iterator[UnreliableProxy]:
    proxy = UnreliableProxy(peer.values["url"], random.Random(300), share=0.2, delay=0.5)
    with proxy.serving():
        yield proxy


@pytest.fixture
def file(tmp_path: Path, kind: str, database_url: str, peer: Peer, proxy: UnreliableProxy) -> Path:
    desk = {"kind": kind, "url": proxy.url, **SYSTEMS[kind].settings(peer.values)}
    file = tmp_path / "kbsearch.toml"
    lines = [f"{name} = {json.dumps(value)}" for name, value in desk.items()]
    file.write_text("\n".join([f"database_url = {json.dumps(database_url)}", "[desk]", *lines, ""]), encoding="utf-8")
    return file


@pytest.mark.parametrize(("kind", "database_url"), [("redmine", "sqlite"), ("request_tracker", "postgresql")], indirect=True)
def test_all_tickets_are_there_once_each_after_a_bad_network_and_many_kills(
    file: Path, kind: str, peer: Peer, proxy: UnreliableProxy
) -> None:
    config = load_config(file)
    office = open_office(config)
    command: list[str | Path] = [sys.executable, "-m", "kbsearch", "--config", file, "work"]

    def hurry() -> None:
        """Do as ``kbsearch outbox retry`` does for all that waits for its next try."""
        office.outbox.retry([each.id for each in office.outbox.errands()], datetime.now(UTC))

    engine = open_database(config.database_url)
    outcome = Ordeal(office, proxy, command, file.with_name("log"), random.Random(20), hurry).run(TRIAL, engine)
    engine.dispose()
    office.close()
    print(f"{kind}: {outcome}")
    sent = Counter(draft(number).handoff_id for number in range(TRIAL.tickets))
    there = SYSTEMS[kind].tickets(peer)
    assert (outcome.kills, outcome.waiting) == (TRIAL.kills, 0)
    assert Counter(handoff_id for handoff_id, _ in there) == sent
    assert sorted(outcome.here) == sorted(there)
