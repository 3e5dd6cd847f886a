"""Takes the pictures of the documents anew, of this repository's help centre as it is served.

``docs/images/*.png`` stand in the documents; ``docs/images/screens/*.webp`` are all types of pages, in both languages, on a
desktop and a phone, in light and dark, and ``docs/*/screens.md`` shows them.

Run by hand after the pages changed, then look at every picture. Needs Chromium, fonts for Japanese and emoji, and Pillow;
CONTRIBUTING.md has the commands.
"""

import io
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, Page, Route, sync_playwright
from waitress import create_server

from kbsearch import open_kb
from kbsearch.bootstrap import open_insights
from tests.browser.page_types import QUICKEST, add_errors
from tests.fakes.sample_tickets import RUNNING, SESSIONS, SOLVED, sample_tickets
from web import create_app
from web.customers import COOKIE

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
SHOP = ROOT / "docs" / "examples" / "widget.html"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run")
MAX_BYTES = 150_000
MAX_TOTAL = 5_500_000
QUALITY = 55

Scheme = Literal["light", "dark"]
LOCALES = ("ja", "en")
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
DEVICES = {"desktop": (1280, 800), "phone": (390, 844)}

SCREENS = {
    "home": ("/ja/", "/en/"),
    "suggestions": ("/ja/", "/en/"),
    "results": ("/ja/search?q=返金の条件", "/en/search?q=yearly refund"),
    "correction": ("/ja/search?q=解薬したい", "/en/search?q=invoce download"),
    "nothing-found": ("/ja/search?q=ドローン", "/en/search?q=zeppelin"),
    "article": ("/ja/billing/refund", "/en/billing/refund"),
    "found-in-article": ("/ja/billing/refund?q=返金の条件", "/en/account/two-factor?q=recovery codes"),
    "vote": ("/ja/billing/refund#page--vote", "/en/billing/refund#page--vote"),
    "category": ("/ja/billing/", "/en/billing/"),
    "tag": ("/ja/tags/返金", "/en/tags/refund"),
    "tags": ("/ja/tags", "/en/tags"),
    "questions": ("/ja/questions", "/en/questions"),
    "changes": ("/ja/changes", "/en/changes"),
    "glossary": ("/ja/glossary", "/en/glossary"),
    "contact": ("/ja/contact?q=返金", "/en/contact?q=refund"),
    "contact-faults": ("/ja/contact", "/en/contact"),
    "contact-sent": ("/ja/contact", "/en/contact"),
    "ticket-open": ("/ja/tickets/open/x", "/en/tickets/open/x"),
    "ticket-expired": ("/ja/tickets/open/x", "/en/tickets/open/x"),
    "ticket-link": ("/ja/tickets/link?done=sent", "/en/tickets/link?done=sent"),
    "tickets": ("/ja/tickets", "/en/tickets"),
    "ticket": tuple(f"/{locale}/tickets/{RUNNING[locale]}" for locale in LOCALES),
    "ticket-rating": tuple(f"/{locale}/tickets/{SOLVED[locale]}" for locale in LOCALES),
    "ticket-deletion": ("/ja/tickets/delete", "/en/tickets/delete"),
    "not-found": ("/ja/billing/refund-2019", "/en/billing/refund-2019"),
    "unavailable": ("/ja/error/503", "/en/error/503"),
    "too-many": ("/ja/error/429", "/en/error/429"),
    "widget": ("/shop/ja", "/shop/en"),
}
"""Each type of page: its address in the order of ``LOCALES``."""
OF_A_CUSTOMER = {"tickets", "ticket", "ticket-rating", "ticket-deletion"}
"""Pages of one who is signed in."""
TYPED = {"ja": "返金", "en": "refund"}
LETTERS = {
    "ja": {
        "subject": "招待メールが届かない",
        "text": "昨日送った招待が届きません。",
        "name": "山田 美穂",
        "email": "miho.yamada@customer.example",
    },
    "en": {
        "subject": "Invitation does not arrive",
        "text": "I sent it yesterday.",
        "name": "Emma Clarke",
        "email": "emma.clarke@customer.example",
    },
}


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file below ``docs/images``, the page, and the screen it is seen on."""

    file: str
    page: str
    locale: str = "ja"
    width: int = 1280
    height: int = 800
    scale: float = 1
    scheme: Scheme = "light"

    @property
    def type(self) -> str:
        """The type of page, for pictures of ``SCREENS``."""
        return Path(self.file).name.partition(".")[0]


SHOTS = (
    Shot("home-ja.png", "/ja/"),
    Shot("home-en.png", "/en/"),
    Shot("results-ja.png", "/ja/search?q=返金の条件"),
    Shot("results-en.png", "/en/search?q=yearly refund"),
    Shot("article-ja.png", "/ja/billing/refund?q=返金の条件"),
    Shot("article-en.png", "/en/account/two-factor?q=recovery codes"),
    Shot("article-en-dark.png", "/en/account/two-factor", scheme="dark"),
    Shot("results-ja-phone.png", "/ja/search?q=返金の条件", width=390, height=844, scale=1.5),
)


def main() -> int:
    """Take the pictures of the types of pages named in the arguments, or all. Return the exit code: 1 where they are larger than they should be."""
    shots = [shot for shot in (*SHOTS, *screens()) if not sys.argv[1:] or shot.type in sys.argv[1:]]
    sizes = []
    with help_centre() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for shot in shots:
            sizes.append(take(browser, address, shot))
            print(f"{shot.file} {sizes[-1] // 1000} KB")
        browser.close()
    print(f"{len(sizes)} pictures, {sum(sizes) // 1000} KB")
    return int(max(sizes) > MAX_BYTES or sum(sizes) > MAX_TOTAL)


def screens() -> Iterator[Shot]:
    """Yield a shot of every type of page for each language, device and scheme."""
    for (name, pages), device, scheme in product(SCREENS.items(), DEVICES, SCHEMES):
        for locale, page in zip(LOCALES, pages, strict=True):
            width, height = DEVICES[device]
            yield Shot(f"screens/{name}.{locale}.{device}.{scheme}.webp", page, locale, width, height, scheme=scheme)


@contextmanager
def help_centre() -> Iterator[str]:
    """Serve the help centre on a free port, from an index and a database in a temporary folder; yield its address."""
    with TemporaryDirectory() as folder:
        os.environ["KBSEARCH_VAR_DIR"] = folder
        kb = open_kb(ROOT / "kbsearch.toml", index_dir=Path(folder, "index"))
        kb.reindex()
        insights = open_insights(kb)
        app = create_app(kb, insights, sample_tickets(Path(folder)))  # type: ignore[arg-type]
        add_errors(app)
        server = create_server(app, host="127.0.0.1", port=0, threads=8)
        Thread(target=server.run, daemon=True).start()
        yield f"http://127.0.0.1:{server.effective_port}"
        insights.close()


def take(browser: Browser, address: str, shot: Shot) -> int:
    """Take one picture; return its size in bytes."""
    page = browser.new_page(
        base_url=address,
        viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=shot.scale,
        color_scheme=shot.scheme,
        reduced_motion="reduce",
    )
    if shot.type in OF_A_CUSTOMER:
        cookie = {"name": COOKIE, "value": SESSIONS[shot.locale], "url": address}
        page.context.add_cookies([cookie])  # type: ignore[list-item]
    page.route("**/shop/*", show_shop)
    page.goto(shot.page, wait_until="networkidle")
    prepare(page, shot)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    file = IMAGES / shot.file
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".webp":
        picture.save(file, quality=QUALITY, method=6)
    else:
        picture.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, optimize=True)
    return file.stat().st_size


def show_shop(route: Route) -> None:
    """Answer with the example of another site's page, in the language of its address."""
    locale = route.request.url[-2:]
    html = SHOP.read_text(encoding="utf-8").replace("http://127.0.0.1:8000", "").replace('"en"', f'"{locale}"')
    route.fulfill(body=html, content_type="text/html; charset=utf-8")


def prepare(page: Page, shot: Shot) -> None:
    """Do what a reader did before the page looked like this."""
    if shot.type == "suggestions":
        page.get_by_role("combobox").first.press_sequentially(TYPED[shot.locale])
        page.get_by_role("option").first.wait_for()
    elif shot.type in ("contact-faults", "contact-sent"):
        fill_in(page, shot)
        page.locator(".sending button").click()
        page.locator(".problems, .reference").wait_for()
    elif shot.type == "ticket-expired":
        page.locator("main form button").click()
        page.get_by_role("alert").wait_for()
    elif shot.type == "widget":
        page.locator("kbsearch-help button.open").click()
        panel = page.frame_locator("kbsearch-help iframe")
        panel.get_by_role("combobox").fill(TYPED[shot.locale])
        panel.get_by_role("combobox").press("Enter")
        panel.locator(".entries p").first.wait_for()


def fill_in(page: Page, shot: Shot) -> None:
    """Fill in the contact form, with a fault in the mail address where that is to be seen."""
    for name, value in LETTERS[shot.locale].items():
        shown = value.replace("@", ".") if shot.type == "contact-faults" else value
        page.locator(f"#page--contact-form [name={name}]").fill(shown)
    page.wait_for_timeout(QUICKEST)


sys.exit(main())
