"""Errands are run, whatever fails, and whenever a process is killed."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread, Timer
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, event

from kbsearch.config import make_config
from kbsearch.database import open_database
from kbsearch.errors import DatabaseError
from kbsearch.messages import Message
from kbsearch.tickets import TicketOffice, Tickets
from kbsearch.tickets.desk import LOGIN_PAUSE, DeliveryError
from kbsearch.tickets.leases import LEASE
from kbsearch.tickets.outbox import GIVING_UP, HELD, Lane
from kbsearch.tickets.ticket import EventKind, Status
from kbsearch.tickets.worker import Worker
from tests.unit.tickets.conftest import SETTINGS, Clock, ListDesk, ListMailer, draft, refuse


class Killed(BaseException):
    """The process ends here; nothing in it runs after that."""


class Fate:
    """Kills at the n-th step from now, a step being anything said to the database or to another system."""

    def __init__(self) -> None:
        self.steps_left: int | None = None

    def __call__(self, *_: Any, **__: Any) -> None:
        if self.steps_left is not None:
            self.steps_left -= 1
            if self.steps_left < 0:
                self.steps_left = None
                raise Killed

    def watch(self, engine: Engine) -> Engine:
        event.listen(engine, "before_cursor_execute", self)
        event.listen(engine, "commit", self)
        return engine


@contextmanager
def one_database() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/kbsearch.db"


@settings(max_examples=25)
@given(
    kills=st.lists(st.integers(0, 40), max_size=25),
    failures=st.lists(
        st.sampled_from(["find", "before create", "after create", "after reply", "before reply", "after mail"]), max_size=8
    ),
)
def test_killed_anywhere_nothing_is_lost_and_nothing_doubled(kills: list[int], failures: list[str]) -> None:
    clock, fate, desk, mailer = Clock(), Fate(), ListDesk(), ListMailer()

    def step(name: str) -> None:
        fate()
        if failures and failures[0] == name:
            failures.pop(0)
            raise DeliveryError("no answer", retry_after=3.0 if len(failures) % 2 else None)

    desk.fail = mailer.fail = step
    with one_database() as url:
        config = make_config(SETTINGS | {"database_url": url}, Path(url.removeprefix("sqlite:///")).parent, {})
        office = TicketOffice(fate.watch(open_database(url)), config, "key", clock)

        def until_it_lives(do: Callable[[], Any]) -> Any:
            while True:
                fate.steps_left = kills.pop() if kills else None
                try:
                    return do()
                except Killed:
                    clock.pass_by(seconds=HELD.total_seconds() + 1)
                finally:
                    fate.steps_left = None

        made = [until_it_lives(lambda number=number: office.tickets.submit(draft(number))) for number in range(3)]
        for number in range(2):
            until_it_lives(lambda number=number: office.tickets.reply(made[0], f"more {number}", (), f"reply-000{number}"))
        until_it_lives(lambda: office.tickets.close(made[0]))
        for _ in range(500):
            if not office.outbox.errands():
                break
            worker = office.worker(desk, mailer)
            ran = [until_it_lives(partial(worker.run_errand, lane)) for lane in Lane]
            if not any(ran):
                clock.pass_by(seconds=30)
        assert office.outbox.errands() == []
        delivered = [office.tickets.by_reference(each.reference, each.customer) for each in made]
        office.close()
    assert sorted(handoff.ticket.handoff_id for handoff in desk.created) == [draft(number).handoff_id for number in range(3)]
    first = delivered[0].remote
    assert [(number, text) for number, text, _ in desk.replies] == [(first, "more 0"), (first, "more 1")]
    assert desk.statuses == [(first, Status.CLOSED)]
    for ticket in delivered:
        assert [event.kind for event in ticket.events].count(EventKind.DELIVERED) == 1
        assert [handoff.ticket.handoff_id for handoff in desk.created].index(ticket.handoff_id) == int(ticket.remote[1:]) - 1
    assert {message["Message-ID"] for message in mailer.sent} == {f"<{each.reference}.customer.0@example.com>" for each in made}


def test_two_workers_over_one_database_run_each_errand_once(
    make_office: Callable[..., TicketOffice], desk: ListDesk, mailer: ListMailer
) -> None:
    offices = [make_office(), make_office()]
    for number in range(20):
        offices[0].tickets.submit(draft(number))
    workers = [office.worker(desk, mailer) for office in offices]
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(Worker.run_once, workers))
    assert len(desk.created) == len(mailer.sent) == 20
    assert offices[0].outbox.errands() == []


def test_an_answer_that_was_lost_makes_no_second_ticket(tickets: Tickets, worker: Worker, desk: ListDesk, clock: Clock) -> None:
    ticket = tickets.submit(draft())
    desk.fail = refuse("after create")
    worker.run_once()
    clock.pass_by(seconds=10)
    worker.run_once()
    assert len(desk.created) == 1
    known = tickets.by_reference(ticket.reference, ticket.customer)
    assert known is not None
    assert known.remote == "#1"


def test_what_follows_waits_for_the_ticket(tickets: Tickets, worker: Worker, desk: ListDesk, clock: Clock) -> None:
    ticket, other = tickets.submit(draft(1)), tickets.submit(draft(2))
    tickets.reply(ticket, "more", (), "reply-0001")
    desk.fail = refuse("find")
    worker.run_once()
    assert [handoff.ticket.id for handoff in desk.created] == [other.id]
    assert desk.replies == []
    clock.pass_by(seconds=10)
    worker.run_once()
    assert [text for _, text, _ in desk.replies] == ["more"]


def test_pauses_get_longer_and_end_with_giving_up(
    office: TicketOffice, tickets: Tickets, worker: Worker, desk: ListDesk, mailer: ListMailer, clock: Clock
) -> None:
    tickets.submit(draft())
    desk.fail = refuse("find", times=10_000)
    start, pauses = clock.now, []
    while not office.outbox.errands()[0].is_dead:
        worker.run_once()
        pauses.append((office.outbox.errands()[0].due_at - clock.now).total_seconds())
        clock.now = office.outbox.errands()[0].due_at
    assert 2.5 <= pauses[0] <= 5
    assert 5 <= pauses[1] <= 10
    assert all(1800 <= pause <= 3600 for pause in pauses[12:])
    assert clock.now - start >= GIVING_UP
    assert mailer.sent[-1]["To"] == "lead@example.com"
    assert "連携先に渡せませんでした" in mailer.sent[-1]["Subject"]


def test_a_system_that_asks_for_time_gets_it_for_all_its_errands(
    office: TicketOffice, tickets: Tickets, worker: Worker, desk: ListDesk, mailer: ListMailer, clock: Clock
) -> None:
    for number in range(5):
        tickets.submit(draft(number))
    desk.fail = refuse("find", error=DeliveryError("too many", retry_after=120))
    worker.run_once()
    assert desk.created == []
    assert len(mailer.sent) == 5
    clock.pass_by(seconds=119)
    worker.run_once()
    assert desk.created == []
    clock.pass_by(seconds=2)
    worker.run_once()
    assert len(desk.created) == 5


@pytest.mark.parametrize("retry_after", [-5.0, float("nan"), 1e12])
def test_a_senseless_wish_for_time_does_no_harm(
    tickets: Tickets, worker: Worker, desk: ListDesk, clock: Clock, retry_after: float
) -> None:
    tickets.submit(draft())
    desk.fail = refuse("find", error=DeliveryError("?", retry_after=retry_after))
    worker.run_once()
    clock.pass_by(hours=1, seconds=1)
    worker.run_once()
    assert len(desk.created) == 1


def test_what_is_refused_for_good_is_kept_for_people(
    office: TicketOffice, tickets: Tickets, worker: Worker, desk: ListDesk, clock: Clock
) -> None:
    ticket = tickets.submit(draft())
    tickets.reply(ticket, "more", (), "reply-0001")
    desk.fail = refuse("before create", error=DeliveryError("queue of <hanako@example.com> is\nunknown", is_final=True))
    worker.run_once()
    dead, follows = (errand for errand in office.outbox.errands() if errand.kind.lane is Lane.DESK)
    assert (dead.is_dead, dead.reason, dead.reference) == (True, "queue of … is unknown", ticket.reference)
    clock.pass_by(days=1)
    worker.run_once()
    assert desk.created == desk.replies == []
    assert office.outbox.retry((), clock()) == 1
    worker.run_once()
    assert len(desk.created) == len(desk.replies) == 1
    assert not follows.is_dead


def test_what_is_dropped_is_never_told(office: TicketOffice, tickets: Tickets, worker: Worker, desk: ListDesk) -> None:
    ticket = tickets.submit(draft(1))
    tickets.reply(ticket, "more", (), "reply-0001")
    tickets.submit(draft(2))
    create = next(errand.id for errand in office.outbox.errands() if errand.reference == ticket.reference)
    assert office.outbox.drop([create]) == 2
    worker.run_once()
    assert [handoff.ticket.handoff_id for handoff in desk.created] == [draft(2).handoff_id]
    tickets.reply(ticket, "hello?", (), "reply-0002")
    worker.run_once()
    assert [errand.is_dead for errand in office.outbox.errands() if errand.kind.lane is Lane.DESK] == [True]
    assert desk.replies == []


def test_whatever_a_desk_raises_the_others_go_on_and_no_name_is_logged(
    office: TicketOffice, tickets: Tickets, worker: Worker, desk: ListDesk, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(2):
        tickets.submit(draft(number))
    desk.fail = refuse("find", error=KeyError("hanako@example.com 山田 花子"))
    worker.run_once()
    assert len(desk.created) == 1
    assert office.outbox.errands()[0].reason.startswith("KeyError at ")
    assert "hanako" not in caplog.text
    assert "山田" not in caplog.text
    assert "errand 1 (create, ticket 1, attempt 1) failed and is tried again" in caplog.text


def test_an_attachment_that_is_gone_is_told_to_people(
    office: TicketOffice, tickets: Tickets, worker: Worker, desk: ListDesk
) -> None:
    from tests.unit.tickets.test_tickets import attached

    file = attached(tickets)
    tickets.submit(draft(attachments=(file,)))
    tickets.attachment_file(file).unlink()
    worker.run_once()
    assert [errand.reason for errand in office.outbox.errands() if errand.is_dead] == [
        "An attachment is not in var/attachments any more; bring it back from a backup, then run 'kbsearch outbox retry'."
    ]


def test_one_worker_leads_until_it_ends_or_stops_renewing(
    make_office: Callable[..., TicketOffice], desk: ListDesk, clock: Clock
) -> None:
    asked: list[str] = []
    first, second = make_office().worker(desk, None), make_office().worker(desk, None)
    desk.fail = asked.append
    first._keep_leases()
    second.run_once()
    assert asked == []
    first.do_chores()
    assert asked == ["changes"]
    clock.pass_by(seconds=LEASE.total_seconds() + 1)
    second.run_once()
    assert asked == ["changes"] * 2


def test_an_errand_that_is_being_run_is_nobody_elses(
    make_office: Callable[..., TicketOffice], desk: ListDesk, mailer: ListMailer, clock: Clock
) -> None:
    one, other = make_office(), make_office()
    one.tickets.submit(draft())
    errand = one.outbox.claim(Lane.DESK, "one", clock())
    assert errand is not None
    assert other.outbox.claim(Lane.DESK, "other", clock()) is None
    clock.pass_by(seconds=20)
    one.outbox.renew("one", [errand.id], clock())
    clock.pass_by(seconds=20)
    assert other.outbox.claim(Lane.DESK, "other", clock()) is None
    one.outbox.release("one")
    assert other.outbox.claim(Lane.DESK, "other", clock()) is not None


def test_a_worker_runs_until_it_is_told_to_end(tickets: Tickets, worker: Worker, desk: ListDesk, mailer: ListMailer) -> None:
    Timer(0.2, lambda: tickets.submit(draft())).start()
    thread = Thread(target=worker.run)
    thread.start()
    for _ in range(100):
        if desk.created and mailer.sent:
            break
        thread.join(0.05)
    worker.end()
    thread.join(10)
    assert not thread.is_alive()
    assert len(desk.created) == len(mailer.sent) == 1


def test_a_database_that_is_away_is_waited_for(
    tickets: Tickets, worker: Worker, desk: ListDesk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tickets.submit(draft())
    broken = refuse("claim", times=2, error=DatabaseError("the database is away", "データベースに接続できません"))
    claim = worker._outbox.claim

    def failing(*given: Any) -> Any:
        broken("claim")
        return claim(*given)

    monkeypatch.setattr(worker._outbox, "claim", failing)
    monkeypatch.setattr("kbsearch.tickets.worker.PAUSE", 0.01)
    thread = Thread(target=worker.run)
    thread.start()
    while not desk.created:
        thread.join(0.02)
    worker.end()
    thread.join(10)
    assert "the database is away" in caplog.text


WRONG = DeliveryError("401: hanako@example.com", to_mend=Message("check the token", "トークンを確かめてください"))


def test_what_a_wrong_set_up_holds_up_is_kept_until_it_is_mended(
    office: TicketOffice,
    tickets: Tickets,
    worker: Worker,
    desk: ListDesk,
    mailer: ListMailer,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tickets.submit(draft())
    desk.fail = refuse("find", times=10_000, error=WRONG)
    for pause in (*[timedelta(hours=7)] * 20, GIVING_UP, timedelta(hours=7)):
        worker.run_once()
        (waiting,) = office.outbox.errands()
        assert not waiting.is_dead
        assert waiting.due_at - clock.now <= timedelta(seconds=300)
        clock.now += pause
    assert waiting.reason == "401: …"
    assert caplog.text.count("waits until this is mended: check the token") == 1
    assert "hanako" not in caplog.text
    undelivered = f"{waiting.reference} を連携先に渡せませんでした: 'kbsearch outbox list' で確認してください"
    assert [mail["To"] for mail in mailer.sent if mail["Subject"] == undelivered] == ["lead@example.com"]
    desk.fail = refuse("find", error=DeliveryError("503"))
    for _ in range(2):
        worker.run_once()
        clock.pass_by(hours=1, seconds=1)
    assert len(desk.created) == 1
    assert office.outbox.errands() == []


def test_mails_wait_for_the_right_password(
    office: TicketOffice, tickets: Tickets, worker: Worker, mailer: ListMailer, clock: Clock
) -> None:
    for number in range(5):
        tickets.submit(draft(number))
    tried: list[str] = []
    wrong = DeliveryError("535", retry_after=LOGIN_PAUSE, to_mend=Message("check the password", "パスワード"))

    def refuse_login(step: str) -> None:
        tried.append(step)
        raise wrong

    mailer.fail = refuse_login
    for _ in range(60):
        worker.run_once()
        clock.pass_by(seconds=10)
    assert len(tried) == 2
    assert not any(errand.is_dead for errand in office.outbox.errands())
    mailer.fail = lambda step: None
    clock.pass_by(seconds=LOGIN_PAUSE)
    worker.run_once()
    assert len(mailer.sent) == 5


def test_each_status_has_a_key_of_its_own_and_keeps_it(tickets: Tickets, worker: Worker, desk: ListDesk, clock: Clock) -> None:
    ticket = tickets.submit(draft())
    worker.run_once()
    for do in (tickets.close, tickets.reopen, tickets.close):
        do(ticket)
        desk.fail = refuse("after status")
        worker.run_once()
        clock.pass_by(seconds=60)
        worker.run_once()
    first, second, third = desk.status_keys[::2]
    assert desk.status_keys == [first, first, second, second, third, third]
    assert len({first, second, third}) == 3
    assert all(key.startswith(ticket.handoff_id) for key in desk.status_keys)


@pytest.mark.parametrize(("language", "words"), [("en", "bring it back from a backup"), ("ja", "バックアップから戻し")])
def test_reasons_are_in_the_operators_language(
    office: TicketOffice, tickets: Tickets, worker: Worker, monkeypatch: pytest.MonkeyPatch, language: str, words: str
) -> None:
    from tests.unit.tickets.test_tickets import attached

    monkeypatch.setenv("KBSEARCH_LANGUAGE", language)
    file = attached(tickets)
    tickets.submit(draft(attachments=(file,)))
    tickets.attachment_file(file).unlink()
    worker.run_once()
    (reason,) = [errand.reason for errand in office.outbox.errands() if errand.is_dead]
    assert words in reason
