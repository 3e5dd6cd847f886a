"""The help centre with the repository's own articles, served as in production and driven by the system's Chromium."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from waitress import create_server

from kbsearch import open_kb
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
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build an index in a folder of its own and serve it on a free port."""
    kb = open_kb(articles_dir=ARTICLES, index_dir=tmp_path_factory.mktemp("index"))
    kb.reindex()
    sockets: dict[int, Any] = {}
    server = create_server(create_app(kb), map=sockets, host="127.0.0.1", port=0, threads=4)
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
