"""300 tickets reach a real Redmine once each, through a network that fails at random and a worker that is killed 20 times.

No fault outlasts the time that the worker waits for an answer: after that it waits a minute, which is tested with a clock.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
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

TRIAL = Trial(tickets=300, think=0.4, kills=20, requests_between=range(20, 60), limit=540)
PAGE = 100


@pytest.fixture(scope="module")
def peer() -> Iterator[Peer]:
    with started("redmine.sh") as peer:
        yield peer


@pytest.fixture
def proxy(peer: Peer) -> Iterator[UnreliableProxy]:
    proxy = UnreliableProxy(peer.values["url"], random.Random(300), share=0.2, delay=0.5)
    with proxy.serving():
        yield proxy


@pytest.fixture
def file(tmp_path: Path, peer: Peer, proxy: UnreliableProxy) -> Path:
    there = {"url": proxy.url, "token": peer.values["api_key"], "queue": peer.values["project"]}
    desk = {"kind": "redmine", "field": str(peer.values["custom_field_id"]), **there}
    file = tmp_path / "kbsearch.toml"
    lines = [f"{name} = {json.dumps(value)}" for name, value in desk.items()]
    file.write_text("\n".join(["[desk]", *lines, ""]), encoding="utf-8")
    return file


def issues_there(peer: Peer) -> list[dict[str, Any]]:
    """Return all issues, as Redmine lists them."""
    found: list[dict[str, Any]] = []
    with httpx2.Client(base_url=peer.values["url"], headers={"X-Redmine-API-Key": peer.values["api_key"]}) as client:
        while True:
            params: dict[str, str | int] = {"status_id": "*", "sort": "id", "limit": PAGE, "offset": len(found)}
            page = client.get("/issues.json", params=params).raise_for_status().json()["issues"]
            if not page:
                return found
            found += page


def test_300_tickets_are_there_once_each_after_a_bad_network_and_20_kills(
    file: Path, peer: Peer, proxy: UnreliableProxy
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
    print(outcome)
    sent = Counter(draft(number).handoff_id for number in range(TRIAL.tickets))
    there = [(each["custom_fields"][0]["value"], str(each["id"])) for each in issues_there(peer)]
    assert (outcome.kills, outcome.waiting) == (TRIAL.kills, 0)
    assert Counter(handoff_id for handoff_id, _ in there) == sent
    assert sorted(outcome.here) == sorted(there)
