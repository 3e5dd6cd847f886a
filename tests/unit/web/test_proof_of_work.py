from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.proof_of_work import BITS, is_solved


def test_a_sum_is_solved_when_its_digest_begins_with_enough_zeros() -> None:
    answer = next(number for number in range(10_000_000) if is_solved("challenge", str(number)))
    assert bin(int.from_bytes(sha256(f"challenge:{answer}".encode()).digest()))[2:].zfill(256).startswith("0" * BITS)
    assert not is_solved("another challenge", str(answer))


@pytest.mark.parametrize("answer", ["", "x", "-1", "1.5", "１２", "9" * 21])
def test_what_is_no_number_solves_nothing(answer: str) -> None:
    assert not is_solved("challenge", answer)


@given(st.text(), st.text())
def test_any_answer_is_read(challenge: str, answer: str) -> None:
    assert is_solved(challenge.encode("utf-8", "replace").decode(), answer) in (True, False)
