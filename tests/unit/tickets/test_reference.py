from hypothesis import given
from hypothesis import strategies as st

from kbsearch.tickets.reference import SIGNS, new_reference, read_reference

REFERENCES = st.builds(new_reference)


@given(REFERENCES)
def test_a_reference_reads_as_itself(reference: str) -> None:
    assert read_reference(reference) == reference
    assert len(reference) == len("KB-7Q4X-2M")


@given(REFERENCES)
def test_it_may_be_typed_in_any_way(reference: str) -> None:
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in reference)
    for typed in (
        reference.lower(),
        reference.replace("-", ""),
        reference.removeprefix("KB-"),
        f" {reference[:5]} {reference[5:]} ",
        wide,
    ):
        assert read_reference(typed) == reference


@given(REFERENCES, st.integers(0, 5), st.sampled_from(SIGNS))
def test_any_wrong_sign_is_noticed(reference: str, place: int, sign: str) -> None:
    signs = list(reference.removeprefix("KB-").replace("-", ""))
    was, signs[place] = signs[place], sign
    assert (read_reference("".join(signs)) is None) == (was != sign)


@given(REFERENCES, st.integers(0, 5), st.integers(0, 5))
def test_two_signs_that_changed_places_are_noticed(reference: str, one: int, other: int) -> None:
    signs = list(reference.removeprefix("KB-").replace("-", ""))
    signs[one], signs[other] = signs[other], signs[one]
    assert (read_reference("".join(signs)) is None) == (signs[one] != signs[other])


@given(st.text())
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    read = read_reference(typed)
    assert read is None or read_reference(read) == read


def test_no_sign_is_taken_for_another() -> None:
    assert set("01ILOUV").isdisjoint(SIGNS)
    assert len(SIGNS) == len(set(SIGNS)) == 29
