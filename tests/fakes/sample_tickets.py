"""Customers with a few tickets in either language, for the pages as a browser shows them and for their pictures."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from kbsearch.tickets.ticket import Attachment, Author, Customer, Message, Promise, Status, Tried
from tests.fakes.memory_tickets import MemoryTickets, ticket_of

JA = Customer(1, "miho.yamada@customer.example", "山田 美穂", "ja", "standard")
EN = Customer(2, "emma.clarke@customer.example", "Emma Clarke", "en", "standard")
SESSIONS = {"ja": "session-of-miho", "en": "session-of-emma"}
"""What the cookie of a browser holds in which the customer is signed in."""
RUNNING = {"ja": "KB-7Q4X-2Q", "en": "KB-M3KD-87"}
SOLVED = {"ja": "KB-H6PT-49", "en": "KB-W9RZ-54"}
WAITING = {"ja": "KB-C4YN-74", "en": "KB-B8FJ-32"}
FILE = Attachment("請求書_2026年10月.pdf", "application/pdf", 184_320, "0" * 64)

_RUNNING = {
    "ja": (
        "10月分の請求書がダウンロードできません",
        "「請求書」の画面で「ダウンロード」を押すと、ERR_INVOICE_404 と表示されます。\n経理への提出が今週の金曜日までなので、急いでいます。",
        "お問い合わせありがとうございます。\n10月分の請求書を添付します。画面の不具合は、明日までに直す予定です。\n\nhttps://help.minatoboard.example/ja/billing/invoices-and-receipts",
        "ありがとうございます。受け取りました。\n11月分は画面から受け取れるでしょうか。",
        "請求書 ダウンロード",
        "請求書と領収書を受け取る",
        "佐藤",
    ),
    "en": (
        "I cannot download the invoice for October",
        "When I press “Download” on the page “Invoices”, it says ERR_INVOICE_404.\nOur accounting needs it by Friday.",
        "Thank you for writing.\nThe invoice for October is attached. The page will be mended by tomorrow.\n\nhttps://help.minatoboard.example/en/billing/invoices-and-receipts",
        "Thank you, I have it.\nWill I be able to get the one for November from the page?",
        "invoice download",
        "Get your invoices and receipts",
        "Sato",
    ),
}
_SOLVED = {
    "ja": (
        "機種変更したら、ログインの確認コードが届きません",
        "新しい端末で、確認コードの画面から先に進めません。",
        "予備コードでログインし、新しい端末を登録してください。",
        "鈴木",
    ),
    "en": (
        "No sign-in code on my new phone",
        "I cannot get past the page that asks for the code.",
        "Sign in with a recovery code, then add the new phone.",
        "Suzuki",
    ),
}
_WAITING = {
    "ja": (
        "人数を減らしたときの料金について",
        "来月から3人減ります。いつから料金に反映されますか。",
        "ご契約は月払いでしょうか、年払いでしょうか。",
        "佐藤",
    ),
    "en": (
        "What we pay with fewer people",
        "Three people leave next month. When will we pay less?",
        "Do you pay by the month or by the year?",
        "Sato",
    ),
}


def sample_tickets(folder: Path, now: datetime | None = None) -> MemoryTickets:
    """Return tickets of two customers who are signed in; ``now`` is when the pages are looked at."""
    now = now or datetime.now(UTC)
    tickets = MemoryTickets(folder, clock=now)
    (folder / FILE.digest).write_bytes(b"%PDF-1.7\n")
    for number, customer in enumerate((JA, EN)):
        locale = customer.locale
        tickets.sessions[SESSIONS[locale]] = customer
        tickets.put(
            ticket_of(customer, RUNNING[locale], **_running(locale, now), id=10 * number + 1),
            ticket_of(
                customer,
                WAITING[locale],
                **_short(_WAITING, locale, now - timedelta(days=1), Status.WAITING),
                id=10 * number + 2,
            ),
            ticket_of(
                customer, SOLVED[locale], **_short(_SOLVED, locale, now - timedelta(days=6), Status.SOLVED), id=10 * number + 3
            ),
        )
    return tickets


def _running(locale: str, now: datetime) -> dict[str, Any]:
    subject, text, answer, more, query, title, staff = _RUNNING[locale]
    name = (JA if locale == "ja" else EN).name
    sent = now - timedelta(hours=26)
    return {
        "subject": subject,
        "locale": locale,
        "created_at": sent,
        "updated_at": now - timedelta(hours=2),
        "promise": Promise(now - timedelta(hours=4), now + timedelta(hours=44)),
        "messages": (
            Message(1, sent, Author.CUSTOMER, name, text),
            Message(2, now - timedelta(hours=5), Author.STAFF, staff, answer, (FILE,)),
            Message(3, now - timedelta(hours=2), Author.CUSTOMER, name, more),
        ),
        "tried": (Tried(sent, query=query, results=3), Tried(sent, article_id="billing/invoices-and-receipts", title=title)),
    }


def _short(texts: dict[str, tuple[str, ...]], locale: str, at: datetime, status: Status) -> dict[str, Any]:
    subject, text, answer, staff = texts[locale]
    name = (JA if locale == "ja" else EN).name
    return {
        "subject": subject,
        "locale": locale,
        "status": status,
        "created_at": at - timedelta(hours=3),
        "updated_at": at,
        "messages": (
            Message(1, at - timedelta(hours=3), Author.CUSTOMER, name, text),
            Message(2, at, Author.STAFF, staff, answer),
        ),
        "tried": (),
    }
