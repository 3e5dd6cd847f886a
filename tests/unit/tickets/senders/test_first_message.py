from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kbsearch.tickets.plain_text import line
from kbsearch.tickets.senders.first_message import first_message, shortened
from tests.tickets import make_handoff


@given(st.text(), st.integers(10, 300))
def test_a_shortened_subject_is_a_beginning_of_it_on_one_line(subject: str, size: int) -> None:
    found = shortened(subject, size)
    assert len(found.encode()) <= size
    assert "\n" not in found
    assert "\r" not in found
    assert found == line(subject) or line(subject).startswith(found.removesuffix("…"))


def test_200_bytes_are_65_japanese_characters_and_a_mark() -> None:
    assert shortened("あ" * 66, 200) == "あ" * 66
    assert shortened("あ" * 67, 200) == "あ" * 65 + "…"


def test_a_character_of_four_bytes_is_never_halved() -> None:
    assert shortened("𠮷" * 51, 200) == "𠮷" * 49 + "…"


def test_the_message_says_who_wrote_it_and_where_it_is(tmp_path: Path) -> None:
    handoff = make_handoff(tmp_path, text="本文", subject="件名")
    assert first_message(handoff, "件名") == (
        "本文\n\n--\nKB-7Q4X-2Q · 山田 𠮷郎 😀 <taro@example.com>\nhttps://help.example.com/ja/tickets/KB-7Q4X-2Q"
    )


def test_a_cut_subject_is_whole_in_the_first_line(tmp_path: Path) -> None:
    handoff = make_handoff(tmp_path, text="本文", subject="とても長い件名")
    assert first_message(handoff, "とても…").startswith("とても長い件名\n\n本文\n\n")
