"""All of tickets over one database, put together from the settings."""

import os
import secrets
import socket
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Engine

from kbsearch.config import Config
from kbsearch.tickets.access import Access
from kbsearch.tickets.addresses import Addresses
from kbsearch.tickets.arrivals import Arrivals
from kbsearch.tickets.attachments import AttachmentStore
from kbsearch.tickets.conversation import Conversation
from kbsearch.tickets.delivery import Delivery
from kbsearch.tickets.desk import TicketDesk
from kbsearch.tickets.draft_rules import rules
from kbsearch.tickets.escalation import Escalation
from kbsearch.tickets.leases import LEASE, Leases
from kbsearch.tickets.letters import Letters
from kbsearch.tickets.mail import LetterWriter, Mailer
from kbsearch.tickets.outbox import Lane, Outbox
from kbsearch.tickets.policy import Policy
from kbsearch.tickets.privacy import Privacy
from kbsearch.tickets.store import TicketStore
from kbsearch.tickets.submission import Submission
from kbsearch.tickets.tickets import Tickets
from kbsearch.tickets.worker import Chore, Worker

WATCHING, ASKING, CLEARING = 20.0, 20.0, 3600.0
"""Seconds between two looks at promises, two questions to the ticket system, and two clearings."""
LONGEST_PLACE = 255
FOLDER = "attachments"
"""Of ``var_dir``."""


class TicketOffice:
    """What pages, commands and the worker share. ``key`` signs the links in mails."""

    def __init__(self, engine: Engine, config: Config, key: str, clock: Callable[[], datetime]) -> None:
        self._config = config
        self._clock = clock
        sends_mail = bool(config.mail.host)
        draft_rules = rules(config.tickets)
        self._store = TicketStore(engine)
        self._policy = Policy(config.tickets, config.contact.hours(config.tickets.week))
        self._files = AttachmentStore(config.var_dir / FOLDER, draft_rules.attachment_size)
        self.outbox = Outbox(self._store)
        self._escalation = Escalation(self._store, self._policy, self.outbox, sends_mail=sends_mail)
        self._conversation = Conversation(self._store, self._policy, self.outbox, self._escalation, sends_mail=sends_mail)
        submission = Submission(self._store, self._policy, self.outbox, sends_mail=sends_mail)
        self._access = Access(self._store, submission, key, config.tickets.link_hours)
        self._privacy = Privacy(self._store, self._files, config.tickets.link_hours)
        self.tickets = Tickets(
            self._store,
            self._policy,
            draft_rules,
            submission,
            self._conversation,
            self._access,
            self.outbox,
            self._files,
            self._privacy,
            clock,
            sends_mail=sends_mail,
        )

    def worker(self, desk: TicketDesk, mailer: Mailer | None) -> Worker:
        """Return a worker with a name of its own; without ``mailer`` no mail is sent."""
        sends_mail = mailer is not None
        addresses = Addresses(self._config.site.url)
        place = f"{desk.name} {self._config.desk.url}".strip()[:LONGEST_PLACE]
        delivery = Delivery(self._store, self.outbox, self._files, desk, place, addresses, self._clock, sends_mail=sends_mail)
        arrivals = Arrivals(self._store, self._conversation, desk, place, self._files)
        carriers = {Lane.DESK: delivery.carry}
        if mailer is not None:
            carriers[Lane.MAIL] = self._letters(addresses, mailer).carry
        chores = (
            Chore("asking the ticket system", arrivals.fetch, ASKING),
            Chore("watching promises", self._escalation.watch, WATCHING),
            Chore("clearing links and sessions", self._access.clear, CLEARING),
            Chore("clearing unconfirmed tickets", self._privacy.clear_unconfirmed, CLEARING),
            Chore("clearing attachments", self._privacy.clear_files, CLEARING),
        )
        name = f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
        return Worker(name, self.outbox, Leases(self._store), carriers, chores, delivery.alarm, self._clock, LEASE)

    def close(self) -> None:
        """Let go of the database."""
        self._store.close()

    def _letters(self, addresses: Addresses, mailer: Mailer) -> Letters:
        site = self._config.site.name
        default = self._config.default_locale
        writer = LetterWriter(self._config.mail.sender, lambda locale: site.get(locale) or site.get(default, ""))
        return Letters(self._store, self.outbox, self._policy, self._access, addresses, writer, mailer, default, self._clock)
