import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.tickets.mail_address import LONGEST, mail_address
from kbsearch.tickets.refusal import TicketRefused


@pytest.mark.parametrize(
    "typed", ["a@" + "ﷺ" * 330_000, "a@" + "é" * 450_000, "a@" + "ﷺ" * 318, "a" * 1_000_000 + "@b.example"]
)
def test_a_long_text_is_no_address_and_that_is_seen_at_once(typed: str) -> None:
    started = time.process_time()
    with pytest.raises(TicketRefused):
        mail_address(typed)
    assert time.process_time() - started < 0.5


@given(st.text() | st.emails())
def test_whatever_is_typed_is_an_address_or_refused(typed: str) -> None:
    try:
        address = mail_address(typed)
    except TicketRefused:
        return
    assert len(address) <= LONGEST
    assert address.isascii()
    assert mail_address(address) == address
