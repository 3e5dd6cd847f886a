"""Tickets: what becomes of a question that the articles did not answer."""

from kbsearch.tickets.office import TicketOffice
from kbsearch.tickets.refusal import TicketRefused
from kbsearch.tickets.tickets import Tickets

__all__ = ["TicketOffice", "TicketRefused", "Tickets"]
