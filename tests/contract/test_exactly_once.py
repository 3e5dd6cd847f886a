"""A ticket reaches the ticket system once, whatever fails: Redmine's shapes in memory, and a clock that runs fast."""

import json
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.fakes import hurried_worker
from tests.fakes.redmine import FIELD, FakeRedmine
from tests.fakes.unreliable_proxy import UnreliableProxy
from tests.fakes.web_application import served
from tests.faults import Ordeal, Trial, draft
from tests.unit.insights import conftest

database_url, engine = conftest.database_url, conftest.engine
TRIAL = Trial(tickets=40, think=0.05, kills=5, requests_between=range(12, 25), limit=120)


@pytest.fixture
def redmine() -> FakeRedmine:
    return FakeRedmine(seconds=0.02)


@pytest.fixture
def proxy(redmine: FakeRedmine) -> Iterator[UnreliableProxy]:
    with served(redmine.application) as address:
        proxy = UnreliableProxy(address, random.Random(20), share=0.3, delay=0.1)
        with proxy.serving():
            yield proxy


@pytest.fixture
def file(tmp_path: Path, database_url: str, proxy: UnreliableProxy) -> Path:
    desk = f'kind = "redmine"\nurl = "{proxy.url}"\ntoken = "key"\nqueue = "help"\nfield = "{FIELD}"'
    file = tmp_path / "kbsearch.toml"
    file.write_text(f"database_url = {json.dumps(database_url)}\n[desk]\n{desk}\n", encoding="utf-8")
    return file


def test_each_of_40_tickets_is_there_once_after_a_bad_network_and_5_kills(
    file: Path, engine: Engine, proxy: UnreliableProxy, redmine: FakeRedmine
) -> None:
    office = hurried_worker.office(file)
    command: list[str | Path] = [sys.executable, "-m", "tests.fakes.hurried_worker", file]
    outcome = Ordeal(office, proxy, command, file.with_name("log"), random.Random(6)).run(TRIAL, engine)
    office.close()
    print(outcome)
    sent = sorted(draft(number).handoff_id for number in range(TRIAL.tickets))
    assert (outcome.kills, outcome.waiting) == (TRIAL.kills, 0)
    assert sorted(redmine.handoff_ids()) == sent
    assert sorted(handoff_id for handoff_id, _ in outcome.here) == sent
    numbers = {each["custom_fields"][0]["value"]: str(each["id"]) for each in redmine.issues}
    assert dict(outcome.here) == numbers
