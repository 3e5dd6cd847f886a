"""Mail addresses as customers type them."""

import re
import unicodedata

from kbsearch.tickets.refusal import TicketRefused

LONGEST, LONGEST_TYPED = 254, 320
"""Characters of an address, and of what is looked at: a longer text is none, and to normalize it would take long."""
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


def mail_address(typed: str) -> str:
    """Return the address by which a customer is known: half-width, in small letters. Raises TicketRefused when it is none."""
    address = _written(typed) if len(typed) <= LONGEST_TYPED else ""
    if len(address) > LONGEST or not _ADDRESS.fullmatch(address):
        raise TicketRefused(
            "That is not a mail address. Write it like name@example.com.",
            "メールアドレスの形になっていません。name@example.com のように入力してください。",
            "email",
        )
    return address


def _written(typed: str) -> str:
    """Return an address in half-width small letters and ASCII; empty where it cannot be."""
    normalized = unicodedata.normalize("NFKC", typed).strip().lower()
    if len(normalized) > LONGEST_TYPED:
        return ""
    local, _, domain = normalized.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return ""
