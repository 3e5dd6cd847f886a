"""What every TicketDesk must do, whatever system is behind it. Subclasses give the system as the fixture ``system``."""

from pathlib import Path
from uuid import uuid4

import pytest

from kbsearch.tickets.desk import LOGIN_PAUSE, DeliveryError, RemoteReply, RemoteTicket, TicketDesk
from kbsearch.tickets.ticket import Status
from tests.fakes.ticket_system import TicketSystem, TwoWaySystem, file_of
from tests.tickets import FILES, NAME, SUBJECT, TEXT, make_handoff


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


class DeskSuite:
    """A system that takes tickets, replies and statuses over HTTP."""

    def test_text_subject_and_customer_arrive_as_they_were_written(self, system: TicketSystem, folder: Path) -> None:
        seen = system.seen(system.desk().create(make_handoff(folder)))
        assert seen.subject == SUBJECT
        assert TEXT in seen.messages[0]
        assert "taro@example.com" in seen.customer + seen.messages[0]
        assert NAME in seen.customer + seen.messages[0]

    def test_attachments_arrive_byte_for_byte_under_their_names(self, system: TicketSystem, folder: Path) -> None:
        seen = system.seen(system.desk().create(make_handoff(folder, FILES)))
        assert seen.files == FILES

    def test_the_ticket_has_a_number_and_an_address(self, system: TicketSystem, folder: Path) -> None:
        remote = system.desk().create(make_handoff(folder))
        assert remote.number
        assert remote.url.startswith("http")

    def test_a_subject_that_is_too_long_is_whole_in_the_message(self, system: TicketSystem, folder: Path) -> None:
        subject = "長い件名𠮷😀" * 60
        seen = system.seen(system.desk().create(make_handoff(folder, subject=subject)))
        assert len(seen.subject.encode()) <= system.subject_bytes
        assert subject.startswith(seen.subject.rstrip("…"))
        assert seen.subject == subject or subject in seen.messages[0]

    def test_a_subject_of_several_lines_is_one_line(self, system: TicketSystem, folder: Path) -> None:
        seen = system.seen(system.desk().create(make_handoff(folder, subject="一行目\r\nBcc: x@example.com\n三行目")))
        assert seen.subject == "一行目 Bcc: x@example.com 三行目"

    def test_a_reply_arrives_with_its_file(self, system: TicketSystem, folder: Path) -> None:
        desk = system.desk()
        remote = desk.create(make_handoff(folder))
        name, content = next(iter(FILES.items()))
        desk.reply(remote, f"{TEXT}\n追伸", {name: file_of(folder, name, content)}, "k1")
        seen = system.seen(remote)
        assert f"{TEXT}\n追伸" in seen.messages[-1]
        assert seen.files == {name: content}

    @pytest.mark.parametrize("fault", ["500", "502", "503", "429", "404"])
    def test_a_server_in_trouble_is_tried_again(self, system: TicketSystem, folder: Path, fault: str) -> None:
        desk = system.desk()
        system.proxy.faults.extend([fault] * 9)
        with pytest.raises(DeliveryError) as raised:
            desk.create(make_handoff(folder))
        assert not raised.value.is_final
        assert raised.value.retry_after == 7

    def test_nobody_listening_is_tried_again(self, system: TicketSystem, folder: Path) -> None:
        desk = system.desk()
        system.proxy.faults.extend(["cut"] * 9)
        with pytest.raises(DeliveryError) as raised:
            desk.create(make_handoff(folder))
        assert not raised.value.is_final

    @pytest.mark.parametrize(("fault", "pause"), [("401", LOGIN_PAUSE), ("403", None)])
    def test_a_user_who_is_refused_is_waited_for(
        self, system: TicketSystem, folder: Path, fault: str, pause: float | None
    ) -> None:
        desk = system.desk()
        system.proxy.faults.extend([fault] * 9)
        with pytest.raises(DeliveryError, match="KBSEARCH_DESK_TOKEN") as raised:
            desk.create(make_handoff(folder))
        assert (raised.value.is_final, raised.value.retry_after) == (False, pause)
        assert fault in str(raised.value.to_mend)
        assert "not now" in raised.value.reason
        assert "not now" not in str(raised.value.to_mend)

    @pytest.mark.parametrize("fault", ["400", "413", "422"])
    def test_a_refusal_is_final(self, system: TicketSystem, folder: Path, fault: str) -> None:
        desk = system.desk()
        system.proxy.faults.extend([fault] * 9)
        with pytest.raises(DeliveryError) as raised:
            desk.create(make_handoff(folder))
        assert raised.value.is_final
        assert raised.value.to_mend is None
        assert fault in raised.value.reason

    @pytest.mark.parametrize("fault", ["301", "302", "307"])
    def test_no_token_follows_a_redirect(self, system: TicketSystem, folder: Path, fault: str) -> None:
        desk = system.desk()
        system.proxy.faults.extend([fault] * 9)
        with pytest.raises(DeliveryError) as raised:
            desk.create(make_handoff(folder))
        assert not raised.value.is_final

    def test_reasons_are_in_the_operators_language(
        self, system: TicketSystem, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("KBSEARCH_LANGUAGE", "ja")
        desk = system.desk()
        system.proxy.faults.extend(["401"] * 9)
        with pytest.raises(DeliveryError, match="ユーザーを拒否しました"):
            desk.create(make_handoff(folder))


class TwoWaySuite(DeskSuite):
    """A system that can be asked what it has and what happened."""

    def test_a_ticket_is_found_by_its_handoff_id(self, system: TwoWaySystem, folder: Path) -> None:
        handoff, other = make_handoff(folder), make_handoff(folder)
        desk = system.desk()
        remote = desk.create(handoff)
        assert desk.create(other) != remote
        assert desk.find(handoff.ticket.handoff_id) == remote

    @pytest.mark.parametrize("unknown", ["unknown", "' OR 1=1 OR 'x'='", "%", "*", "a\\' OR id > 0", "𠮷"])
    def test_an_unknown_handoff_id_finds_nothing(self, system: TwoWaySystem, folder: Path, unknown: str) -> None:
        desk = system.desk()
        desk.create(make_handoff(folder))
        assert desk.find(unknown) is None

    def test_a_lost_answer_never_makes_a_second_ticket(self, system: TwoWaySystem, folder: Path) -> None:
        handoff = make_handoff(folder, FILES)
        desk = system.desk()
        warm(desk, folder)
        system.proxy.faulty_method = "POST"
        uploads = len(FILES) if self.uploads_first else 0
        system.proxy.faults.extend(["pass"] * uploads + ["cut"])
        with pytest.raises(DeliveryError) as raised:
            desk.create(handoff)
        assert not raised.value.is_final
        found = system.desk().find(handoff.ticket.handoff_id)
        assert found is not None
        assert system.count(handoff.ticket.handoff_id) == 1
        assert system.seen(found).files == FILES

    uploads_first = False

    def test_a_failed_create_can_be_tried_again_with_its_files(self, system: TwoWaySystem, folder: Path) -> None:
        handoff = make_handoff(folder, FILES)
        desk = system.desk()
        warm(desk, folder)
        system.proxy.faulty_method = "POST"
        uploads = len(FILES) if self.uploads_first else 0
        system.proxy.faults.extend(["pass"] * uploads + ["503"])
        with pytest.raises(DeliveryError):
            desk.create(handoff)
        assert desk.find(handoff.ticket.handoff_id) is None
        assert system.seen(desk.create(handoff)).files == FILES

    def test_a_reply_is_added_once_for_each_key(self, system: TwoWaySystem, folder: Path) -> None:
        desk = system.desk()
        remote = desk.create(make_handoff(folder))
        before = len(system.seen(remote).messages)
        for key in ("k1", "k1", "k10", "k_1", "k1"):
            system.desk().reply(remote, f"返信 {key}", {}, key)
        added = system.seen(remote).messages[before:]
        assert [next(key for key in ("k10", "k_1", "k1") if f"返信 {key}" in text) for text in added] == ["k1", "k10", "k_1"]

    def test_a_reply_whose_answer_was_lost_is_not_added_again(self, system: TwoWaySystem, folder: Path) -> None:
        desk = system.desk()
        remote = desk.create(make_handoff(folder))
        system.proxy.faulty_method = self.reply_method
        system.proxy.faults.append("cut")
        with pytest.raises(DeliveryError):
            desk.reply(remote, "一度だけ", {}, "k1")
        desk.reply(remote, "一度だけ", {}, "k1")
        assert sum("一度だけ" in text for text in system.seen(remote).messages) == 1

    reply_method = "PUT"

    def test_a_customer_closes_the_ticket_there(self, system: TwoWaySystem, folder: Path) -> None:
        desk = system.desk()
        remote = desk.create(make_handoff(folder))
        desk.set_status(remote, Status.CLOSED, "k1")
        desk.set_status(remote, Status.CLOSED, "k1")
        assert system.status(remote) in (Status.SOLVED, Status.CLOSED)

    def test_public_replies_of_staff_come_back_once(self, system: TwoWaySystem, folder: Path) -> None:
        desk = system.desk()
        handoff = make_handoff(folder)
        remote = desk.create(handoff)
        desk.reply(remote, "お客様の返信", {}, "k1")
        start = desk.changes("").cursor
        system.staff_writes(remote, TEXT, is_public=True)
        system.staff_writes(remote, "社内だけ", is_public=False)
        desk.reply(remote, "お客様のもう一つの返信", {}, "k2")
        first = desk.changes(start)
        mine = [each for each in first.replies if each.handoff_id == handoff.ticket.handoff_id]
        assert [each.text for each in mine] == [TEXT]
        assert mine[0].name
        assert mine[0].at.tzinfo is not None
        system.staff_writes(remote, "二つ目", is_public=True)
        assert new_texts(desk, first.cursor, {mine[0].key}) == ["二つ目"]

    def test_files_of_public_replies_come_back_byte_for_byte(self, system: TwoWaySystem, folder: Path) -> None:
        desk = system.desk()
        handoff = make_handoff(folder, {"お客様の.txt": "お客様の".encode()})
        remote = desk.create(handoff)
        cursor = desk.changes("").cursor
        system.staff_writes(remote, "社内だけ", is_public=False, files={"社内.txt": "社内".encode()})
        system.staff_writes(remote, TEXT, is_public=True, files=FILES)
        system.staff_writes(remote, "添付なし", is_public=True)
        mine = [each for each in desk.changes(cursor).replies if each.handoff_id == handoff.ticket.handoff_id]
        assert [each.text for each in mine] == [TEXT, "添付なし"]
        assert {each.name: each.read() for each in mine[0].files} == FILES
        assert {each.name: each.size for each in mine[0].files if each.size} in ({}, {k: len(v) for k, v in FILES.items()})
        assert list(mine[1].files) == []

    def test_nothing_is_told_of_the_time_before(self, system: TwoWaySystem, folder: Path) -> None:
        desk = system.desk()
        remote = desk.create(make_handoff(folder))
        system.staff_writes(remote, "前の返信", is_public=True)
        changes = desk.changes("")
        assert [*changes.replies, *changes.statuses] == []
        assert changes.cursor

    def test_statuses_of_staff_come_back(self, system: TwoWaySystem, folder: Path) -> None:
        desk = system.desk()
        handoff = make_handoff(folder)
        remote = desk.create(handoff)
        cursor = desk.changes("").cursor
        for status in (Status.WAITING, Status.OPEN, Status.SOLVED):
            system.staff_sets(remote, status)
            changes = desk.changes(cursor)
            mine = [each for each in changes.statuses if each.handoff_id == handoff.ticket.handoff_id]
            assert mine[-1].status is status
            cursor = changes.cursor

    def test_what_the_customer_closed_does_not_come_back_as_a_status(self, system: TwoWaySystem, folder: Path) -> None:
        desk = system.desk()
        handoff = make_handoff(folder)
        remote = desk.create(handoff)
        cursor = desk.changes("").cursor
        system.staff_sets(remote, Status.OPEN)
        desk.set_status(remote, Status.CLOSED, "k1")
        assert [each for each in desk.changes(cursor).statuses if each.handoff_id == handoff.ticket.handoff_id] == []

    def test_a_wrong_token_is_waited_for_and_says_what_to_do(self, system: TwoWaySystem, folder: Path) -> None:
        desk = system.desk(token="wrong-" + uuid4().hex)
        with pytest.raises(DeliveryError, match="KBSEARCH_DESK_TOKEN") as raised:
            desk.create(make_handoff(folder))
        assert (raised.value.is_final, raised.value.to_mend is None) == (False, False)
        with pytest.raises(DeliveryError, match="KBSEARCH_DESK_TOKEN"):
            desk.find("x")

    def test_a_page_of_something_else_is_tried_again(self, system: TwoWaySystem, folder: Path) -> None:
        desk = system.desk()
        remote = desk.create(make_handoff(folder))
        for call in (
            lambda: desk.find("x"),
            lambda: desk.create(make_handoff(folder)),
            lambda: desk.changes("0"),
            lambda: desk.reply(remote, "text", {}, "k"),
            lambda: desk.set_status(remote, Status.CLOSED, "k1"),
        ):
            system.proxy.faults.extend(["garbage"] * 9)
            with pytest.raises(DeliveryError, match=r"desk\.url") as raised:
                call()
            assert not raised.value.is_final
            system.proxy.faults.clear()


def warm(desk: TicketDesk, folder: Path) -> RemoteTicket:
    """Make a ticket, so that what a desk asks once has been asked."""
    return desk.create(make_handoff(folder))


def new_texts(desk: TicketDesk, cursor: str, known: set[str]) -> list[str]:
    """Return the replies since ``cursor`` whose keys are not known."""
    replies: list[RemoteReply] = [each for each in desk.changes(cursor).replies if each.key not in known]
    return [each.text for each in replies]
