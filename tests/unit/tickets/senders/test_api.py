import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from flask import Flask, Response, request

from kbsearch.tickets.desk import DeliveryError
from kbsearch.tickets.senders.api import STILL_AT_WORK, Api, Shape
from tests.fakes.web_application import served


class Number(Shape):
    id: str


@pytest.fixture
def address() -> Iterator[str]:
    app = Flask(__name__)

    @app.get("/number")
    def number() -> dict[str, int]:
        return {"id": 7, "more": 8}

    @app.get("/slow")
    def slow() -> str:
        time.sleep(1)
        return "{}"

    @app.get("/elsewhere")
    def elsewhere() -> Response:
        return Response("", 302, {"Location": "https://elsewhere.example.com/"})

    @app.get("/wait")
    def wait() -> Response:
        return Response("", 429, {"Retry-After": request.args["for"]})

    with served(app) as url:
        yield url


def test_a_number_may_stand_for_a_name(address: str) -> None:
    assert Api(address, {}).ask(Number, "GET", "/number").id == "7"


def test_a_late_answer_is_waited_for_before_anything_is_looked_up(address: str) -> None:
    with pytest.raises(DeliveryError, match="in time") as raised:
        Api(address, {}, timeout=0.2).send("GET", "/slow")
    assert (raised.value.retry_after, raised.value.is_final) == (STILL_AT_WORK, False)


def test_a_redirect_is_not_followed_and_named(address: str) -> None:
    with pytest.raises(DeliveryError, match=r"https://elsewhere\.example\.com/") as raised:
        Api(address, {"Authorization": "token x"}).send("GET", "/elsewhere")
    assert not raised.value.is_final


@pytest.mark.parametrize(("given", "seconds"), [("7", 7), ("0", 0), ("soon", None), ("-1", None), ("١", None), ("1e9", None)])
def test_retry_after_is_seconds(address: str, given: str, seconds: float | None) -> None:
    with pytest.raises(DeliveryError) as raised:
        Api(address, {}).send("GET", "/wait", params={"for": given.encode().decode("latin-1")})
    assert raised.value.retry_after == seconds


def test_retry_after_may_be_a_date(address: str) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    with pytest.raises(DeliveryError) as raised:
        Api(address, {}).send("GET", "/wait", params={"for": later})
    assert raised.value.retry_after == pytest.approx(90, abs=10)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://no-such-host.invalid", "http://[", "https://127.0.0.1:1/x"])
def test_what_cannot_be_reached_is_named_and_tried_again(url: str) -> None:
    with pytest.raises(DeliveryError) as raised:
        Api(url, {}).send("GET", "/x")
    assert raised.value.reason.startswith(url)
    assert not raised.value.is_final
