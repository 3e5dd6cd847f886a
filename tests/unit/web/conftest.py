"""The application on a small help centre in memory."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.unit.web.fakes import FakeKnowledgeBase
from web import create_app


class Client(FlaskClient):
    """Reads every response to its end, as a browser would, so that files are closed."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        return super().open(*args, **{"buffered": True} | options)


@pytest.fixture
def kb() -> FakeKnowledgeBase:
    return FakeKnowledgeBase()


@pytest.fixture
def app(kb: FakeKnowledgeBase) -> Flask:
    app = create_app(kb)  # type: ignore[arg-type]
    app.test_client_class = Client
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def body(client: FlaskClient) -> Callable[..., str]:
    """Get a page that must be there and return its HTML."""

    def get(address: str, status: int = 200, **options: object) -> str:
        response = client.get(address, **options)
        assert response.status_code == status
        return response.get_data(as_text=True)

    return get
