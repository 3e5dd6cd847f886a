"""A proxy in front of a ticket system that does to an answer what networks do."""

import http.client
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

_OWN = ("connection", "transfer-encoding", "content-length", "host")


class FaultyProxy:
    """``faults`` are used up by requests, one each: ``pass``, ``delay``, ``refuse`` (before it is forwarded), ``cut`` (after the answer),
    ``garbage`` or a status in place of it.

    With ``faulty_method`` only requests of that method use them up.
    """

    delay = 0.0
    """Seconds that ``delay`` waits before and after."""

    def __init__(self, upstream: str) -> None:
        self.upstream = urlsplit(upstream)
        self.faults: deque[str] = deque()
        self.faulty_method = ""
        self.requests: list[tuple[str, str]] = []
        self.url = ""

    def next_fault(self, method: str) -> str:
        """Return what happens to this request."""
        if self.faults and self.faulty_method in ("", method):
            return self.faults.popleft()
        return "pass"

    def wait_asked(self, status: int) -> dict[str, str]:
        """Return the header that goes with a status in place of an answer."""
        return {"Retry-After": "7"}

    @contextmanager
    def serving(self) -> Iterator["FaultyProxy"]:
        """Listen on a free port."""
        proxy = self

        class Handler(_Handler):
            owner = proxy

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_port}{self.upstream.path}"
        try:
            yield self
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Handler(BaseHTTPRequestHandler):
    owner: FaultyProxy

    def _forward(self) -> None:
        owner = self.owner
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        owner.requests.append((self.command, self.path))
        fault = owner.next_fault(self.command)
        if fault.isdigit():
            self._answer(int(fault), {**owner.wait_asked(int(fault)), "Content-Type": "text/plain"}, b"not now")
        elif fault == "refuse":
            self.close_connection = True
        elif fault == "garbage":
            self._answer(200, {"Content-Type": "text/html"}, b"<html>Please log in to the hotel's network \xff</html>")
        else:
            pause = owner.delay if fault == "delay" else 0.0
            time.sleep(pause)
            status, headers, content = self._asked(body)
            time.sleep(pause)
            if fault == "cut":
                self.close_connection = True
            else:
                self._answer(status, headers, content)

    def _asked(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        upstream = http.client.HTTPConnection(self.owner.upstream.hostname or "", self.owner.upstream.port, timeout=60)
        try:
            upstream.request(self.command, self.path, body, {k: v for k, v in self.headers.items() if k.lower() not in _OWN})
            answer = upstream.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            upstream.close()

    def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            if name.lower() not in _OWN:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        with suppress(ConnectionError):  # who asked was killed
            self.end_headers()
            self.wfile.write(content)

    do_GET = do_POST = do_PUT = _forward

    def log_message(self, *args: Any) -> None:
        """Say nothing."""
