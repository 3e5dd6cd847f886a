import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kbsearch.workers import PAUSE, end_with_parent, keep_running, until_interrupted  # noqa: F401 - used by the program below

ROOT = Path(__file__).parents[2]
PATIENCE = 20.0


def idle(folder: Path) -> None:
    """Write down which process this is, and do nothing until told to end; then remove the note."""
    with until_interrupted():
        end_with_parent()
        (folder / str(os.getpid())).touch()
        signal.pause()
    (folder / str(os.getpid())).unlink()


def fail(folder: Path) -> None:
    (folder / str(os.getpid())).touch()
    os._exit(3)


def come(condition: Callable[[], bool]) -> bool:
    """Whether something comes true in time."""
    deadline = time.monotonic() + PATIENCE
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def processes(folder: Path) -> set[int]:
    return {int(file.name) for file in folder.iterdir()}


@pytest.fixture
def parent(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[subprocess.Popen[str]]:
    """A process that keeps two others running."""
    work = getattr(request, "param", "idle")
    program = f"from tests.unit.test_workers import *; keep_running(2, {work}, Path({str(tmp_path)!r}))"
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True) as started:
        yield started
        started.kill()


def test_as_many_processes_run_as_were_asked_for(parent: subprocess.Popen[str], tmp_path: Path) -> None:
    assert come(lambda: len(processes(tmp_path)) == 2)


@pytest.mark.parametrize("to", [os.kill, os.killpg], ids=["to the parent", "to all, as a terminal and systemd send it"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_all_of_them_quietly(
    parent: subprocess.Popen[str], tmp_path: Path, number: signal.Signals, to: Callable[[int, int], None]
) -> None:
    assert come(lambda: len(processes(tmp_path)) == 2)
    to(parent.pid, number)
    _, errors = parent.communicate(timeout=PATIENCE)
    assert (parent.returncode, errors) == (0, "")
    assert come(lambda: not processes(tmp_path))


def test_one_that_dies_is_replaced_and_the_log_says_so(parent: subprocess.Popen[str], tmp_path: Path) -> None:
    assert come(lambda: len(processes(tmp_path)) == 2)
    killed, other = processes(tmp_path)
    os.kill(killed, signal.SIGKILL)
    (tmp_path / str(killed)).unlink()
    assert come(lambda: len(processes(tmp_path)) == 2)
    assert other in processes(tmp_path)
    parent.terminate()
    assert parent.communicate()[1] == f"server process {killed} ended (exit code -9); another one takes its place\n"


@pytest.mark.parametrize("parent", ["fail"], indirect=True)
def test_what_cannot_start_is_not_tried_over_and_over(parent: subprocess.Popen[str], tmp_path: Path) -> None:
    assert come(lambda: len(processes(tmp_path)) >= 2)
    time.sleep(PAUSE)
    assert len(processes(tmp_path)) <= 6


def test_they_end_when_the_process_that_started_them_is_killed(parent: subprocess.Popen[str], tmp_path: Path) -> None:
    assert come(lambda: len(processes(tmp_path)) == 2)
    parent.kill()
    assert come(lambda: not processes(tmp_path))
