from typing import Any

import pytest
from pydantic import ValidationError

from kbsearch.tickets.senders import open_desk
from kbsearch.tickets_config import DeskConfig, MailConfig

REMOTE = {"url": "https://desk.example.com", "token": "t"}


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "built_in"},
        {"kind": "email", "address": "desk@example.com"},
        {"kind": "request_tracker", "user": "kb-bot", **REMOTE},
        {"kind": "redmine", "field": "7", **REMOTE},
        {"kind": "zendesk", **REMOTE},
        {"kind": "webhook", **REMOTE},
    ],
    ids=lambda values: values["kind"],
)
def test_the_settings_choose_the_desk(values: dict[str, Any]) -> None:
    assert open_desk(DeskConfig(**values), MailConfig()).name == values["kind"]


@pytest.mark.parametrize(
    ("values", "missing"),
    [
        ({"kind": "request_tracker", **REMOTE}, r"desk\.user"),
        ({"kind": "redmine", **REMOTE}, r"desk\.field"),
        ({"kind": "zendesk"}, r"desk\.url"),
        ({"kind": "zendesk", "statuses": {"done": "x"}, **REMOTE}, "done"),
    ],
)
def test_what_a_desk_needs_is_asked_for_when_the_settings_are_read(values: dict[str, Any], missing: str) -> None:
    with pytest.raises(ValidationError, match=missing):
        DeskConfig(**values)
