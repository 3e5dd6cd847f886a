import gzip
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Thread

import pytest
from flask import Flask, Response, request

from kbsearch.tickets.desk import DeliveryError
from kbsearch.tickets.senders import api
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

    @app.get("/packed")
    def packed() -> Response:
        size = int(request.args["size"])
        return Response(gzip.compress(b'{"id": 7}' + b" " * size), headers={"Content-Encoding": "gzip"})

    with served(app) as url:
        yield url


@pytest.fixture(params=["head", "body"])
def dripping(request: pytest.FixtureRequest) -> Iterator[str]:
    """A server that sends a byte now and then, and never comes to an end."""

    def drip(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nX: " if request.param == "head" else b"HTTP/1.1 200 OK\r\n\r\n[")
            while True:
                time.sleep(0.05)
                connection.sendall(b" ")

    def serve() -> None:
        with suppress(OSError):
            while True:
                Thread(target=drip, args=(server.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_number_may_stand_for_a_name(address: str) -> None:
    assert Api(address, {}).ask(Number, "GET", "/number").id == "7"


def test_a_late_answer_is_waited_for_before_anything_is_looked_up(address: str) -> None:
    with pytest.raises(DeliveryError, match="in time") as raised:
        Api(address, {}, timeout=0.2).send("GET", "/slow")
    assert (raised.value.retry_after, raised.value.is_final) == (STILL_AT_WORK, False)


def test_an_answer_that_never_ends_is_cut_off(dripping: str) -> None:
    begun = time.monotonic()
    with pytest.raises(DeliveryError, match="in time") as raised:
        Api(dripping, {}, timeout=5, whole=0.5).send("GET", "/x")
    assert time.monotonic() - begun < 3
    assert (raised.value.retry_after, raised.value.is_final) == (STILL_AT_WORK, False)


def test_an_answer_that_is_too_large_is_not_read(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "LARGEST_ANSWER", 3 * 1024**2)
    assert Api(address, {}).ask(Number, "GET", "/packed", params={"size": 1024**2}).id == "7"
    for ask in (Api(address, {}).send, lambda _, path: Api(address, {}).download(path)):
        with pytest.raises(DeliveryError, match="more than 3 MB") as raised:
            ask("GET", f"/packed?size={4 * 1024**2}")
        assert raised.value.is_final


def test_a_redirect_is_not_followed_and_named(address: str) -> None:
    with pytest.raises(DeliveryError, match=r"https://elsewhere\.example\.com/") as raised:
        Api(address, {"Authorization": "token x"}).send("GET", "/elsewhere")
    assert not raised.value.is_final
    assert "write the final address in desk.url" in str(raised.value.to_mend)


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
