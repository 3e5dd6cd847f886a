"""Putting a knowledge base together loads what a search needs, and nothing else: the first answer waits for all of it."""

import subprocess
import sys

NOT_NEEDED = {"babel", "flask", "holidays", "http.client", "imagesize", "markdown", "pygments", "scipy", "sqlalchemy"}


def test_libraries_that_a_search_does_not_need_are_not_loaded() -> None:
    source = "import sys; from kbsearch import open_kb; open_kb(); print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True, check=True)
    loaded = set(found.stdout.split())
    assert "numpy" in loaded
    assert loaded & NOT_NEEDED == set()
