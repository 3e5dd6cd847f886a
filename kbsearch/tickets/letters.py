"""What is written to customers and staff, in their language, and carried to the mail server."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, select

from kbsearch.tickets import wording
from kbsearch.tickets.access import Access
from kbsearch.tickets.addresses import Addresses
from kbsearch.tickets.mail import Letter, LetterWriter, Mailer
from kbsearch.tickets.outbox import Errand, Kind, Outbox
from kbsearch.tickets.policy import Policy
from kbsearch.tickets.store import TicketStore
from kbsearch.tickets.tables import ticket_events, tickets
from kbsearch.tickets.ticket import Author, EventKind, Ticket

LINKS_AN_HOUR = 5
"""How many new links one customer is mailed: anybody who knows the address and a reference may ask for them."""


class Letters:
    """Composes a letter when it is sent: the outbox holds neither its text nor its link."""

    def __init__(
        self,
        store: TicketStore,
        outbox: Outbox,
        policy: Policy,
        access: Access,
        addresses: Addresses,
        writer: LetterWriter,
        mailer: Mailer,
        staff_locale: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._outbox = outbox
        self._policy = policy
        self._access = access
        self._addresses = addresses
        self._writer = writer
        self._mailer = mailer
        self._staff_locale = staff_locale
        self._clock = clock

    def carry(self, errand: Errand) -> None:
        """Send it, and strike it out. Raises DeliveryError when the mail server does not take it."""
        with self._store.reading() as connection:
            letter = self._letter(connection, errand)
        if letter is not None:
            self._mailer.send(self._writer.message(letter, self._clock()))
        with self._store.writing() as connection:
            ticket = self._ticket(connection, errand)
            if letter is not None and ticket is not None:
                self._access.link_was_sent(connection, letter.reference, self._clock())
                if errand.kind is Kind.LINK:
                    self._store.add_event(connection, ticket, Author.SYSTEM, EventKind.LINKED, self._clock())
            self._outbox.done(connection, errand)

    def _letter(self, connection: Connection, errand: Errand) -> Letter | None:
        """Return the letter; None where nobody is to get one: the ticket is gone, or a new link was asked for with an address that is not the ticket's."""
        number = self._ticket(connection, errand)
        row = None if number is None else self._store.row(connection, number)
        ticket = None if row is None else self._store.ticket(connection, tickets.c.id == number)
        if row is None or ticket is None:
            return None
        if errand.kind is Kind.LINK and self._links_of_late(connection, ticket.customer.id) >= LINKS_AN_HOUR:
            return None
        if errand.kind is Kind.ALERT:
            return self._alert(ticket, errand)
        locale = _asked(errand).get("locale", ticket.locale)
        words = self._words(ticket, row, errand, locale)
        first = errand.kind is Kind.CONFIRMATION
        return Letter(
            to=ticket.customer.email,
            name=ticket.messages[0].name,
            locale=locale,
            subject=f"[{ticket.reference}] {words.subject}",
            body=words.body,
            reference=ticket.reference,
            number=0 if first else errand.id,
        )

    def _ticket(self, connection: Connection, errand: Errand) -> int | None:
        asked = _asked(errand)
        return self._access.ticket_of(connection, asked["email"], asked["reference"]) if asked else errand.ticket

    def _links_of_late(self, connection: Connection, customer: int) -> int:
        query = select(func.count()).select_from(ticket_events).join(tickets).where(tickets.c.customer_id == customer)
        late = (ticket_events.c.kind == EventKind.LINKED, ticket_events.c.at > self._clock() - timedelta(hours=1))
        return connection.execute(query.where(*late)).scalar_one()

    def _words(self, ticket: Ticket, row: Any, errand: Errand, locale: str) -> wording.Words:
        link = self._addresses.opening(locale, self._access.link_token(ticket))
        hours = self._policy.settings.link_hours
        if errand.kind is Kind.CONFIRMATION and row.confirmed_at is None:
            return wording.confirm_address(ticket, locale, link, hours)
        if errand.kind is Kind.CONFIRMATION:
            return wording.confirmation(ticket, locale, link, hours, self._policy.zone)
        if errand.kind is Kind.ANSWER:
            answer = next(each for each in ticket.messages if each.number == errand.message)
            return wording.answer(ticket, answer, locale, link, hours)
        if errand.kind is Kind.RATING:
            return wording.rating(ticket, locale, link, hours)
        return wording.new_link(ticket, locale, link, hours)

    def _alert(self, ticket: Ticket, errand: Errand) -> Letter | None:
        """Return what staff are told: no word of the customer's, only where to look."""
        route = self._policy.route(self._policy.plan(ticket.plan), ticket.category, ticket.locale)
        if not route.notify:
            return None
        words = wording.alert(ticket, errand.detail, self._staff_locale)
        return Letter(route.notify, "", self._staff_locale, words.subject, words.body, ticket.reference, errand.id)


def _asked(errand: Errand) -> dict[str, str]:
    """Return with what a new link was asked for; nothing where none was."""
    asked: dict[str, str] = json.loads(errand.detail) if errand.kind is Kind.LINK else {}
    return asked
