"""Reads from git when each article was changed: one ``git log``, later only what was committed since."""

import logging
import os
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from kbsearch.history import Change, History

_log = logging.getLogger(__name__)

_PATIENCE = 120
"""Seconds after which git is given up."""
_SETTINGS = ("--no-pager", *("-c", "core.fsmonitor=false"), *("-c", "log.showSignature=false"), *("-c", "log.showRoot=true"))
_LOG = (
    *("log", "--date-order", "--reverse", "--no-merges", "--name-status", "-z", "--find-renames=100%", "--relative"),
    "--format=%x01%H %cI",
)
"""Moves are told by equal content alone, which needs no file to be read."""


def read_history(folder: Path, known: History) -> History:
    """Return the history of the articles in ``folder``; ``known`` itself where nothing was committed since.

    Empty without git, without a repository, and in a shallow clone, whose oldest commit seems to have made every file.
    """
    shallow, _, head = _git(folder, "rev-parse", "--is-shallow-repository", "HEAD").decode().strip().partition("\n")
    if shallow != "false" or not head:
        return known if known == History() else History()
    if known.head == head:
        return known
    base = known if known.head and _follows(folder, known.head) else History()
    written = _git(folder, *_LOG, f"{base.head}..{head}" if base.head else head, "--", ".")
    return _with(base, head, written) if written or base is not known else known


def _follows(folder: Path, commit: str) -> bool:
    """Whether what is checked out has come from a commit."""
    return bool(_git(folder, "rev-list", "--max-count=1", commit)) and not _git(
        folder, "rev-list", "--max-count=1", f"HEAD..{commit}"
    )


def _with(base: History, head: str, written: bytes) -> History:
    changes, files = list(base.changes), base.files()
    for change, status, paths in _entries(written):
        if not changes or changes[-1] != change:
            changes.append(change)
        if status.startswith("R") and paths[0] in files:
            files[paths[1]] = files.pop(paths[0])
        elif status == "D":
            files.pop(paths[0], None)
        elif paths[-1].endswith(".md"):
            files[paths[-1]] = f"{files.get(paths[-1], '')} {len(changes) - 1}".lstrip()
    return History.of(head, changes, files)


def _entries(written: bytes) -> Iterator[tuple[Change, str, tuple[str, ...]]]:
    """Yield what became of each file in each commit: the commit, a letter, and the path, or the old and the new one."""
    fields = iter(written.split(b"\0"))
    change = Change("", "")
    for field in fields:
        word = field.strip(b"\n").decode("ascii")
        if word.startswith("\x01"):
            change = Change(*word[1:].split(" "))
        elif word:
            paths = [next(fields) for _ in range(2 if word[0] in "RC" else 1)]
            yield change, word, tuple(_name(path) for path in paths)


def _name(path: bytes) -> str:
    return unicodedata.normalize("NFC", path.decode("utf-8", "replace"))


def _git(folder: Path, *arguments: str) -> bytes:
    """Return what git says; nothing where it cannot be asked."""
    # A hook of git's own sets GIT_DIR and the like, which would name another folder.
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment = own | {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0"}
    try:
        asked = subprocess.run(
            ("git", "-C", folder, *_SETTINGS, *arguments),
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=True,
            timeout=_PATIENCE,
        )
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace").strip()
        if "not a git repository" not in said:
            _log.info("git tells nothing of %s: %s", folder, said)
        return b""
    except (OSError, subprocess.TimeoutExpired) as error:
        _log.info("git cannot be asked of %s: %s", folder, error)
        return b""
    return asked.stdout
