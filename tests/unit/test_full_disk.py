"""A disk without room, for real: a small file system that is filled while the help centre is in use."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from kbsearch.tickets import tables
from tests.site import PHONE, Customer, Site, until

SIZE = "2m"
MESSAGES = {
    "ja": ("こちらの不具合で、まだ送信できていません", "お急ぎのときはお電話ください"),
    "en": ("Your message is not sent yet. The fault is ours.", "Is it urgent? Call us:"),
}
NOT_SAVED = {"ja": "「画面.txt」を保存できませんでした", "en": "“画面.txt” could not be saved on our side"}
FILE = ("画面.txt", "画面の文字です 𠮷\n".encode() * 3_000)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(disk)]
    try:
        done = subprocess.run(mounting, check=False, capture_output=True, text=True)
    except OSError as error:
        pytest.skip(f"no small disk can be made here: {error}")
    if done.returncode:
        pytest.skip(f"no small disk can be made here: {done.stderr.strip()}")
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@contextmanager
def no_room(disk: Path) -> Iterator[None]:
    """Fill the disk, and make room again."""
    ballast = disk / "ballast"
    with suppress(OSError), ballast.open("wb", buffering=0) as opened:
        while opened.write(b"x" * 4096):
            pass
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def customers(site: Site) -> Iterator[dict[str, Customer]]:
    """One for each language; both have the form open."""
    with site.customer("ja") as one, site.customer("en") as other:
        both = {"ja": one, "en": other}
        for customer in both.values():
            customer.open_form()
        yield both


def files(site: Site) -> list[str]:
    folder = site.config.var_dir / "attachments"
    return [each.name for each in folder.glob("**/*") if each.is_file()]


def refused(customer: Customer, locale: str) -> str:
    """Send the form with a file; return the page that says that it could not be kept."""
    answer = customer.send([FILE])
    assert answer.status_code == 503
    assert customer.is_filled()
    for message in MESSAGES[locale]:
        assert message in answer.text
    assert f'href="tel:{PHONE}"' in answer.text.partition('<form class="contact-form"')[0]
    return answer.text


def test_a_ticket_that_has_no_room_is_sent_once_there_is_some(tmp_path: Path, disk: Path) -> None:
    site = Site(tmp_path, {"database_url": f"sqlite:///{disk}/kbsearch.db", "var_dir": str(tmp_path / "var")})
    with site.serving(), site.working() as worker, customers(site) as both:
        with no_room(disk):
            for locale, customer in both.items():
                html = refused(customer, locale)
                assert NOT_SAVED[locale] not in html
                assert "画面.txt" in html
        for table in (tables.tickets, tables.messages, tables.attachments, tables.outbox):
            assert site.count(table) == 0
        for customer in both.values():
            assert {customer.send().status_code for _ in range(2)} == {303}
        until(lambda: site.count(tables.outbox) == 0)
        assert worker.poll() is None
    assert site.count(tables.tickets) == site.count(tables.messages) == site.count(tables.attachments) == 2
    assert len(files(site)) == 1


def test_a_file_that_has_no_room_is_named_and_nothing_else_is_lost(tmp_path: Path, disk: Path) -> None:
    site = Site(tmp_path, {"database_url": f"sqlite:///{tmp_path}/kbsearch.db", "var_dir": str(disk)})
    with site.serving(), customers(site) as both:
        with no_room(disk):
            for locale, customer in both.items():
                assert NOT_SAVED[locale] in refused(customer, locale)
        assert files(site) == []
        assert site.count(tables.tickets) == 0
        for customer in both.values():
            assert {customer.send([FILE]).status_code for _ in range(2)} == {303}
    assert site.count(tables.tickets) == site.count(tables.attachments) == 2
    assert len(files(site)) == 1
