"""Writes the lock files, or with ``--check`` says whether they still belong to pyproject.toml.

A lock file records versions and hashes, never where they are downloaded from. Its first line holds a digest of the
requirements it was made from, so that the check needs no network.
"""

import hashlib
import json
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
BUILD = "requirements-build.lock"
LOCKS = {
    BUILD: [],
    "requirements.lock": [],
    "requirements-dev.lock": ["--extra", "dev"],
    "requirements-bench.lock": ["--extra", "bench"],
}


def main() -> int:
    """Return the exit code."""
    if sys.argv[1:] == ["--check"]:
        stale = [name for name in LOCKS if not (ROOT / name).is_file() or _first_line(name) != _digest_line()]
        if stale:
            print(
                f"{', '.join(stale)}: not made from this pyproject.toml; run 'make lock' and commit the result", file=sys.stderr
            )
        return len(stale)
    for name, options in LOCKS.items():
        _write(name, options)
    return 0


def _write(name: str, options: list[str]) -> None:
    source = "-" if name == BUILD else "pyproject.toml"
    requirements = "\n".join([*_project()["build-system"]["requires"], "wheel"]) if name == BUILD else None
    command = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-header"]
    result = subprocess.run(
        [*command, "--upgrade", "--no-annotate", *options, source],
        input=requirements,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    (ROOT / name).write_text(f"{_digest_line()}\n{result.stdout}", encoding="utf-8")


def _digest_line() -> str:
    project = _project()
    inputs = [
        project["build-system"]["requires"],
        project["project"]["dependencies"],
        project["project"]["optional-dependencies"],
    ]
    return f"# requirements of pyproject.toml: sha256 {hashlib.sha256(json.dumps(inputs).encode()).hexdigest()}"


def _first_line(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8").partition("\n")[0]


def _project() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


sys.exit(main())
