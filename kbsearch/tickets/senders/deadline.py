"""An end to requests that go on and on: a timeout counts anew with every byte."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from threading import Timer
from typing import Any, Self


class Deadline:
    """Cuts the connection of a request after so many seconds, whatever it is at."""

    def __init__(self, seconds: float) -> None:
        self.has_passed = False
        self._socket: socket.socket | None = None
        self._timer = Timer(seconds, self._pass)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def trace(self, step: str, known: Mapping[str, Any]) -> None:
        """Learn what is to be cut, from httpx2's extension of this name."""
        if step.endswith((".connect_tcp.complete", ".start_tls.complete")):
            self._socket = known["return_value"].get_extra_info("socket")
            if self.has_passed:
                self._cut()

    def _pass(self) -> None:
        self.has_passed = True
        self._cut()

    def _cut(self) -> None:
        if self._socket is not None:
            with suppress(OSError):  # it is closed already
                self._socket.shutdown(socket.SHUT_RDWR)
