"""A customer who follows two tickets, for the tests of these pages."""

import re
from dataclasses import dataclass
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from kbsearch.tickets.ticket import Status
from tests.fakes.memory_tickets import FOREIGN, MIHO, OPEN, OTHER, SOLVED, MemoryTickets, ticket_of

LINK = "token-in-the-mail"


def fill(tickets: MemoryTickets) -> MemoryTickets:
    """Give a customer two tickets and a link, and another customer a ticket."""
    tickets.put(
        ticket_of(MIHO, OPEN),
        ticket_of(MIHO, SOLVED, id=2, status=Status.SOLVED, subject="Login"),
        ticket_of(OTHER, FOREIGN, id=3, subject="Secret"),
    )
    tickets.links[LINK] = OPEN
    return tickets


@dataclass
class Portal:
    """The pages as a browser with cookies uses them."""

    client: FlaskClient

    def get(self, address: str, status: int = 200) -> str:
        """Get a page that must be there and return its HTML."""
        response = self.client.get(address)
        assert response.status_code == status
        return response.get_data(as_text=True)

    def token(self, address: str) -> str:
        """Return the token of the forms of a page."""
        found = re.search(r'name="token" value="([^"]+)"', self.get(address))
        assert found
        return found[1]

    def send(self, address: str, page: str | None = None, **fields: Any) -> TestResponse:
        """Send a form that stands on ``page`` (without one, at its own address)."""
        return self.client.post(address, data={"token": self.token(page or address)} | fields)

    def sign_in(self) -> "Portal":
        """Open the link in the mail."""
        assert self.send(f"/ja/tickets/open/{LINK}").status_code == 303
        return self
