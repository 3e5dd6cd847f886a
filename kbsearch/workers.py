"""Several processes that do the same work: started together, replaced when one dies, ended together."""

import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any

PAUSE = 1.0
"""Seconds before a process takes the place of one that died: one that cannot start is not started over and over."""
GRACE = 10.0
"""Seconds that processes get to finish what they are doing."""
ARE_SUPPORTED = sys.platform != "win32"

_log = logging.getLogger(__name__)


def keep_running(count: int, work: Callable[..., None], *given: Any) -> None:
    """Run ``work(*given)`` in ``count`` processes until this one gets SIGINT or SIGTERM, then end them all.

    What is ``given`` must be picklable; sockets are. ``work`` calls ``end_with_parent`` and ends on SIGTERM.
    """
    workers: list[BaseProcess] = []
    with until_interrupted():
        try:
            while True:
                while len(workers) < count:
                    workers.append(_started(work, given))
                wait([worker.sentinel for worker in workers])
                time.sleep(PAUSE)
                workers = [worker for worker in workers if not _is_dead(worker)]
        finally:
            _end(workers)


@contextmanager
def until_interrupted() -> Iterator[None]:
    """Leave the block quietly on SIGINT and SIGTERM; a second SIGTERM does not disturb what the first one began, nor what comes after the block."""

    def interrupt(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    after = before
    try:
        yield
    except KeyboardInterrupt:
        after = signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, after)


def end_with_parent() -> None:
    """Let this process get SIGTERM when the one that started it is gone, however that ended."""
    parent = parent_process()
    if parent is not None:
        Thread(target=_follow, args=(parent.sentinel,), daemon=True).start()


def _started(work: Callable[..., None], given: tuple[Any, ...]) -> BaseProcess:
    """Start a process that does not hear Ctrl+C, which a terminal sends to all: this process tells it when to end."""
    worker = get_context("spawn").Process(target=work, args=given, daemon=True)
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        worker.start()
    finally:
        signal.signal(signal.SIGINT, heard)
    return worker


def _is_dead(worker: BaseProcess) -> bool:
    if worker.is_alive():
        return False
    _log.error("server process %s ended (exit code %s); another one takes its place", worker.pid, worker.exitcode)
    return True


def _end(workers: list[BaseProcess]) -> None:
    for worker in workers:
        worker.terminate()
    deadline = time.monotonic() + GRACE
    for worker in workers:
        worker.join(max(deadline - time.monotonic(), 0))
        if worker.is_alive():
            worker.kill()


def _follow(sentinel: int) -> None:
    wait([sentinel])
    os.kill(os.getpid(), signal.SIGTERM)
