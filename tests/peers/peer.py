"""Starts a real ticket system by its script, where there is one."""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parents[3] / "shared" / "peers"


@dataclass
class Peer:
    """A running system: what its script said of it, and its folder."""

    values: dict[str, Any]
    folder: Path


@contextmanager
def started(script: str) -> Iterator[Peer]:
    """Yield the system; skip the tests where it cannot be started here."""
    path = SCRIPTS / script
    if not path.is_file():
        pytest.skip(f"{path} is not here: it starts the real system")
    folder = Path(tempfile.mkdtemp(prefix="kbsearch-peer-"))
    folder.chmod(0o711)
    try:
        yield Peer(_start(path, folder), folder)
    finally:
        subprocess.run(["bash", path, "stop", folder], check=False, capture_output=True, timeout=120)
        shutil.rmtree(folder, ignore_errors=True)


def _start(path: Path, folder: Path) -> dict[str, Any]:
    done = subprocess.run(["bash", path, "start", folder], check=False, capture_output=True, text=True, timeout=600)
    if done.returncode:
        pytest.skip(f"{path.name} cannot start the real system here: {done.stderr.strip().splitlines()[-1:]}")
    values: dict[str, Any] = json.loads(done.stdout)
    return values
