"""What the company's ticket system is told first: the message, and what the customer tried before writing it."""

from kbsearch.messages import Message
from kbsearch.tickets.addresses import Addresses
from kbsearch.tickets.ticket import Ticket, Tried

_TRIED = Message("Tried before writing", "お問い合わせの前に試されたこと")


def in_locale(message: Message, locale: str) -> str:
    """Return a message in a customer's language."""
    return message.ja if locale == "ja" else message.en


def handoff_body(ticket: Ticket, addresses: Addresses) -> str:
    """Return the first message with what was tried, as plain text in the customer's language."""
    text = ticket.messages[0].text
    if not ticket.tried:
        return text
    tried = "\n".join(f"- {_line(each, ticket.locale, addresses)}" for each in ticket.tried)
    return f"{text}\n\n-- \n{in_locale(_TRIED, ticket.locale)}:\n{tried}"


def _line(tried: Tried, locale: str, addresses: Addresses) -> str:
    if tried.query:
        found = Message(f"Searched: {tried.query} ({tried.results} found)", f"検索: {tried.query}（{tried.results} 件）")
        return in_locale(found, locale)
    place = addresses.article(locale, tried.path) or tried.path
    revision = f" @ {tried.revision[:12]}" if tried.revision else ""
    return in_locale(Message("Read", "閲覧"), locale) + f": {tried.title} <{place}>{revision}"
