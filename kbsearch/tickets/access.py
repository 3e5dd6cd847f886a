"""How customers reach their tickets: a signed link in a mail, which expires and opens once, is exchanged for a session."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadData, Signer, URLSafeTimedSerializer
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from kbsearch.tickets.outbox import Kind
from kbsearch.tickets.store import TicketStore
from kbsearch.tickets.submission import Submission
from kbsearch.tickets.tables import customers, outbox, sessions, spent_links, tickets
from kbsearch.tickets.ticket import Customer, Ticket

SESSION = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link led to. ``session`` is for a cookie, and nowhere else."""

    session: str
    reference: str


class Access:
    """Only digests of sessions and of spent links are kept."""

    def __init__(self, store: TicketStore, submission: Submission, key: str, link_hours: int) -> None:
        self._store = store
        self._submission = submission
        self._signer = URLSafeTimedSerializer(key, salt="kbsearch.tickets.link")
        self._address_signer = Signer(key, salt="kbsearch.tickets.address")
        self._lifetime = timedelta(hours=link_hours)

    def link_token(self, ticket: Ticket) -> str:
        """Return what a link to a ticket carries: it opens that reference for that address alone, whatever is deleted and numbered anew meanwhile."""
        address = self._address_signer.get_signature(ticket.customer.email).decode("ascii")
        token = self._signer.dumps([ticket.reference, address, secrets.token_urlsafe(12)])
        return token if isinstance(token, str) else token.decode("ascii")

    def open_link(self, token: str, now: datetime) -> Opened | None:
        """Exchange a link for a session, once; whoever opens it has the ticket's address, which confirms the ticket. None where it is spent, old or forged."""
        signed = self._signed(token)
        if signed is None:
            return None
        try:
            with self._store.writing() as connection:
                expires = now + self._lifetime  # it was signed before now, so the signature is too old by then
                connection.execute(insert(spent_links).values(digest=_digest(token), expires_at=expires))
                ticket = self._ticket(connection, *signed)
                row = None if ticket is None else self._store.row(connection, ticket)
                if row is None:
                    return None
                self._submission.confirm(connection, row.id, now)
                return Opened(self._session(connection, row.customer_id, now), row.reference)
        except IntegrityError:
            return None

    def link_was_sent(self, connection: Connection, reference: str, now: datetime) -> None:
        """Keep a ticket that waits for its customer for as long as that link opens."""
        waits = (tickets.c.reference == reference, tickets.c.confirmed_at.is_(None))
        connection.execute(update(tickets).where(*waits).values(updated_at=now))

    def customer(self, session: str, now: datetime) -> Customer | None:
        """Return whose session it is; None where it has ended."""
        is_running = (sessions.c.digest == _digest(session), sessions.c.expires_at > now)
        with self._store.reading() as connection:
            number = connection.execute(select(sessions.c.customer_id).where(*is_running)).scalar()
            return None if number is None else self._store.customer_where(connection, customers.c.id == number)

    def end(self, session: str) -> None:
        """End a session."""
        with self._store.writing() as connection:
            connection.execute(delete(sessions).where(sessions.c.digest == _digest(session)))

    def clear(self, now: datetime) -> None:
        """Forget what has expired."""
        with self._store.writing() as connection:
            for table in (sessions, spent_links):
                connection.execute(delete(table).where(table.c.expires_at <= now))
            is_asked = (
                outbox.c.kind == Kind.LINK,
                outbox.c.since <= now - self._lifetime,
            )  # anybody's address, with a ticket or not
            connection.execute(delete(outbox).where(*is_asked))

    def ticket_of(self, connection: Connection, email: str, reference: str) -> int | None:
        """Return the ticket with that reference, if it is that customer's."""
        query = select(tickets.c.id).join(customers).where(tickets.c.reference == reference, customers.c.email == email)
        return connection.execute(query).scalar()

    def _session(self, connection: Connection, customer: int, now: datetime) -> str:
        session = secrets.token_urlsafe(32)
        connection.execute(insert(sessions).values(digest=_digest(session), customer_id=customer, expires_at=now + SESSION))
        return session

    def _signed(self, token: str) -> tuple[str, str] | None:
        """Return the reference that a link opens, and the signature of the address for which it does."""
        try:
            reference, address, _ = self._signer.loads(token, max_age=int(self._lifetime.total_seconds()))
        except (BadData, TypeError, ValueError):
            return None
        return str(reference), str(address)

    def _ticket(self, connection: Connection, reference: str, address: str) -> int | None:
        query = select(tickets.c.id, customers.c.email).join(customers).where(tickets.c.reference == reference)
        found = connection.execute(query).first()
        return found.id if found is not None and self._address_signer.verify_signature(found.email, address) else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
