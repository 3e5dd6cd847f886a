"""The help centre with the repository's own articles, served as in production and driven by the system's Chromium."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from waitress import create_server

from kbsearch import KnowledgeBase, open_kb
from kbsearch.bootstrap import open_insights
from kbsearch.insights import Insights
from tests.browser.page_types import add_errors
from tests.fakes.sample_tickets import sample_tickets
from web import create_app

ARTICLES = Path(__file__).parents[2] / "articles"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

CHANNELS = """
[[contact.channels]]
kind = "mail"
address = "support@minatoboard.example"
hours = ["mon-fri 09:30-18:00"]
note = { ja = "順番にお返事します。", en = "Answered in order." }
[[contact.channels]]
kind = "phone"
address = "050-5555-0142"
hours = ["mon-fri 09:30-18:00"]
"""

OpenPage = Callable[..., Page]


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None and "CI" not in os.environ:
        pytest.skip("no Chromium found; 'apt install chromium' lets these tests run")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def kb(tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    """Build an index in a folder of its own. All tests come from one address, so none are counted."""
    file = tmp_path_factory.mktemp("help") / "kbsearch.toml"
    file.write_text(f"articles_dir = {json.dumps(str(ARTICLES))}\n[limits]\nposts = 0\napi = 0\n{CHANNELS}", encoding="utf-8")
    kb = open_kb(file)
    kb.reindex()
    return kb


@pytest.fixture(scope="package")
def insights(kb: KnowledgeBase) -> Iterator[Insights]:
    insights = open_insights(kb)
    yield insights
    insights.close()


@pytest.fixture(scope="package")
def address(kb: KnowledgeBase, insights: Insights, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the help centre with tickets of two customers, and an address for every error."""
    app = create_app(kb, insights, sample_tickets(tmp_path_factory.mktemp("files")))  # type: ignore[arg-type]
    add_errors(app)
    with served(app) as address:
        yield address


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Serve an application on a free port."""
    sockets: dict[int, Any] = {}
    server = create_server(app, map=sockets, host="127.0.0.1", port=0, threads=4, asyncore_use_poll=True)
    thread = Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.pull_trigger()
    for channel in list(sockets.values()):
        channel.close()
    thread.join(timeout=10)
    server.task_dispatcher.shutdown()


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[OpenPage]:
    """Open a page of the help centre in a browser of its own; at the end, nothing may have gone elsewhere or wrong in any of them."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def open_at(path: str, **options: Any) -> Page:
        context = browser.new_context(base_url=address, **options)
        contexts.append(context)
        page = context.new_page()
        watch(page, address, faults)
        page.goto(path)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert faults == []


def watch(page: Page, address: str, faults: list[str]) -> None:
    """Note requests to another origin, files that are missing, and everything the browser complains of."""
    page.on("request", lambda request: None if request.url.startswith(address) else faults.append(f"elsewhere: {request.url}"))
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on(
        "response",
        lambda response: (
            faults.append(f"{response.status}: {response.url}")
            if response.status >= 400 and response.request.resource_type != "document"
            else None
        ),
    )
    page.on(
        "console",
        lambda message: (
            faults.append(f"console: {message.text}")
            if message.type in ("error", "warning") and message.location["url"] != page.url
            else None
        ),
    )
