"""The server is killed between the commit of a ticket and its answer; the customer, who saw an error, sends the form again."""

import signal
import sys
from pathlib import Path

import httpx2
import pytest

from kbsearch.tickets import tables
from tests.site import Site
from tests.unit.insights import conftest

database_url = conftest.database_url

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")


def test_a_form_whose_answer_was_lost_is_one_ticket_when_it_is_sent_again(tmp_path: Path, database_url: str) -> None:
    site = Site(tmp_path, {"database_url": database_url})
    file = ("画面.txt", "画面の文字です 𠮷\n".encode())
    with site.customer() as customer:
        with site.serving(("-m", "tests.fakes.dying_server")) as server:
            customer.open_form()
            with pytest.raises(httpx2.TransportError):
                customer.send([file])
            assert server.wait(20) == -signal.SIGKILL
        assert site.count(tables.tickets) == 1
        with site.serving():
            answer = customer.send([file])
            assert answer.status_code == 303
            customer.client.get(answer.headers["Location"]).raise_for_status()
    for table in (tables.tickets, tables.messages, tables.attachments, tables.outbox):
        assert site.count(table) == 1
