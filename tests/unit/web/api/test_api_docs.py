"""The examples of docs/*/api.md, asked of the application."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.unit.web.fake_insights import FakeInsights
from tests.unit.web.test_visits import app, insights, kb  # noqa: F401 - fixtures

DOCS = Path(__file__).parents[4] / "docs"

in_both_languages = pytest.mark.parametrize("language", ["en", "ja"])


def blocks(language: str, kind: str) -> list[str]:
    text = (DOCS / language / "api.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def is_like(example: Any, real: Any) -> bool:
    """Whether an answer has every field of the example, each of its kind."""
    if isinstance(example, dict):
        return isinstance(real, dict) and all(key in real and is_like(value, real[key]) for key, value in example.items())
    if isinstance(example, list):
        return isinstance(real, list) and (not example or not real or is_like(example[0], real[0]))
    return type(example) is type(real)


@in_both_languages
def test_every_example_is_answered(client: FlaskClient, language: str) -> None:
    lines = [line for block in blocks(language, "http") for line in block.splitlines() if line.startswith("GET ")]
    assert len(lines) > 8
    assert [line for line in lines if client.get(line.removeprefix("GET ")).status_code != 200] == []


@in_both_languages
def test_the_vote_is_taken(client: FlaskClient, insights: FakeInsights, language: str) -> None:  # noqa: F811
    (example,) = [block for block in blocks(language, "http") if block.startswith("POST ")]
    head, _, body = example.partition("\n\n")
    address = head.splitlines()[0].removeprefix("POST ")
    assert client.post(address, data=body, content_type="application/json").status_code == 200
    assert len(insights.noted) == 1


@in_both_languages
def test_the_answers_shown_are_like_those_given(client: FlaskClient, language: str) -> None:
    shown = [json.loads(block) for block in blocks(language, "json")]
    given = [
        client.get(address).get_json()
        for address in ("/api/v1/en/search?q=refund", "/api/v1/en/articles/billing/refund", "/api/v1/en/suggest?q=&limit=0")
    ]
    assert all(map(is_like, shown, given))


@in_both_languages
def test_every_operation_is_in_the_table(client: FlaskClient, language: str) -> None:
    text = (DOCS / language / "api.md").read_text(encoding="utf-8")
    paths = client.get("/api/v1/openapi.json").get_json()["paths"]
    operations = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert set(re.findall(r"^\| `((?:GET|POST) [^`]+)`", text, re.MULTILINE)) == operations
