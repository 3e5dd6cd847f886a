"""The commands of tickets: the worker and its outbox."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from kbsearch.bootstrap import open_office, open_worker
from kbsearch.command import configured
from kbsearch.messages import Message
from kbsearch.terminal import Terminal
from kbsearch.workers import until_interrupted

if TYPE_CHECKING:
    from kbsearch.tickets.outbox import Errand, Outbox

COLUMNS = ("id", "kind", "ticket", "since", "attempts", "next", "failure")


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, and end.")
def work(once: bool) -> None:
    """Deliver tickets and mail, and watch promises, until interrupted."""
    worker = open_worker(configured(click.get_current_context().obj))
    if once:
        worker.run_once()
        return
    Terminal().line(Message("Working (Ctrl+C to stop)", "処理しています (Ctrl+C で終了)"))
    with until_interrupted():
        worker.run()


@click.group()
def outbox() -> None:
    """What is still to be told to the ticket system and to customers."""


@outbox.command("list")
@click.option("--json", "as_json", is_flag=True, help="Write JSON.")
def list_errands(as_json: bool) -> None:
    """Show what waits, and what was given up."""
    with _outbox() as opened:
        errands = opened.errands()
    if as_json:
        Terminal().as_json([_fields(errand) for errand in errands])
    elif errands:
        Terminal().table(COLUMNS, [_cells(errand) for errand in errands])
    else:
        Terminal().line(Message("Nothing waits.", "待っているものはありません。"))


@outbox.command()
@click.argument("ids", metavar="[ID]...", nargs=-1, type=int)
def retry(ids: Sequence[int]) -> None:
    """Try again at once: these, or all that were given up."""
    with _outbox() as opened:
        count = opened.retry(ids, datetime.now(UTC))
    Terminal().line(Message(f"{count} to be tried again", f"{count} 件をもう一度試します"))


@outbox.command()
@click.argument("ids", metavar="ID...", nargs=-1, type=int, required=True)
def drop(ids: Sequence[int]) -> None:
    """Never deliver these; tickets stay in the help centre.

    With a ticket that is never made in the ticket system goes all else that it was to be told of it.
    """
    with _outbox() as opened:
        count = opened.drop(ids)
    Terminal().line(Message(f"{count} dropped", f"{count} 件を取り消しました"))


@contextmanager
def _outbox() -> Iterator["Outbox"]:
    office = open_office(configured(click.get_current_context().obj))
    try:
        yield office.outbox
    finally:
        office.close()


def _fields(errand: "Errand") -> dict[str, Any]:
    return {
        "id": errand.id,
        "kind": errand.kind,
        "ticket": errand.reference,
        "since": errand.since.isoformat(),
        "attempts": errand.attempts,
        "next": None if errand.is_dead else errand.due_at.isoformat(),
        "failure": errand.reason,
    }


def _cells(errand: "Errand") -> list[str]:
    given_up = str(Message("given up", "中止"))
    when = given_up if errand.is_dead else f"{errand.due_at:%Y-%m-%d %H:%M:%S}Z"
    since = f"{errand.since:%Y-%m-%d %H:%M:%S}Z"
    return [str(errand.id), errand.kind, errand.reference, since, str(errand.attempts), when, errand.reason]
