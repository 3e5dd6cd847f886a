"""One builder at a time, by a lock that the kernel takes back when its holder dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kbsearch.errors import IndexBusyError


@contextmanager
def building(folder: Path) -> Iterator[None]:
    """Hold the builder's lock of an index folder.

    Raises IndexBusyError at once, naming the other process, when it is held.
    """
    with open(folder / "build.lock", "a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "?"
            raise IndexBusyError(
                f"{folder}: process {holder} is building this index; wait until it ends, then try again",
                f"{folder}: プロセス {holder} がこのインデックスを作成中です。終わってからもう一度実行してください",
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
