import sys
import time
import unicodedata

from kbsearch.tickets.plain_text import line, lines


def test_only_control_characters_and_halves_of_characters_are_left_out() -> None:
    signs = [chr(number) for number in range(sys.maxunicode + 1)]
    left_out = [sign for sign in signs if lines(f"a{sign}b") == "ab"]
    assert left_out == [sign for sign in signs if sign not in "\n\r\t" and unicodedata.category(sign) in ("Cc", "Cs")]


def test_a_million_characters_are_read_at_once() -> None:
    started = time.process_time()
    assert (line("あ" * 1_000_000), lines("あ" * 1_000_000)) == ("あ" * 1_000_000,) * 2
    assert time.process_time() - started < 0.3
