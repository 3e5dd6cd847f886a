import re
import time
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from kbsearch.tickets.reference import SIGNS, new_reference, read_reference

REFERENCES = st.builds(new_reference)
EXAMPLES = (("docs", "*.md"), ("kbsearch", "*.py"), ("web", "*.py"), ("web", "*.html"), ("web", "*.po"))
"""Where references are shown to people."""


@given(REFERENCES)
def test_a_reference_reads_as_itself(reference: str) -> None:
    assert read_reference(reference) == reference
    assert len(reference) == len("KB-7Q4X-2Q")


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


def test_a_long_text_is_no_reference_and_that_is_seen_at_once() -> None:
    started = time.process_time()
    assert read_reference("ﷺ" * 330_000) is None
    assert time.process_time() - started < 0.5


@given(st.text())
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    read = read_reference(typed)
    assert read is None or read_reference(read) == read


def test_no_sign_is_taken_for_another() -> None:
    assert set("01ILOUV").isdisjoint(SIGNS)
    assert len(SIGNS) == len(set(SIGNS)) == 29


def test_every_example_of_the_documents_is_one_that_is_taken() -> None:
    root = Path(__file__).parents[3]
    texts = [file.read_text(encoding="utf-8") for folder, kind in EXAMPLES for file in (root / folder).rglob(kind)]
    found = {number for text in texts for number in re.findall(r"\bKB-[A-Z0-9]{4}-[A-Z0-9]{2}\b", text)}
    assert found
    assert {number for number in found if read_reference(number) != number} == set()
