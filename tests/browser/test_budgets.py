"""What a page costs: requests, bytes, jumps of what is being read; and that it asks nothing of other sites."""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, Page, Response, ViewportSize

from tests.browser.page_types import PAGE_TYPES, PageType

MOST_REQUESTS = 20
MOST_BYTES = 30_000
"""Compressed as a reverse proxy does, without the article's own pictures."""
MOST_SHIFT = 0.01
LOADED = {name: page_type for name, page_type in PAGE_TYPES.items() if not page_type.reach}
"""Pages that are loaded by their address alone."""
PHONE: ViewportSize = {"width": 390, "height": 844}
WATCH = """
  window.shifts = [];
  window.violations = [];
  new PerformanceObserver((list) => window.shifts.push(...list.getEntries().map((entry) => entry.value)))
    .observe({ type: "layout-shift", buffered: true });
  addEventListener("securitypolicyviolation", (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass
class Load:
    """A page that was loaded, and what it took."""

    page: Page
    document: Response | None
    responses: list[Response] = field(default_factory=list)

    @property
    def own(self) -> list[Response]:
        return [response for response in self.responses if "/media/" not in response.url]

    @property
    def bytes(self) -> int:
        return sum(len(gzip.compress(response.body(), 6)) for response in self.own)


@pytest.fixture(scope="module", params=LOADED.values(), ids=list(LOADED))
def load(request: pytest.FixtureRequest, browser: Browser, address: str) -> Iterator[Load]:
    """Load a page of each type on a phone, in a browser that has nothing of it yet."""
    page_type: PageType = request.param
    context = browser.new_context(base_url=address, viewport=PHONE, **page_type.options)
    context.add_init_script(WATCH)
    page = context.new_page()
    load = Load(page, None)
    page.on("response", lambda response: load.responses.append(response))
    load.document = page.goto(page_type.path, wait_until="networkidle")
    yield load
    context.close()


def test_a_page_is_light(load: Load, address: str) -> None:
    assert [response.url for response in load.responses if not response.url.startswith(address)] == []
    assert len(load.own) <= MOST_REQUESTS, [response.url for response in load.own]
    assert load.bytes <= MOST_BYTES, {response.url: len(gzip.compress(response.body())) for response in load.own}


def test_a_page_keeps_its_own_policy(load: Load) -> None:
    assert load.document is not None
    policy = load.document.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert load.page.evaluate("window.violations") == []


def test_nothing_on_a_page_jumps(load: Load) -> None:
    box = load.page.get_by_role("combobox").first
    if box.is_visible():
        box.press_sequentially("refund", delay=30)
        load.page.wait_for_timeout(300)
    shifts = load.page.evaluate("window.shifts")
    assert sum(shifts) < MOST_SHIFT, shifts
