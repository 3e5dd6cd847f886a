"""A help centre that runs as it does in earnest: ``kbsearch serve`` and ``kbsearch work`` in processes of their own, and a customer who fills in the form by HTTP."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import Table, create_engine, func, select

from kbsearch.config import load_config
from tests.library import open_in, write_articles
from tests.unit.test_server import free_port

ROOT = Path(__file__).parents[1]
PHONE = "050-5555-0142"
LETTER = {"subject": "𠮷田の請求書 🙏", "text": "先月分が届きません。", "name": "山田 美穂", "email": "miho@customer.example"}
QUICKEST = 2.1
"""Seconds in which nobody fills in a form, and a little."""
PATIENCE = 60.0
SERVE = ("-m", "kbsearch")
Files = Sequence[tuple[str, bytes]]
"""Names and contents."""


class Site:
    """``folder`` has the articles and the index; ``settings`` are those of ``kbsearch.toml`` that say where the rest lies."""

    def __init__(self, folder: Path, settings: Mapping[str, str] = {}) -> None:
        write_articles(folder)
        open_in(folder).reindex()
        self.file = folder / "kbsearch.toml"
        lines = [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
        channel = f'[[contact.channels]]\nkind = "phone"\naddress = "{PHONE}"'
        self.file.write_text("\n".join([*lines, "[limits]\nposts = 0", channel, ""]), encoding="utf-8")
        self.config = load_config(self.file)
        self.port = free_port()

    @property
    def log(self) -> str:
        """What the processes wrote."""
        return self.file.with_suffix(".log").read_text(encoding="utf-8")

    @contextmanager
    def serving(self, program: Sequence[str] = SERVE) -> Iterator[subprocess.Popen[bytes]]:
        """Run ``kbsearch serve``, or another program that takes the same arguments."""
        with self._running([*program, "--config", str(self.file), "serve", "--port", str(self.port)]) as server:
            until(lambda: self._answers() or server.poll() is not None)
            assert server.poll() is None, self.log
            yield server

    @contextmanager
    def working(self) -> Iterator[subprocess.Popen[bytes]]:
        """Run ``kbsearch work``."""
        with self._running([*SERVE, "--config", str(self.file), "work"]) as worker:
            yield worker

    @contextmanager
    def customer(self, locale: str = "ja") -> Iterator["Customer"]:
        """Come to the site."""
        with httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=PATIENCE) as client:
            yield Customer(client, f"/{locale}/contact")

    def count(self, table: Table) -> int:
        """Return how many rows a table has."""
        engine = create_engine(self.config.database_url)
        with engine.connect() as connection:
            rows = connection.execute(select(func.count()).select_from(table)).scalar_one()
        engine.dispose()
        return rows

    @contextmanager
    def _running(self, arguments: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
        with (
            self.file.with_suffix(".log").open("ab") as log,
            subprocess.Popen([sys.executable, *arguments], cwd=ROOT, stdout=log, stderr=log) as process,
        ):
            try:
                yield process
            finally:
                process.terminate()
                process.wait(PATIENCE)

    def _answers(self) -> bool:
        try:
            return httpx2.get(f"http://127.0.0.1:{self.port}/healthz").is_success
        except httpx2.TransportError:
            return False


class Customer:
    """Fills in the form, and sends what the page had in it when it came back."""

    def __init__(self, client: httpx2.Client, page: str) -> None:
        self.client = client
        self._page = page
        self.html = ""

    def open_form(self) -> None:
        """Open the form, and take the time that people take."""
        self.html = self.client.get(self._page).raise_for_status().text
        time.sleep(QUICKEST)

    def send(self, files: Files = ()) -> httpx2.Response:
        """Send what is in the form, with more files."""
        form: dict[str, Any] = {**LETTER, **self.hidden()}
        answer = self.client.post(self._page, data=form, files=[("files", each) for each in files or [("", b"")]])
        if answer.status_code != httpx2.codes.SEE_OTHER:
            self.html = answer.text
        return answer

    def hidden(self) -> dict[str, Any]:
        """What a browser sends of the form as it is, untouched."""
        boxes = re.findall(r'<input type="checkbox" name="(tried|kept)" value="([^"]*)" checked>', self.html)
        fields = re.findall(r'<input type="hidden" name="(token|shown)" value="([^"]*)"', self.html)
        return {**dict(fields), **{name: [unescape(value) for other, value in boxes if other == name] for name, _ in boxes}}

    def is_filled(self) -> bool:
        """Whether all that was typed is in the form."""
        html = unescape(self.html)
        typed = (f'value="{LETTER[name]}"' for name in ("subject", "name", "email"))
        return all(each in html for each in typed) and f"{LETTER['text']}</textarea>" in html


def until(is_so: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for it."""
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, "in vain"
        time.sleep(0.05)
