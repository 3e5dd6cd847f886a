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
        ({"desk": {"url": "http://rt.example.com"}}, "desk.url = 'http://rt.example.com' cannot be used: the token"),
        ({"desk": {"url": "http://127.0.0.1@rt.example.com"}}, "http:// is for one on this computer"),
        ({"desk": {"url": "http://localhost.example.com"}}, "http:// is for one on this computer"),
        ({"desk": {"url": "http://["}}, "http:// is for one on this computer"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        make_config(settings, tmp_path, {})
    assert message in raised.value.message.en


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"desk": {"url": "http://rt.example.com"}}, "desk.url = 'http://rt.example.com' は使えません: トークンと"),
        ({"desk": {"kind": "redmine"}}, "desk は使えません: 'redmine' には desk.url と desk.token が必要です"),
        ({"contact": {"time_zone": "Tokyo"}}, 'タイムゾーンは "Asia/Tokyo" のように書きます'),
    ],
)
def test_what_cannot_be_used_is_named_in_japanese(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as raised:
        make_config(settings, tmp_path, {})
    assert message in raised.value.message.ja


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


@pytest.mark.parametrize("mail", [{}, {"host": "mail.example.com", "sender": "support@example.com"}])
def test_addresses_cannot_be_confirmed_without_links_in_mail(tmp_path: Path, mail: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match=r"tickets\.confirm_email needs mail with links"):
        open_office(make_config({"tickets": {"confirm_email": True}, "mail": mail}, tmp_path, {}))


@pytest.mark.parametrize("url", ["http://localhost:3000", "http://127.0.0.1/rt", "http://[::1]:8080", "https://rt.example.com"])
def test_a_ticket_system_on_this_computer_needs_no_encryption(tmp_path: Path, url: str) -> None:
    assert make_config({"desk": {"url": url}}, tmp_path, {}).desk.url == url
