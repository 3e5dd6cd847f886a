"""How a ticket begins in another system: its subject and its first message."""

from kbsearch.tickets.desk import Handoff
from kbsearch.tickets.plain_text import line, lines


def shortened(subject: str, size: int) -> str:
    """Return a subject that takes at most so many bytes of UTF-8, cut between two characters."""
    subject = line(subject)
    if len(subject.encode()) <= size:
        return subject
    mark = "…"
    return subject.encode()[: size - len(mark.encode())].decode(errors="ignore").rstrip() + mark


def first_message(handoff: Handoff, subject: str) -> str:
    """Return the message, with who wrote it and under which reference; first the whole subject where ``subject`` is cut."""
    ticket = handoff.ticket
    whole = line(ticket.subject)
    sender = f"{ticket.reference} · {line(ticket.customer.name)} <{ticket.customer.email}>"
    parts = [whole if subject != whole else "", lines(handoff.body), "\n".join(filter(None, ["--", sender, handoff.link]))]
    return "\n\n".join(filter(None, parts))
