"""Mail addresses as customers type them."""

import re
import unicodedata

from kbsearch.tickets.refusal import TicketRefused

LONGEST = 254
_ADDRESS = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


def mail_address(typed: str) -> str:
    """Return the address by which a customer is known: half-width, in small letters. Raises TicketRefused when it is none."""
    local, _, domain = unicodedata.normalize("NFKC", typed).strip().lower().rpartition("@")
    try:
        address = f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        address = ""
    if len(address) > LONGEST or not _ADDRESS.fullmatch(address):
        raise TicketRefused(
            "That is not a mail address. Write it like name@example.com.",
            "メールアドレスの形になっていません。name@example.com のように入力してください。",
            "email",
        )
    return address
