"""The API does what its own document says, whatever it is asked."""

import re

import schemathesis
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from kbsearch.config import Config, LimitsConfig
from tests.unit.web.fake_insights import FakeInsights
from tests.unit.web.fakes import FakeKnowledgeBase
from web import create_app

DOCUMENT = "/api/v1/openapi.json"


def application() -> Flask:
    """Return an application that takes votes and counts no requests."""
    config = Config(limits=LimitsConfig(posts=0, api=0), secret_key="a key for tests only")
    return create_app(FakeKnowledgeBase(config), FakeInsights())  # type: ignore[arg-type]


schema = schemathesis.openapi.from_wsgi(DOCUMENT, application())


@schema.parametrize()
@settings(max_examples=25)
def test_every_operation_keeps_what_the_document_promises(case: schemathesis.Case) -> None:
    case.call_and_validate()


def test_the_document_is_valid() -> None:
    schema.validate()


def test_every_route_is_in_the_document_and_nothing_else(app: Flask, client: FlaskClient) -> None:
    written = client.get(DOCUMENT).get_json()["paths"]
    listed = {(path, method.upper()) for path, methods in written.items() for method in methods}
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.rule != DOCUMENT
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert listed == routes
    assert len(listed) == 6


def test_every_argument_and_every_field_that_needs_it_is_explained(client: FlaskClient) -> None:
    paths = client.get(DOCUMENT).get_json()["paths"]
    parameters = [parameter for path in paths.values() for each in path.values() for parameter in each["parameters"]]
    assert [each["name"] for each in parameters if each["in"] == "query" and not each["description"]] == []
    assert [each for path in paths.values() for each in path.values() if not each["summary"]] == []
