from hypothesis import given
from hypothesis import strategies as st

from kbsearch.tickets.senders.cursor import Cursor

words = st.text("0123456789abcTZ:-", min_size=1)


@given(words, st.frozensets(words))
def test_a_cursor_is_read_as_it_was_written(start: str, told: frozenset[str]) -> None:
    assert Cursor.read(str(Cursor(start, told))) == Cursor(start, told)
