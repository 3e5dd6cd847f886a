import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from kbsearch import server as served
from kbsearch.config import ServerConfig
from kbsearch.errors import ConfigError
from kbsearch.model import Hit
from kbsearch.server import serve_forever
from tests.library import open_in, write_articles

ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def centre(tmp_path: Path) -> Path:
    write_articles(tmp_path)
    open_in(tmp_path).reindex()
    return tmp_path


@contextmanager
def serving(centre: Path, processes: int) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    """Serve ``centre`` in a process of its own; yield the port and that process."""
    port = free_port()
    command = [sys.executable, "-m", "kbsearch", "serve", "--port", str(port), "--processes", str(processes)]
    with subprocess.Popen(
        command, cwd=centre, env={"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            while not (line := server.stdout.readline()).startswith("Serving on"):
                assert line, server.communicate()[1]
            yield port, server
        finally:
            server.kill()


def answer(port: int, path: str = "/ja/search?q=%E8%BF%94%E9%87%91") -> str:
    with urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as response:
        return str(response.read().decode())


@pytest.mark.parametrize("processes", [1, 2])
def test_pages_are_served_and_sigterm_ends_it_quietly(centre: Path, processes: int) -> None:
    with serving(centre, processes) as (port, server):
        assert "/ja/billing/refund?" in answer(port)
        server.terminate()
        assert server.communicate(timeout=20)[1] == ""
        assert server.returncode == 0


def test_many_idle_connections_do_not_keep_others_out(centre: Path) -> None:
    with serving(centre, 1) as (port, _), ExitStack() as opened:
        for _ in range(150):
            idle = opened.enter_context(socket.create_connection(("127.0.0.1", port)))
            idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
            assert idle.recv(100).startswith(b"HTTP/1.1 200")
        assert answer(port, "/healthz") == "ok\n"


def test_requests_that_wait_for_a_thread_are_nothing_to_warn_of(centre: Path) -> None:
    with serving(centre, 1) as (port, server):
        asking = [threading.Thread(target=answer, args=(port,)) for _ in range(30)]
        for thread in asking:
            thread.start()
        for thread in asking:
            thread.join()
        server.terminate()
        assert server.communicate(timeout=20)[1] == ""


def test_the_index_is_opened_before_the_first_request(centre: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kb = open_in(centre)
    opened: list[Hit] = []

    def create_server(*_: object, **__: object) -> None:
        (centre / "index" / "current").unlink()
        opened.extend(kb.search("返金", locale="ja").hits)
        raise KeyboardInterrupt

    monkeypatch.setattr(served, "create_server", create_server)
    serve_forever(kb, ServerConfig(port=free_port()), lambda _: None)
    assert opened


def test_more_than_one_process_is_refused_where_there_can_be_only_one(centre: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(served, "ARE_SUPPORTED", False)
    with pytest.raises(ConfigError) as refused:
        serve_forever(open_in(centre), ServerConfig(processes=2), lambda _: None)
    assert str(refused.value) == "server.processes = 2 cannot be used: on Windows there can be only one server process"


def test_an_address_of_another_computer_is_refused(centre: Path) -> None:
    with pytest.raises(ConfigError, match=r"cannot listen on 192\.0\.2\.1:8000: Cannot assign requested address"):
        serve_forever(open_in(centre), ServerConfig(host="192.0.2.1"), lambda _: None)


def test_a_request_that_is_larger_than_any_form_is_refused_before_it_is_sent(centre: Path) -> None:
    with serving(centre, 1) as (port, _), socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(f"POST /ja/vote HTTP/1.1\r\nHost: x\r\nContent-Length: {served.LARGEST_REQUEST}\r\n\r\n".encode())
        assert client.recv(100).startswith(b"HTTP/1.1 413")
