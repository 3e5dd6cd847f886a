"""Calls a function for many things in several processes, as many as there are cores.

A process is an interpreter of its own that is told over a pipe what to call. Unlike those of ``multiprocessing`` it neither copies a process that has threads
and holds locks nor runs the caller's main module again, so it can be started from a server, a terminal and a script alike; and it ends when the pipe does,
however the process that started it ended.
"""

import gc
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from functools import partial
from queue import SimpleQueue
from threading import Lock, Thread
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from kbsearch.errors import IndexBuildError

MOST = 8
"""No more processes than that: each takes about 150 MB."""
_PROMPTNESS = 0.1
"""Seconds between two reports of progress."""
_START = "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); from kbsearch.processes import answer_requests; answer_requests()"

Step = Callable[[], None]
"""Called by a function whenever one of the things it was given is done."""

Given = TypeVar("Given")
Result = TypeVar("Result")
Given_contra = TypeVar("Given_contra", contravariant=True)
Result_co = TypeVar("Result_co", covariant=True)


class Work(Protocol[Given_contra, Result_co]):
    """A function that other processes find by its name, or a ``partial`` of one."""

    def __call__(self, given: Given_contra, step: Step, /) -> Result_co:
        """Do it."""


class _Steps:
    """Counts steps, and reports now and then how many there were since the last time."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self._tell = tell
        self._count = 0
        self._reported = time.monotonic()

    def __call__(self) -> None:
        """Count one."""
        self._count += 1
        if time.monotonic() - self._reported > _PROMPTNESS:
            self.report()

    def report(self) -> None:
        """Report the ones that were not yet."""
        self._tell(self._count)
        self._count, self._reported = 0, time.monotonic()


class _Total:
    """Adds up what several threads count."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.value = 0

    def add(self, count: int) -> int:
        """Add to it; return the sum."""
        with self._lock:
            self.value += count
            return self.value


class Processes:
    """Started when there is the first work for them, ended with the ``with`` block. ``count`` 1: all is done in this process."""

    def __init__(self, count: int | None = None) -> None:
        self.count = cores() if count is None else count
        self._started: list[_Process] = []
        self._idle: SimpleQueue[_Process] = SimpleQueue()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._end()

    def start(self) -> None:
        """Start them, so that they have come up when there is work."""
        while self.count > 1 and len(self._started) < self.count:
            process = _Process()
            self._started.append(process)
            self._idle.put(process)

    def map(self, work: Work[Given, Result], portions: Sequence[Given], progress: Callable[[int], None]) -> Iterator[Result]:
        """Yield the result of every portion in order; ``progress`` is told how many steps are done. A single portion is done in this process.

        Raises what ``work`` raises, and IndexBuildError when a process ends before its time.
        """
        progress(0)
        done = _Total()
        if self.count == 1 or len(portions) < 2:
            steps = _Steps(lambda count: progress(done.add(count)))
            yield from (work(portion, steps) for portion in portions)
            steps.report()
            return
        self.start()
        with ThreadPoolExecutor(self.count) as threads:
            futures = [threads.submit(self._ask, work, portion, done) for portion in portions]
            try:
                for future in futures:
                    yield _awaited(future, done, progress)
            except BaseException:
                threads.shutdown(wait=False, cancel_futures=True)
                self._end()  # or the threads would wait for what nobody wants any more
                raise
        progress(done.value)

    def _end(self) -> None:
        for process in self._started:
            process.end()

    def _ask(self, work: Work[Given, Result], given: Given, done: _Total) -> Result:
        process = self._idle.get()
        try:
            result: Result = process.ask(work, given, done.add)
            return result
        finally:
            self._idle.put(process)


def cores() -> int:
    """Return how many processes are worth while here."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST, available) if sys.executable else 1


def _awaited(future: Future[Result], done: _Total, progress: Callable[[int], None]) -> Result:
    while not wait([future], _PROMPTNESS, FIRST_COMPLETED).done:
        progress(done.value)
    return future.result()


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep the garbage collector from walking again and again what a build holds until its end: a fifth of its time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class _Process:
    """The other end of the pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen([sys.executable, "-c", _START], stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._requests, self._answers = self._process.stdin, self._process.stdout
        self._send(sys.path)

    def ask(self, work: Work[Given, Result], given: Given, count: Callable[[int], int]) -> Any:
        """Have it do some work; return the result or raise the error."""
        kind, answer = self._answer((work, given))
        while kind == "steps":
            count(answer)
            kind, answer = self._answer()
        if kind == "failed":
            raise answer
        return answer

    def _answer(self, request: object = None) -> tuple[str, Any]:
        try:
            if request is not None:
                self._send(request)
            kind, answer = pickle.load(self._answers)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
            raise _ended_early(self._process.wait()) from error
        return kind, answer

    def end(self) -> None:
        """End it, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._requests, self._answers):
            with suppress(OSError):
                pipe.close()

    def _send(self, what: object) -> None:
        pickle.dump(what, self._requests, pickle.HIGHEST_PROTOCOL)
        self._requests.flush()


def answer_requests() -> None:
    """Do what is asked for on standard input until it ends: what a process does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal reaches all; the one that started us ends us
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed must not come between
    requests: SimpleQueue[tuple[Work[Any, Any], Any]] = SimpleQueue()
    Thread(target=_read_requests, args=(requests,), daemon=True).start()

    def tell(kind: str, answer: object) -> None:
        pickle.dump((kind, answer), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()

    while True:
        work, given = requests.get()
        steps = _Steps(partial(tell, "steps"))
        try:
            with collector_at_rest():
                result = work(given, steps)
            steps.report()
            tell("done", result)
        except Exception as error:  # noqa: BLE001 the edge of the process: raised again in the one that asked
            tell("failed", error)


def _read_requests(requests: "SimpleQueue[tuple[Work[Any, Any], Any]]") -> None:
    try:
        while True:
            requests.put(pickle.load(sys.stdin.buffer))
    except (EOFError, pickle.UnpicklingError):
        os._exit(0)  # the process that asked has ended; what is being done is of no use any more


def _ended_early(status: int) -> IndexBuildError:
    return IndexBuildError(
        f"a process that helped to build the index ended before its time (status {status}); memory may have run out. "
        "The index that served still serves. Run 'kbsearch index' again",
        f"インデックスの作成を分担するプロセスが途中で終了しました (終了状態 {status})。メモリーが足りなかった可能性があります。"
        "これまでのインデックスはそのまま使えます。'kbsearch index' をもう一度実行してください",
    )
