"""A PostgreSQL of its own for a run of the tests, where Debian's package and the driver are installed."""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROGRAMS = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
SECONDS = 60


class Server:
    """A server over an empty database on a free port of loopback, which may be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._programs = PROGRAMS[-1].parent
        self._user = _user(folder)
        self._port = _free_port()
        self.url = f"postgresql://kb@127.0.0.1:{self._port}/postgres"
        options = ["-U", "kb", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        _run(self._user, self._programs / "initdb", "-D", folder / "data", *options)

    def start(self) -> None:
        """Start it and wait until it answers."""
        places: list[str | Path] = ["-h", "127.0.0.1", "-p", str(self._port), "-k", "", "-D", self._folder / "data"]
        command = [self._programs / "postgres", *places, "-c", "fsync=off"]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, user=self._user, cwd=self._folder, stdout=log, stderr=log)
        _wait(self._process, self._programs / "pg_isready", self._port)

    def stop(self) -> None:
        """Stop it, whoever is connected."""
        self._process.send_signal(signal.SIGINT)  # with SIGTERM it waits for those who are connected
        self._process.wait(SECONDS)


@contextmanager
def running() -> Iterator[Server]:
    """Yield a server of one's own; skip the tests where there is no PostgreSQL."""
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("no driver for PostgreSQL: pip install 'psycopg[binary]'")
    if not PROGRAMS:
        pytest.skip("no PostgreSQL found; 'apt install postgresql' lets these tests run")
    folder = Path(tempfile.mkdtemp(prefix="kbsearch-postgresql-"))
    try:
        server = Server(folder)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _user(folder: Path) -> str | None:
    """Return as whom to run it: PostgreSQL refuses to be run by root."""
    if os.geteuid():
        return None
    shutil.chown(folder, "postgres")
    return "postgres"


def _run(user: str | None, *command: str | Path) -> None:
    done = subprocess.run(command, user=user, cwd="/", check=False, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stderr


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


def _wait(server: subprocess.Popen[bytes], is_ready: Path, port: int) -> None:
    ends = time.monotonic() + SECONDS
    while subprocess.run([is_ready, "-q", "-h", "127.0.0.1", "-p", str(port)], check=False).returncode:
        assert server.poll() is None and time.monotonic() < ends, "PostgreSQL did not start"
        time.sleep(0.1)
