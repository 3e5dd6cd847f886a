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


@contextmanager
def started() -> Iterator[str]:
    """Yield the URL of an empty database on a free port of loopback; skip the tests where there is no PostgreSQL."""
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("no driver for PostgreSQL: pip install 'psycopg[binary]'")
    if not PROGRAMS:
        pytest.skip("no PostgreSQL found; 'apt install postgresql' lets these tests run")
    folder = Path(tempfile.mkdtemp(prefix="kbsearch-postgresql-"))
    programs = PROGRAMS[-1].parent
    user = _user(folder)
    try:
        options = ["-U", "kb", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
        _run(user, programs / "initdb", "-D", folder / "data", *options)
        port = _free_port()
        places: list[str | Path] = ["-h", "127.0.0.1", "-p", str(port), "-k", "", "-D", folder / "data"]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", *places, "-c", "fsync=off"], user=user, cwd=folder, stdout=log, stderr=log
            )
        try:
            _wait(server, programs / "pg_isready", port)
            yield f"postgresql://kb@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)  # with SIGTERM it waits for those who are connected
            server.wait(SECONDS)
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
