import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kbsearch.bootstrap import open_office
from kbsearch.cli import main
from kbsearch.config import load_config
from kbsearch.tickets import TicketOffice
from tests.unit.tickets.conftest import draft


@pytest.fixture
def centre(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TicketOffice:
    (tmp_path / "kbsearch.toml").write_text(
        '[mail]\nhost = "127.0.0.1"\nport = 1\nsender = "support@example.com"\n', encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    return open_office(load_config(tmp_path / "kbsearch.toml"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_what_waits_is_listed_tried_again_and_dropped(centre: TicketOffice) -> None:
    assert run("outbox", "list").stdout == "Nothing waits.\n"
    ticket = centre.tickets.submit(draft())
    assert run("work", "--once").exit_code == 0
    heading, waiting = run("outbox", "list").stdout.splitlines()
    assert heading.split("\t") == ["id", "kind", "ticket", "since", "attempts", "next", "failure"]
    assert waiting.split("\t")[:3] == ["2", "confirmation", ticket.reference]
    assert "127.0.0.1:1" in waiting
    told = json.loads(run("outbox", "list", "--json").stdout)
    assert (told[0]["ticket"], told[0]["attempts"]) == (ticket.reference, 1)
    assert run("outbox", "retry").stdout == "0 to be tried again\n"
    assert run("outbox", "retry", "2").stdout == "1 to be tried again\n"
    assert run("outbox", "drop", "2").stdout == "1 dropped\n"
    assert run("outbox", "list").stdout == "Nothing waits.\n"
    assert run("outbox", "drop").exit_code == 2
    centre.close()
