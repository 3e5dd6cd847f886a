from pathlib import Path
from typing import Any

import pytest

from kbsearch.bootstrap import open_office
from kbsearch.config import make_config
from kbsearch.errors import ConfigError

PLAN = {"name": "standard", "first_response": 240}


def test_plans_and_routes_are_written_in_a_variable_as_in_the_file(tmp_path: Path) -> None:
    environ = {
        "KBSEARCH_TICKETS_PLANS": '[{ name = "gold", first_response = 60, clock = "calendar" }]',
        "KBSEARCH_TICKETS_HOURS": '["mon-sat 10:00-17:00"]',
        "KBSEARCH_MAIL_PASSWORD": "hunter2",
    }
    config = make_config({}, tmp_path, environ)
    assert [(plan.name, plan.first_response, plan.clock) for plan in config.tickets.plans] == [("gold", 60, "calendar")]
    assert config.tickets.week[5] == [(600, 1020)]
    assert config.mail.password == "hunter2"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"tickets": {"plans": [PLAN, PLAN]}}, "tickets cannot be used: two plans have the same name"),
        ({"tickets": {"plans": [PLAN | {"name": "Gold Plan"}]}}, "a name has small letters, digits and hyphens"),
        ({"tickets": {"plans": [PLAN | {"first_response": -1}]}}, "tickets.plans.0.first_response = -1 cannot be used"),
        ({"tickets": {"hours": ["always"]}}, "'always' is not hours"),
        ({"tickets": {"notify": "a@b\nBcc: c@d"}}, "a mail address is written like support@example.com"),
        ({"tickets": {"reopen": 3}}, "did you mean 'tickets.reopen_days'?"),
        ({"mail": {"host": "mail.example.com"}}, "mail cannot be used: mail needs mail.sender"),
        ({"desk": {"kind": "redmine"}}, "desk cannot be used: the desk 'redmine' needs desk.url and desk.token"),
        ({"desk": {"kind": "email"}}, "desk cannot be used: the desk 'email' needs desk.address"),
        ({"desk": {"url": "javascript:alert(1)"}}, "the address of the ticket system begins with https://"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        make_config(settings, tmp_path, {})
    assert message in str(raised.value)


@pytest.mark.parametrize(
    "settings",
    [
        {"mail": {"host": "mail.example.com", "password": "hunter2"}},
        {"mail": {"password": ["hunter2"]}},
        {"desk": {"kind": "webhook", "token": "hunter2"}},
        {"desk": {"token": ["hunter2"]}},
    ],
)
def test_no_message_repeats_a_password(tmp_path: Path, settings: dict[str, Any]) -> None:
    with pytest.raises(ConfigError) as raised:
        make_config(settings, tmp_path, {})
    assert "hunter2" not in raised.value.message.en + raised.value.message.ja
    assert "hunter2" not in repr(make_config({"mail": {"password": "hunter2"}, "desk": {"token": "hunter2"}}, tmp_path, {}))


def test_addresses_cannot_be_confirmed_without_mail(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"tickets\.confirm_email needs mail"):
        open_office(make_config({"tickets": {"confirm_email": True}}, tmp_path, {}))
