"""What pages ask of tickets, in the words of the domain."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, select

from kbsearch.tickets import tables
from kbsearch.tickets.access import Access, Opened
from kbsearch.tickets.attachments import AttachmentStore
from kbsearch.tickets.conversation import Conversation
from kbsearch.tickets.draft_rules import HANDOFF_ID, DraftRules
from kbsearch.tickets.mail_address import mail_address
from kbsearch.tickets.outbox import Kind, Outbox
from kbsearch.tickets.plain_text import lines
from kbsearch.tickets.policy import Policy
from kbsearch.tickets.privacy import Privacy, public
from kbsearch.tickets.reference import read_reference
from kbsearch.tickets.refusal import TicketRefused
from kbsearch.tickets.store import TicketStore
from kbsearch.tickets.submission import Submission
from kbsearch.tickets.ticket import ENDED, Attachment, Author, Customer, Draft, Promise, Rating, Status, Ticket

RECOMMEND_EVERY = timedelta(days=365)
RUNGS, CHANCES = range(1, 6), range(11)
"""What satisfaction and the readiness to recommend may be."""


class Tickets:
    """Safe to use from several threads; several processes may share a database.

    Every method may raise DatabaseError; those that take something from a customer raise TicketRefused, which says what to mend.
    """

    def __init__(
        self,
        store: TicketStore,
        policy: Policy,
        draft_rules: DraftRules,
        submission: Submission,
        conversation: Conversation,
        access: Access,
        outbox: Outbox,
        files: AttachmentStore,
        privacy: Privacy,
        clock: Callable[[], datetime],
        *,
        sends_mail: bool,
    ) -> None:
        self.draft_rules = draft_rules
        self._store = store
        self._policy = policy
        self._submission = submission
        self._conversation = conversation
        self._access = access
        self._outbox = outbox
        self._files = files
        self._privacy = privacy
        self._clock = clock
        self._sends_mail = sends_mail

    def promise(self, plan: str = "") -> Promise:
        """Return what is promised to a customer of a plan who writes now; without a plan, the first one's."""
        return self._policy.promise(self._policy.plan(plan), self._clock())

    def keep_attachment(self, name: str, content: BinaryIO) -> Attachment:
        """Keep an uploaded file, for two days unless a ticket takes it. Raises TicketRefused, and OSError when the disk is full."""
        return self._files.keep(name, content)

    def attachment_file(self, attachment: Attachment) -> Path:
        """Return where an attachment of a ticket lies; to be sent as a download, never shown in a page."""
        return self._files.path(attachment)

    def submit(self, draft: Draft) -> Ticket:
        """Make a ticket; the same form sent again (``handoff_id``) returns the same one."""
        checked = self.draft_rules.checked(draft)
        self._need(checked.attachments)
        return public(self._submission.submit(checked, self._clock()))

    def by_reference(self, reference: str, customer: Customer) -> Ticket | None:
        """Return a customer's own ticket, as they may see it, however the reference is typed."""
        known = read_reference(reference)
        with self._store.reading() as connection:
            own = (tables.tickets.c.reference == known, tables.tickets.c.customer_id == customer.id)
            ticket = self._store.ticket(connection, *own) if known else None
        return None if ticket is None else public(ticket)

    def list_for(self, customer: Customer) -> list[Ticket]:
        """Return a customer's tickets, the newest first."""
        with self._store.reading() as connection:
            return [public(ticket) for ticket in self._store.tickets_of(connection, customer.id)]

    def reply(self, ticket: Ticket, text: str, attachments: Sequence[Attachment], key: str) -> None:
        """Add what the customer writes, once for each ``key`` (made when the form is shown) and content; what had ended is open again."""
        text = self.draft_rules.checked_text(text)
        files = self.draft_rules.checked_attachments(attachments)
        self._need(files)
        if not HANDOFF_ID.fullmatch(key):
            raise TicketRefused(
                "The form is out of date. Load it again.", "フォームが古くなっています。ページを再読み込みしてください。"
            )
        with self._store.writing() as connection:
            if self._has_ended(connection, ticket) and not self._may_reopen(connection, ticket):
                raise _too_late(self._policy.settings.reopen_days)
            self._submission.confirm(connection, ticket.id, self._clock())
            name = ticket.messages[0].name
            content = json.dumps([text, [[file.name, file.digest] for file in files]])
            once = f"{key}-{sha256(content.encode()).hexdigest()[:16]}"
            self._conversation.customer_writes(connection, ticket.id, name, text, files, once, self._clock())

    def close(self, ticket: Ticket) -> None:
        """End a ticket for its customer."""
        with self._store.writing() as connection:
            self._submission.confirm(connection, ticket.id, self._clock())
            self._conversation.set_status(connection, ticket.id, Status.CLOSED, Author.CUSTOMER, self._clock())

    def reopen(self, ticket: Ticket) -> None:
        """Open a ticket that has ended. Raises TicketRefused when that was too long ago."""
        with self._store.writing() as connection:
            if not self._has_ended(connection, ticket):
                return
            if not self._may_reopen(connection, ticket):
                raise _too_late(self._policy.settings.reopen_days)
            self._conversation.set_status(connection, ticket.id, Status.OPEN, Author.CUSTOMER, self._clock())

    def can_reopen(self, ticket: Ticket) -> bool:
        """Whether a ticket has ended and can be reopened still."""
        with self._store.reading() as connection:
            return self._has_ended(connection, ticket) and self._may_reopen(connection, ticket)

    def rate(self, ticket: Ticket, satisfaction: int | None = None, comment: str = "", recommend: int | None = None) -> None:
        """Keep how satisfied the customer is (1 to 5), and how ready to recommend (0 to 10)."""
        if (satisfaction is not None and satisfaction not in RUNGS) or (recommend is not None and recommend not in CHANCES):
            raise TicketRefused("Choose one of the answers.", "選択肢から選んでください。", "rating")
        if len(comment) > tables.LONGEST_COMMENT:
            longest = tables.LONGEST_COMMENT
            raise TicketRefused(f"Shorten this to {longest:,} characters.", f"{longest:,} 文字以内にしてください。", "comment")
        with self._store.writing() as connection:
            self._conversation.rate(connection, ticket.id, Rating(self._clock(), satisfaction, lines(comment), recommend))

    def asks_recommend(self, customer: Customer) -> bool:
        """Whether a year has passed since the customer said how ready they are to recommend."""
        said = select(tables.ratings.c.at).join(tables.tickets).where(tables.tickets.c.customer_id == customer.id)
        lately = (tables.ratings.c.recommend.is_not(None), tables.ratings.c.at > self._clock() - RECOMMEND_EVERY)
        with self._store.reading() as connection:
            return connection.execute(said.where(*lately)).first() is None

    def request_link(self, email: str, reference: str, locale: str) -> None:
        """Mail a new link, if there is such a ticket with that address. It does the same in any other case, so nobody learns which there are."""
        known = read_reference(reference)
        try:
            address = mail_address(email)
        except TicketRefused:
            return
        if not self._sends_mail:
            return  # the address would be kept for nothing
        detail = json.dumps({"email": address, "reference": known or "", "locale": locale})
        with self._store.writing() as connection:
            if not self._outbox.holds(connection, Kind.LINK, detail):
                self._outbox.put(connection, Kind.LINK, self._clock(), detail=detail)

    def open_link(self, token: str) -> Opened | None:
        """Exchange a link for a session, once, and confirm its ticket; None where it is spent, old or forged.

        To be called on POST: programs that look at mail open every link in it.
        """
        return self._access.open_link(token, self._clock())

    def by_session(self, session: str) -> Customer | None:
        """Return whose session it is; None where it has ended."""
        return self._access.customer(session, self._clock())

    def end_session(self, session: str) -> None:
        """End a session."""
        self._access.end(session)

    def export(self, customer: Customer) -> dict[str, Any]:
        """Return all that is kept of a customer, as JSON can write it."""
        return self._privacy.export(customer)

    def forget(self, customer: Customer) -> None:
        """Delete the customer, all tickets and attachments, and end all sessions."""
        self._privacy.forget(customer)

    def close_database(self) -> None:
        """Let go of the database."""
        self._store.close()

    def _need(self, attachments: Sequence[Attachment]) -> None:
        gone = next((each for each in attachments if not self._files.holds(each)), None)
        if gone is not None:
            raise TicketRefused(
                f"“{gone.name}” is no longer here. Attach it again.",
                f"「{gone.name}」の保存期間が過ぎました。もう一度添付してください。",
                "attachments",
            )

    def _has_ended(self, connection: Connection, ticket: Ticket) -> bool:
        row = self._store.row(connection, ticket.id)
        return row is not None and row.status in ENDED

    def _may_reopen(self, connection: Connection, ticket: Ticket) -> bool:
        row = self._store.row(connection, ticket.id)
        oldest = self._clock() - timedelta(days=self._policy.settings.reopen_days)
        return row is not None and row.ended_at is not None and row.ended_at >= oldest


def _too_late(days: int) -> TicketRefused:
    return TicketRefused(
        f"This ticket ended more than {days} days ago and cannot be reopened. Please write a new one.",
        f"このお問い合わせは終了から {days} 日を過ぎたため、再開できません。新しくお問い合わせください。",
    )
