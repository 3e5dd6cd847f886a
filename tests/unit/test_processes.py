"""Work spread over processes comes out as if done in one, and nothing of them stays behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from kbsearch.errors import IndexBuildError
from kbsearch.processes import Processes

ROOT = Path(__file__).parent.parent.parent
Step = Callable[[], None]


def double(numbers: list[int], step: Step) -> list[int]:
    for _ in numbers:
        step()
    return [2 * number for number in numbers]


def name_of_process(_: int, __: Step) -> int:
    return os.getpid()


def print_and_return(number: int, _: Step) -> int:
    print("a library that prints")
    return number


def fill_the_disk(_: int, __: Step) -> None:
    raise OSError(28, "No space left on device")


def be_killed(_: int, __: Step) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def tell_and_sleep(file: str, _: Step) -> None:
    Path(file).write_text(str(os.getpid()))
    time.sleep(60)


@pytest.mark.parametrize("count", [1, 2])
def test_results_come_in_order_and_every_step_is_reported(count: int) -> None:
    told: list[int] = []
    portions = [[number, number + 1] for number in range(20)]
    with Processes(count) as processes:
        found = list(processes.map(double, portions, told.append))
    assert found == [[2 * number, 2 * number + 2] for number in range(20)]
    assert told[0] == 0
    assert told[-1] == 40
    assert told == sorted(told)


def test_several_portions_are_done_by_other_processes_and_a_single_one_here() -> None:
    with Processes(2) as processes:
        several = set(processes.map(name_of_process, range(6), lambda _: None))
        single = list(processes.map(name_of_process, range(1), lambda _: None))
    assert os.getpid() not in several
    assert single == [os.getpid()]


def test_what_is_printed_does_not_come_between() -> None:
    with Processes(2) as processes:
        assert list(processes.map(print_and_return, range(4), lambda _: None)) == [0, 1, 2, 3]


def test_an_error_is_raised_as_it_was() -> None:
    with Processes(2) as processes, pytest.raises(OSError, match="No space left"):
        list(processes.map(fill_the_disk, range(4), lambda _: None))


def test_a_process_that_is_killed_is_an_error_that_says_so() -> None:
    with Processes(2) as processes, pytest.raises(IndexBuildError, match=r"ended before its time \(status -9\)"):
        list(processes.map(be_killed, range(4), lambda _: None))


def test_a_script_without_a_main_guard(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from math import prod\n"
        "from kbsearch.processes import Processes\n"
        "from tests.unit.test_processes import double\n"
        "with Processes(2) as processes:\n"
        "    print(list(processes.map(double, [[1], [2], [3]], lambda _: None)))\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, env=environment)
    assert ran.stdout == "[[2], [4], [6]]\n"


def test_no_process_outlives_a_killed_builder(tmp_path: Path) -> None:
    files = [tmp_path / "first", tmp_path / "second"]
    script = (
        "import sys\n"
        "from kbsearch.processes import Processes\n"
        "from tests.unit.test_processes import tell_and_sleep\n"
        "with Processes(2) as processes:\n"
        "    list(processes.map(tell_and_sleep, sys.argv[1:], lambda _: None))\n"
    )
    builder = subprocess.Popen([sys.executable, "-c", script, *map(str, files)], env={**os.environ, "PYTHONPATH": str(ROOT)})
    wait_until(lambda: all(file.exists() and file.read_text() for file in files))
    builder.kill()
    builder.wait()
    wait_until(lambda: not any(is_running(int(file.read_text())) for file in files))


def wait_until(condition: Callable[[], bool]) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to that")


def is_running(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
