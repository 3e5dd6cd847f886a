"""Takes the pictures of the documents anew: docs/images/*.png, of this repository's help centre as it is served.

Run by hand after the pages changed, then look at every picture. Needs Chromium, fonts for Japanese and emoji, and Pillow,
which reduces a picture to 256 colours; CONTRIBUTING.md has the commands.
"""

import io
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Literal

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from waitress import create_server

from kbsearch import open_kb
from web import create_app

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run")
MAX_BYTES = 150_000


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its name, the page, and the screen it is seen on."""

    name: str
    page: str
    width: int = 1280
    height: int = 800
    scale: float = 1
    scheme: Literal["light", "dark"] = "light"


SHOTS = (
    Shot("home-ja", "/ja/"),
    Shot("home-en", "/en/"),
    Shot("results-ja", "/ja/search?q=返金の条件"),
    Shot("results-en", "/en/search?q=yearly refund"),
    Shot("article-ja", "/ja/billing/refund?q=返金の条件"),
    Shot("article-en", "/en/account/two-factor?q=recovery codes"),
    Shot("article-en-dark", "/en/account/two-factor", scheme="dark"),
    Shot("results-ja-phone", "/ja/search?q=返金の条件", width=390, height=844, scale=1.5),
)


def main() -> int:
    """Return the exit code: how many pictures are larger than they should be."""
    IMAGES.mkdir(exist_ok=True)
    too_large = 0
    with help_centre() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for shot in SHOTS:
            size = take(browser, address, shot)
            too_large += size > MAX_BYTES
            print(f"{shot.name}.png {size // 1000} KB")
        browser.close()
    return too_large


@contextmanager
def help_centre() -> Iterator[str]:
    """Serve the help centre on a free port, from an index in a temporary folder; yield its address."""
    with TemporaryDirectory() as index:
        kb = open_kb(ROOT / "kbsearch.toml", index_dir=index)
        kb.reindex()
        server = create_server(create_app(kb), host="127.0.0.1", port=0, threads=8)
        Thread(target=server.run, daemon=True).start()
        yield f"http://127.0.0.1:{server.effective_port}"


def take(browser: Browser, address: str, shot: Shot) -> int:
    """Take one picture; return its size in bytes."""
    page = browser.new_page(
        base_url=address,
        viewport={"width": shot.width, "height": shot.height},
        device_scale_factor=shot.scale,
        color_scheme=shot.scheme,
    )
    page.goto(shot.page)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    page.close()
    file = IMAGES / f"{shot.name}.png"
    picture.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, optimize=True)
    return file.stat().st_size


sys.exit(main())
