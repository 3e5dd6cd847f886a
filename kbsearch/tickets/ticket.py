"""The domain of tickets, as frozen values."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class Status(StrEnum):
    """Where a ticket stands. ``WAITING`` is for the customer's answer: the clocks stand still."""

    NEW = "new"
    OPEN = "open"
    WAITING = "waiting"
    SOLVED = "solved"
    CLOSED = "closed"


RUNNING = (Status.NEW, Status.OPEN)
"""While a ticket is one of these, its clocks run."""
ENDED = (Status.SOLVED, Status.CLOSED)


class Priority(IntEnum):
    """How soon a ticket is looked at; the plan and the category decide."""

    LOW = 0
    NORMAL = 1
    HIGH = 2
    URGENT = 3


class Author(StrEnum):
    """Who wrote a message or did something."""

    CUSTOMER = "customer"
    STAFF = "staff"
    SYSTEM = "system"


class EventKind(StrEnum):
    """What happened to a ticket."""

    CREATED = "created"
    CONFIRMED = "confirmed"
    DELIVERED = "delivered"
    REPLIED = "replied"
    STATUS = "status"
    DUE_SOON = "due_soon"
    BREACHED = "breached"
    ESCALATED = "escalated"
    RATED = "rated"
    LINKED = "linked"


@dataclass(frozen=True, slots=True)
class Customer:
    """A person who writes, known by the address alone. ``plan`` is a plan of the settings."""

    id: int
    email: str
    name: str
    locale: str
    plan: str


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file, kept outside the web root under its ``digest`` (SHA-256, hexadecimal); ``name`` is shown, never used as a path."""

    name: str
    media_type: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Tried:
    """What the customer did before writing: a search (``query``), or an article read (``article_id`` at ``revision``)."""

    at: datetime
    query: str = ""
    results: int = 0
    article_id: str = ""
    revision: str = ""
    title: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the conversation, plain text; ``is_public`` ones are the customer's to see."""

    number: int
    at: datetime
    author: Author
    name: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    is_public: bool = True


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """One line of the history, which is only ever added to: when, who, what, and from what to what."""

    at: datetime
    author: Author
    kind: EventKind
    name: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Promise:
    """What a customer was promised: when the first answer and the solution are due; None where the plan promises nothing."""

    first_response_due: datetime | None
    resolution_due: datetime | None


@dataclass(frozen=True, slots=True)
class Rating:
    """How satisfied the customer is, 1 to 5, and on the yearly question how likely to recommend, 0 to 10."""

    at: datetime
    satisfaction: int | None
    comment: str = ""
    recommend: int | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What a customer sends: all that a ticket is made from.

    ``handoff_id`` is made when the form is first shown, so that a form sent twice is one ticket.
    """

    handoff_id: str
    email: str
    name: str
    locale: str
    subject: str
    text: str
    category: str = ""
    product: str = ""
    plan: str = ""
    attachments: tuple[Attachment, ...] = ()
    tried: tuple[Tried, ...] = ()


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket. ``reference`` (``KB-7Q4X-2Q``) is what the customer sees; ``handoff_id`` is the idempotency key towards other systems."""

    id: int
    reference: str
    handoff_id: str
    customer: Customer
    subject: str
    locale: str
    category: str
    product: str
    plan: str
    queue: str
    priority: Priority
    tier: int
    status: Status
    created_at: datetime
    updated_at: datetime
    promise: Promise
    messages: tuple[Message, ...] = ()
    tried: tuple[Tried, ...] = ()
    events: tuple[TicketEvent, ...] = ()
    rating: Rating | None = None
    remote: str = ""
    """The number in the company's ticket system, once it has it."""
    remote_url: str = ""
    desk: str = ""
    """Which ticket system that is, by kind and address; empty before it has it."""
