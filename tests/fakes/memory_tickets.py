"""Tickets in memory, behind the interface of Tickets."""

from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from kbsearch.errors import DatabaseError
from kbsearch.tickets.access import Opened
from kbsearch.tickets.draft_rules import DraftRules, rules
from kbsearch.tickets.mail_address import mail_address
from kbsearch.tickets.reference import new_reference, read_reference
from kbsearch.tickets.refusal import TicketRefused
from kbsearch.tickets.ticket import (
    Attachment,
    Author,
    Customer,
    Draft,
    Message,
    Priority,
    Promise,
    Rating,
    Status,
    Ticket,
    Tried,
)
from kbsearch.tickets_config import TicketsConfig

MIHO = Customer(1, "miho@customer.example", "山田 美穂", "ja", "standard")
OTHER = Customer(2, "other@customer.example", "Other", "en", "standard")
OPEN, SOLVED, FOREIGN = "KB-7Q4X-2Q", "KB-ABCD-29", "KB-WXYZ-23"
"""Two tickets of Miho's, and one of another customer."""
SENT = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
ENDED = (Status.SOLVED, Status.CLOSED)


def ticket_of(customer: Customer, reference: str, **changes: Any) -> Ticket:
    """Return a ticket with one message."""
    values: dict[str, Any] = {
        "id": 1,
        "reference": reference,
        "handoff_id": f"handoff-{reference}",
        "customer": customer,
        "subject": "請求書が届きません",
        "locale": "ja",
        "category": "billing",
        "product": "",
        "plan": "standard",
        "queue": "support",
        "priority": Priority.NORMAL,
        "tier": 1,
        "status": Status.OPEN,
        "created_at": SENT,
        "updated_at": SENT,
        "promise": Promise(None, None),
        "messages": (Message(1, SENT, Author.CUSTOMER, customer.name, "10月分がまだです。\n𠮷田です 🙏"),),
        "tried": (Tried(SENT, query="請求書", results=3), Tried(SENT, article_id="invoice", title="請求書を受け取る")),
    }
    return Ticket(**values | changes)


@dataclass
class MemoryTickets:
    """``links`` are tokens that open a ticket once, ``asked`` the links that were asked for. ``is_down`` is a database that does nothing."""

    folder: Path
    tickets: dict[str, Ticket] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, Customer] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    draft_rules: DraftRules = field(default_factory=lambda: rules(TicketsConfig()))
    reopens: bool = True
    is_down: bool = False
    clock: datetime = SENT

    def put(self, *tickets: Ticket) -> None:
        """Hold these tickets."""
        self.tickets |= {ticket.reference: ticket for ticket in tickets}

    def promise(self, plan: str = "") -> Promise:
        return Promise(self.clock + timedelta(hours=4), None)

    def keep_attachment(self, name: str, content: BinaryIO) -> Attachment:
        read = content.read()
        if not read:
            raise TicketRefused(f"“{name}” is empty.", f"「{name}」は空のファイルです。", "attachments")
        digest = sha256(read).hexdigest()
        (self.folder / digest).write_bytes(read)
        return Attachment(name, "text/plain", len(read), digest)

    def attachment_file(self, attachment: Attachment) -> Path:
        return self.folder / attachment.digest

    def submit(self, draft: Draft) -> Ticket:
        self._need_database()
        checked = self.draft_rules.checked(draft)
        known = next((each for each in self.tickets.values() if each.handoff_id == checked.handoff_id), None)
        if known is not None:
            return known
        customer = Customer(len(self.tickets) + 100, checked.email, checked.name, checked.locale, checked.plan)
        first = Message(1, SENT, Author.CUSTOMER, checked.name, checked.text, checked.attachments)
        copied = {name: getattr(checked, name) for name in ("handoff_id", "subject", "locale", "category", "product", "tried")}
        made = ticket_of(customer, new_reference(), promise=self.promise(), messages=(first,), status=Status.NEW, **copied)
        self.put(made)
        return made

    def by_reference(self, reference: str, customer: Customer) -> Ticket | None:
        found = self.tickets.get(read_reference(reference) or "")
        return found if found is not None and found.customer.id == customer.id else None

    def list_for(self, customer: Customer) -> list[Ticket]:
        return [ticket for ticket in self.tickets.values() if ticket.customer.id == customer.id]

    def reply(self, ticket: Ticket, text: str, attachments: list[Attachment], key: str) -> None:
        self._need_database()
        checked = self.draft_rules.checked_text(text)
        once = repr((key, checked, attachments))
        if once not in self.keys:
            self.keys.add(once)
            now = self.tickets[ticket.reference]
            added = Message(len(now.messages) + 1, SENT, Author.CUSTOMER, ticket.customer.name, checked, tuple(attachments))
            self.put(replace(now, messages=(*now.messages, added), status=Status.OPEN))

    def close(self, ticket: Ticket) -> None:
        self.put(replace(ticket, status=Status.CLOSED))

    def can_reopen(self, ticket: Ticket) -> bool:
        return ticket.status in ENDED and self.reopens

    def reopen(self, ticket: Ticket) -> None:
        if not self.reopens:
            raise TicketRefused("This ended too long ago.", "終了から時間がたっています。")
        self.put(replace(ticket, status=Status.OPEN))

    def rate(self, ticket: Ticket, satisfaction: int | None = None, comment: str = "", recommend: int | None = None) -> None:
        self.put(replace(ticket, rating=Rating(SENT, satisfaction, comment, recommend)))

    def asks_recommend(self, customer: Customer) -> bool:
        return all(ticket.rating is None or ticket.rating.recommend is None for ticket in self.list_for(customer))

    def request_link(self, email: str, reference: str, locale: str) -> None:
        self.asked.append((mail_address(email), read_reference(reference) or "", locale))

    def open_link(self, token: str) -> Opened | None:
        reference = self.links.pop(token, None)
        if reference is None:
            return None
        session = f"session-{len(self.sessions)}-of-{token}"
        self.sessions[session] = self.tickets[reference].customer
        return Opened(session, reference)

    def by_session(self, session: str) -> Customer | None:
        return self.sessions.get(session)

    def end_session(self, session: str) -> None:
        self.sessions.pop(session, None)

    def export(self, customer: Customer) -> dict[str, Any]:
        return {"customer": asdict(customer), "tickets": [ticket.reference for ticket in self.list_for(customer)]}

    def forget(self, customer: Customer) -> None:
        self.tickets = {name: each for name, each in self.tickets.items() if each.customer.id != customer.id}
        self.sessions = {name: each for name, each in self.sessions.items() if each.id != customer.id}

    def _need_database(self) -> None:
        if self.is_down:
            raise DatabaseError("database is locked", "データベースを使えません")
