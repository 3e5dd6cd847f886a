"""The installed wheel works on its own, far from this repository."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def test_a_help_centre_starts_from_the_wheel_alone(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in ("kbsearch", "web", "pyproject.toml", "README.md", "LICENSE"):
        (source / name).symlink_to(ROOT / name)
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--wheel-dir",
        str(tmp_path),
        ".",
    ]
    subprocess.run(build, cwd=source, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("kbsearch-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")

    def kbsearch(*arguments: str, folder: Path = tmp_path) -> str:
        environ = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
        command = [sys.executable, "-P", "-m", "kbsearch", *arguments]
        return subprocess.run(command, cwd=folder, env=environ, check=True, capture_output=True, text=True).stdout

    kbsearch("init", "help")
    assert kbsearch("index", folder=tmp_path / "help").startswith("2 added")
    assert "最初の記事を書く" in kbsearch("search", "記事を追加", folder=tmp_path / "help")
    page = "from kbsearch import open_kb; from web import create_app; import web; print(web.__file__); print(create_app(open_kb('kbsearch.toml')).test_client().get('/ja/').text)"
    environ = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    home = subprocess.run(
        [sys.executable, "-P", "-c", page], cwd=tmp_path / "help", env=environ, check=True, capture_output=True, text=True
    ).stdout
    assert home.startswith(str(tmp_path / "installed"))
    assert "はじめに" in home
