"""The settings name another ticket system than before: numbers of the old one mean nothing there."""

import pytest
from sqlalchemy import insert, select

from kbsearch.tickets import TicketOffice
from kbsearch.tickets.desk import Changes
from kbsearch.tickets.tables import cursors
from kbsearch.tickets.ticket import EventKind, Status, Ticket
from tests.unit.tickets.conftest import ListDesk, ListMailer, draft

KEY = "key-of-a-reply"


class Office:
    """One help centre whose settings are changed."""

    def __init__(self, office: TicketOffice) -> None:
        self.office = office
        self.tickets = office.tickets

    def work(self, desk: ListDesk, url: str, name: str = "list") -> None:
        """Run a worker under settings with that desk."""
        desk.name = name
        place = self.office._config.desk.model_copy(update={"url": url})
        self.office._config = self.office._config.model_copy(update={"desk": place})
        self.office.worker(desk, ListMailer()).run_once()

    def again(self, ticket: Ticket) -> Ticket:
        found = self.tickets.by_reference(ticket.reference, ticket.customer)
        assert found is not None
        return found


@pytest.fixture
def help_centre(office: TicketOffice) -> Office:
    return Office(office)


def desk_with_strangers(office: Office, number: int) -> ListDesk:
    """Return a system whose first tickets are others'."""
    desk = ListDesk()
    for other in range(number):
        office.tickets.submit(draft(100 + other, email=f"other{other}@example.com"))
    office.work(desk, "https://new.example.com")
    assert len(desk.created) == number
    return desk


@pytest.mark.parametrize(("url", "name"), [("https://new.example.com", "list"), ("https://old.example.com", "other")])
def test_what_a_customer_writes_never_reaches_the_number_of_another_system(help_centre: Office, url: str, name: str) -> None:
    old, new = ListDesk(), desk_with_strangers(help_centre, 2)
    ticket = help_centre.tickets.submit(draft())
    help_centre.work(old, "https://old.example.com")
    assert help_centre.again(ticket).remote == "#1"
    help_centre.tickets.reply(ticket, "私の秘密", (), KEY)
    help_centre.tickets.close(ticket)
    help_centre.work(new, url, name)
    assert [(number, text) for number, text, _ in new.replies] == [("#3", "私の秘密")]
    assert new.statuses == [("#3", Status.CLOSED)]
    assert (old.replies, old.statuses) == ([], [])
    assert new.created[2].ticket.reference == ticket.reference
    assert help_centre.office.outbox.errands() == []
    found = help_centre.again(ticket)
    assert found.remote == "#3"
    assert [each.after for each in found.events if each.kind is EventKind.DELIVERED] == ["#1", "#3"]


def test_the_new_system_is_told_where_the_ticket_was_before(help_centre: Office) -> None:
    ticket = help_centre.tickets.submit(draft())
    help_centre.work(ListDesk(), "https://old.example.com")
    help_centre.tickets.reply(ticket, "その後", (), KEY)
    new = ListDesk()
    help_centre.work(new, "https://new.example.com")
    assert "list https://old.example.com #1 https://desk.example.com/1 にあります" in new.created[0].body


def test_a_system_that_has_moved_is_asked_for_the_ticket_which_is_not_made_again(help_centre: Office) -> None:
    desk = ListDesk()
    ticket = help_centre.tickets.submit(draft())
    help_centre.work(desk, "https://old.example.com")
    help_centre.tickets.reply(ticket, "その後", (), KEY)
    help_centre.work(desk, "https://new.example.com")
    assert len(desk.created) == 1
    assert [text for _, text, _ in desk.replies] == ["その後"]


def test_the_cursor_of_one_system_says_nothing_to_another(help_centre: Office) -> None:
    with help_centre.office._store.writing() as connection:  # as it was kept before addresses were known
        connection.execute(insert(cursors).values(desk="list", cursor="0:0"))
    asked: list[str] = []

    class Asked(ListDesk):
        def changes(self, cursor: str) -> Changes:
            asked.append(cursor)
            return super().changes(cursor)

    for url, expected in (
        ("https://old.example.com", "0:0"),
        ("https://new.example.com", ""),
        ("https://old.example.com", "0:0"),
    ):
        help_centre.work(Asked(), url)
        assert asked.pop() == expected
    with help_centre.office._store.reading() as connection:
        places = connection.execute(select(cursors.c.desk)).scalars().all()
    assert sorted(places) == ["list https://new.example.com", "list https://old.example.com"]
