"""The contract of ticket desks over fakes: Zendesk and webhooks as documented, mail by a real SMTP server, and none at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kbsearch.tickets.desk import DeliveryError
from kbsearch.tickets.senders.built_in import BuiltInDesk
from kbsearch.tickets.ticket import Status
from tests.contract.desk_suite import DeskSuite, TwoWaySuite, folder
from tests.fakes.faulty_proxy import FaultyProxy
from tests.fakes.web_application import served
from tests.fakes.webhook_receiver import WebhookReceiver
from tests.fakes.zendesk import FakeZendesk
from tests.tickets import FILES, TEXT, make_handoff

__all__ = ["folder"]


class TestZendesk(TwoWaySuite):
    uploads_first = True

    @pytest.fixture
    def system(self) -> Iterator[FakeZendesk]:
        zendesk = FakeZendesk()
        with served(zendesk.application) as url, FaultyProxy(url).serving() as zendesk.proxy:
            zendesk.content_url = url
            yield zendesk

    def test_no_token_goes_to_the_server_that_files_lie_on(self, system: FakeZendesk, folder: Path) -> None:
        desk = system.desk()
        remote = desk.create(make_handoff(folder))
        cursor = desk.changes("").cursor
        system.staff_writes(remote, TEXT, is_public=True, files=FILES)
        for file in desk.changes(cursor).replies[0].files:
            file.read()
        assert system.strangers == [None, None]

    def test_a_second_create_with_the_same_id_is_the_same_ticket(self, system: FakeZendesk, folder: Path) -> None:
        handoff = make_handoff(folder)
        assert system.desk().create(handoff) == system.desk().create(handoff)
        assert system.count(handoff.ticket.handoff_id) == 1

    def test_a_reply_opens_a_ticket_that_waited_for_it(self, system: FakeZendesk, folder: Path) -> None:
        remote = system.desk().create(make_handoff(folder))
        system.staff_sets(remote, Status.WAITING)
        system.desk().reply(remote, "こちらです", {}, "k1")
        assert system.status(remote) is Status.OPEN


class TestWebhook(DeskSuite):
    @pytest.fixture
    def system(self) -> Iterator[WebhookReceiver]:
        receiver = WebhookReceiver()
        with served(receiver.application) as url, FaultyProxy(url).serving() as receiver.proxy:
            yield receiver

    def test_a_ticket_sent_twice_is_taken_once(self, system: WebhookReceiver, folder: Path) -> None:
        handoff = make_handoff(folder)
        desk = system.desk()
        system.proxy.faults.append("cut")
        with pytest.raises(DeliveryError):
            desk.create(handoff)
        assert desk.find(handoff.ticket.handoff_id) is None
        assert desk.create(handoff) == desk.create(handoff)
        assert system.count(handoff.ticket.handoff_id) == 1

    def test_a_wrong_secret_is_waited_for(self, system: WebhookReceiver, folder: Path) -> None:
        with pytest.raises(DeliveryError, match="KBSEARCH_DESK_TOKEN") as raised:
            system.desk(token="wrong").create(make_handoff(folder))
        assert (raised.value.is_final, raised.value.to_mend is None) == (False, False)

    def test_an_answer_without_a_number_leaves_the_reference(self, system: WebhookReceiver, folder: Path) -> None:
        system.proxy.faults.append("garbage")
        remote = system.desk().create(make_handoff(folder))
        assert (remote.number, remote.url) == ("KB-7Q4X-2Q", "")

    def test_a_status_is_told(self, system: WebhookReceiver, folder: Path) -> None:
        desk = system.desk()
        remote = desk.create(make_handoff(folder))
        for key in ("k1", "k1"):
            desk.set_status(remote, Status.CLOSED, key)
        assert [each["ticket"].get("status") for each in system.events.values()] == [None, "closed"]
        assert list(system.events)[1:] == ["k1"]
        assert desk.changes("").cursor == ""


def test_the_built_in_desk_keeps_the_ticket_here(folder: Path) -> None:
    desk = BuiltInDesk()
    handoff = make_handoff(folder)
    remote = desk.create(handoff)
    assert (remote.number, remote.url) == (handoff.ticket.reference, handoff.link)
    desk.reply(remote, "text", {}, "k")
    desk.set_status(remote, Status.CLOSED, "k1")
    assert desk.find(handoff.ticket.handoff_id) is None
    assert desk.changes("c").cursor == "c"
