"""What helps to read an article: contents that follow, links and code that are copied, pictures that grow, videos that ask nothing of others."""

import gzip
from collections.abc import Callable, Iterator
from shutil import copytree
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from kbsearch import open_kb
from tests.browser.conftest import ARTICLES, OpenPage, served, watch
from tests.library import write
from tests.unit.articles.test_git import Repository
from web import create_app

DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CLIPBOARD = {"permissions": ["clipboard-read", "clipboard-write"]}
SMALL_SCREENS_AND_LARGE = pytest.mark.parametrize("screen", [DESKTOP, PHONE], ids=["desktop", "phone"])
MOST_BYTES = 60_000

SAMPLE = """---
id: sample
title: Videos, code and pictures
---

![How to invite members](https://www.youtube.com/embed/abc123)

## From the command line

```bash
echo "one"
echo "two"
```

![A picture elsewhere](https://example.com/logo.png)

## A film of our own

![Invite](videos/invite.mp4)
"""

Read = Callable[..., Page]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve our articles and a sample from a repository in which a Japanese article changed after its translation."""
    repository = Repository(tmp_path_factory.mktemp("help"))
    copytree(ARTICLES, repository.articles, dirs_exist_ok=True)
    write(repository.articles / "en/account/sample.md", SAMPLE)
    write(repository.articles / "en/account/videos/invite.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 100)
    repository.commit()
    refund = repository.articles / "ja/billing/refund.md"
    refund.write_text(f"{refund.read_text(encoding='utf-8')}\n追記。\n", encoding="utf-8")
    repository.commit()
    kb = open_kb(articles_dir=repository.articles, index_dir=repository.folder / "index")
    kb.reindex()
    with served(create_app(kb)) as address:
        yield address


@pytest.fixture
def read(browser: Browser, sample: str) -> Iterator[Read]:
    """Open a page of the sample; at the end nothing may have been asked of others."""
    contexts = []
    faults: list[str] = []

    def open_at(path: str, **options: Any) -> Page:
        contexts.append(browser.new_context(base_url=sample, **options))
        page = contexts[-1].new_page()
        watch(page, sample, faults)
        page.goto(path)
        return page

    yield open_at
    for context in contexts:
        context.close()
    assert faults == []


def test_the_contents_follow_what_is_being_read(open_page: OpenPage) -> None:
    page = open_page("/en/billing/refund", viewport={"width": 1280, "height": 500})
    contents = page.get_by_role("navigation", name="On this page")
    expect(contents.locator("[aria-current]")).to_have_count(0)
    for heading in ("When the money arrives", "How to ask"):
        page.get_by_role("heading", name=heading).evaluate("heading => heading.scrollIntoView({behavior: 'instant'})")
        expect(contents.locator("[aria-current=location]")).to_have_text(heading)
    page.evaluate("window.scrollTo({top: 0, behavior: 'instant'})")
    expect(contents.locator("[aria-current]")).to_have_count(0)


def test_the_short_link_is_copied_and_leads_here(open_page: OpenPage) -> None:
    page = open_page("/en/billing/refund", **CLIPBOARD)
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_be_attached()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith("/a/h9xmsc")
    page.goto(link)
    assert page.url.endswith("/billing/refund")


def test_code_is_copied_as_it_is_written(read: Read) -> None:
    page = read("/en/account/sample", **CLIPBOARD)
    page.get_by_role("button", name="Copy the code").click()
    expect(page.locator(".copy-code")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == 'echo "one"\necho "two"'


def test_what_cannot_be_copied_is_said(read: Read) -> None:
    page = read("/en/account/sample")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('refused')); }")
    page.get_by_role("button", name="Copy the code").click()
    expect(page.get_by_role("status").filter(has_text="Copying did not work")).to_be_attached()


def test_without_a_clipboard_the_old_command_copies(read: Read) -> None:
    page = read("/en/account/sample", **CLIPBOARD)
    page.evaluate(
        "window.copied = ''; document.addEventListener('copy', () => window.copied = String(document.activeElement.value))"
    )
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page.get_by_role("button", name="Copy the code").click()
    expect(page.locator(".copy-code")).to_have_text("Copied")
    assert page.evaluate("window.copied") == 'echo "one"\necho "two"'


@SMALL_SCREENS_AND_LARGE
def test_a_picture_is_enlarged_and_put_back_with_the_keyboard(open_page: OpenPage, screen: dict[str, Any]) -> None:
    page = open_page("/en/account/two-factor", **screen)
    button = page.get_by_role("button", name="Enlarge the picture")
    before = button.locator("img").bounding_box()
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    large = dialog.get_by_role("img").bounding_box()
    assert before
    assert large
    assert large["width"] > before["width"]
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()


def test_a_video_of_another_site_is_a_link_and_one_of_ours_is_played(read: Read) -> None:
    page = read("/en/account/sample")
    card = page.get_by_role("link", name="How to invite members YouTube (opens in a new tab)")
    expect(card).to_have_attribute("href", "https://www.youtube.com/watch?v=abc123")
    expect(card).to_have_attribute("rel", "noopener noreferrer")
    expect(page.locator("video")).to_have_attribute("aria-label", "Invite")
    expect(page.get_by_role("link", name="A picture elsewhere")).to_be_visible()
    assert page.locator(".prose img, iframe").count() == 0


def test_a_translation_that_lags_leads_to_the_newer_article(read: Read) -> None:
    page = read("/en/billing/refund")
    notice = page.get_by_role("complementary", name="About this translation")
    expect(notice).to_contain_text("The Japanese version has changed 1 time since")
    notice.get_by_role("link").click()
    page.wait_for_url("**/ja/billing/refund")
    expect(page.get_by_role("complementary", name="この翻訳について")).to_have_count(0)
    expect(page.get_by_text("最終更新 2026年1月2日")).to_be_visible()


def test_the_next_article_of_the_category_leads_back_to_this_one(open_page: OpenPage) -> None:
    page = open_page("/ja/billing/refund")
    title = page.get_by_role("heading", level=1).inner_text()
    neighbours = page.get_by_role("navigation", name="同じ分野の記事")
    neighbours.get_by_role("link", name="次の記事").click()
    expect(page.get_by_role("heading", level=1)).not_to_have_text(title)
    neighbours.get_by_role("link", name="前の記事").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_an_article_is_read_without_scripts(read: Read) -> None:
    page = read("/en/account/sample", java_script_enabled=False)
    expect(page.get_by_role("heading", name="From the command line")).to_be_visible()
    expect(page.get_by_role("button", name="Copy the link")).to_be_hidden()
    expect(page.locator(".copy-code, .zoomable, dialog")).to_have_count(0)


@SMALL_SCREENS_AND_LARGE
def test_nothing_moves_while_the_page_is_made(read: Read, screen: dict[str, Any]) -> None:
    page = read("about:blank", **screen)
    page.add_init_script(
        "window.moved = 0;"
        "new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.moved += entry.value; })"
        ".observe({ type: 'layout-shift', buffered: true });"
    )
    for path in ("/en/account/sample", "/ja/account/two-factor", "/ja/billing/refund"):
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.moved") == 0, path


def test_an_article_weighs_little(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address)
    page = context.new_page()
    weights: dict[str, int] = {}
    page.on("response", lambda response: weights.update({response.url: len(gzip.compress(response.body()))}))
    page.goto("/ja/account/two-factor")
    page.wait_for_load_state("networkidle")
    context.close()
    own = {url: weight for url, weight in weights.items() if "/media/" not in url}
    assert sum(own.values()) < MOST_BYTES, own


def test_what_is_printed_is_the_text(read: Read) -> None:
    page = read("/en/account/sample")
    page.emulate_media(media="print")
    for hidden in (".site-header", ".copy-link", ".copy-code", ".neighbours", ".ask", "video", ".heading-link"):
        for element in page.locator(hidden).all():
            expect(element).to_be_hidden()
    expect(page.get_by_text(f"{page.url.split('#')[0]}", exact=True)).to_be_visible()
