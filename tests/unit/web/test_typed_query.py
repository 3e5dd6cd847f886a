from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from web.typed_query import MAX_LENGTH, TypedQuery, typed_query

SERVER = Flask(__name__)


def typed(text: str) -> TypedQuery:
    with SERVER.test_request_context(f"/?q={quote(text)}"):
        return typed_query()


@pytest.mark.parametrize(
    ("text", "query"),
    [("返金", "返金"), ("  a  ", "a"), ("a\0b", "a b"), ("a\r\nb", "a  b"), ("１　２", "１　２"), ("\u3000", "")],
)
def test_text_is_kept_and_control_characters_become_spaces(text: str, query: str) -> None:
    assert typed(text) == TypedQuery(query)


def test_what_is_too_long_is_cut_and_said_to_be() -> None:
    assert typed("x" * MAX_LENGTH) == TypedQuery("x" * MAX_LENGTH)
    assert typed("x" * MAX_LENGTH + "y") == TypedQuery("x" * MAX_LENGTH, was_cut=True)


@pytest.mark.parametrize(
    ("address", "literal"), [("/?q=a", False), ("/?q=a&literal=1", True), ("/?q=a&literal=", False), ("/?q=a&literal=x", False)]
)
def test_only_a_one_asks_for_the_literal_query(address: str, literal: bool) -> None:
    with SERVER.test_request_context(address):
        assert typed_query() == TypedQuery("a", literal=literal)


def test_the_arguments_of_an_address_ask_the_same_again() -> None:
    assert TypedQuery("返金").arguments == {"q": "返金"}
    assert TypedQuery("変金", literal=True).arguments == {"q": "変金", "literal": "1"}


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_a_query(text: str) -> None:
    query = typed(text).text
    assert len(query) <= MAX_LENGTH
    assert query == query.strip()
