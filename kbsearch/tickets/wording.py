"""The texts of all letters, in both languages."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from kbsearch.messages import Message
from kbsearch.tickets.handoff import in_locale
from kbsearch.tickets.ticket import Message as TicketMessage
from kbsearch.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Words:
    """Subject and body of a letter."""

    subject: str
    body: str


def confirmation(ticket: Ticket, locale: str, link: str, hours: int, zone: ZoneInfo) -> Words:
    """Say that the ticket is here, its number, and when to expect an answer."""
    due = ticket.promise.first_response_due
    answer = _answered_by(due, locale, zone) if due else Message("", "")
    return _words(
        ticket,
        locale,
        Message(f"We have your ticket: {ticket.subject}", f"お問い合わせを受け付けました: {ticket.subject}"),
        Message(
            f"We have received your ticket. Its number is {ticket.reference}.\n{answer.en}",
            f"お問い合わせを受け付けました。受付番号は {ticket.reference} です。\n{answer.ja}",
        ),
        _follow(link, hours),
    )


def confirm_address(ticket: Ticket, locale: str, link: str, hours: int) -> Words:
    """Ask to open the link, without which nothing is passed on."""
    return _words(
        ticket,
        locale,
        Message(f"Please confirm your ticket: {ticket.subject}", f"お問い合わせの確認をお願いします: {ticket.subject}"),
        Message(
            f"We have received a ticket with this address. Its number is {ticket.reference}.\n"
            f"Please open this link within {_hours(hours).en}; your ticket is passed on then:\n\n{link}\n\n"
            "If you did not write to us, ignore this mail.",
            f"このメールアドレスでお問い合わせを受け付けました。受付番号は {ticket.reference} です。\n"
            f"{_hours(hours).ja}以内に次のリンクを開いてください。担当者にお取り次ぎします。\n\n{link}\n\n"
            "お心当たりがない場合は、このメールを破棄してください。",
        ),
    )


def new_link(ticket: Ticket, locale: str, link: str, hours: int) -> Words:
    """Send the link that was asked for."""
    return _words(
        ticket,
        locale,
        Message("Your link", "お問い合わせ画面へのリンク"),
        Message(
            f"Here is the link to your ticket {ticket.reference} that you asked for. If you did not, ignore this mail.",
            f"お問い合わせ {ticket.reference} の画面へのリンクをお送りします。お心当たりがない場合は、このメールを破棄してください。",
        ),
        _follow(link, hours),
    )


def answer(ticket: Ticket, message: TicketMessage, locale: str, link: str, hours: int) -> Words:
    """Pass on an answer of staff."""
    who = message.name
    return _words(
        ticket,
        locale,
        Message(f"Re: {ticket.subject}", f"Re: {ticket.subject}"),
        Message(
            f"{who or 'We'} answered your ticket {ticket.reference}:\n\n{message.text}",
            f"{f'担当の{who}より、' if who else ''}お問い合わせ {ticket.reference} への回答です。\n\n{message.text}",
        ),
        _files(message),
        _follow(link, hours),
    )


def rating(ticket: Ticket, locale: str, link: str, hours: int) -> Words:
    """Say that the ticket counts as solved, and ask how it went."""
    return _words(
        ticket,
        locale,
        Message(f"Solved? {ticket.subject}", f"解決しましたか: {ticket.subject}"),
        Message(
            f"Your ticket {ticket.reference} is marked as solved. How satisfied are you? It takes a few seconds.\n"
            "If it is not solved, reply there; the ticket is then open again.",
            f"お問い合わせ {ticket.reference} は解決済みになりました。対応はいかがでしたか。数秒でお答えいただけます。\n"
            "まだ解決していない場合は、そのまま返信してください。対応を再開します。",
        ),
        _follow(link, hours),
    )


def alert(ticket: Ticket, what: str, locale: str) -> Words:
    """Tell staff of a promise, or of a ticket that could not be delivered."""
    kind, _, promise = what.partition(" ")
    of = _PROMISES.get(promise, Message("", ""))
    said = {
        "due_soon": Message(
            f"{of.en} of {ticket.reference} is due soon", f"{ticket.reference} の{of.ja}の期限が近づいています"
        ),
        "breached": Message(f"{of.en} of {ticket.reference} is overdue", f"{ticket.reference} の{of.ja}の期限を過ぎました"),
        "undelivered": Message(
            f"{ticket.reference} could not be delivered: see 'kbsearch outbox list'",
            f"{ticket.reference} を連携先に渡せませんでした: 'kbsearch outbox list' で確認してください",
        ),
    }[kind]
    place = Message(
        f"Queue {ticket.queue}, tier {ticket.tier}, priority {ticket.priority.name.lower()}.\n{ticket.remote_url}",
        f"キュー {ticket.queue}、第 {ticket.tier} 段階、優先度 {ticket.priority.name.lower()}\n{ticket.remote_url}",
    )
    return Words(in_locale(said, locale), in_locale(said, locale) + "\n\n" + in_locale(place, locale).rstrip() + "\n")


_PROMISES = {
    "first_response": Message("The first response", "初回回答"),
    "resolution": Message("The resolution", "解決"),
}


def _answered_by(due: datetime, locale: str, zone: ZoneInfo) -> Message:
    pattern = "y年M月d日(EEE) HH:mm (zzz)" if locale == "ja" else "EEEE, d MMMM y, HH:mm (zzz)"
    when = format_datetime(due, pattern, tzinfo=zone, locale=locale)
    return Message(f"You will have an answer by {when}.", f"{when} までに回答いたします。")


def _follow(link: str, hours: int) -> Message:
    if not link:
        return Message("", "")
    return Message(
        f"Follow it, reply and add files here. The link opens once, within {_hours(hours).en}; the page sends you a new one:\n\n{link}",
        f"状況の確認、返信、ファイルの追加はこちらから。リンクは {_hours(hours).ja}以内に 1 回だけ開けます。新しいリンクはその画面から取り寄せられます。\n\n{link}",
    )


def _files(message: TicketMessage) -> Message:
    """Say which files came with an answer; they lie on the ticket's page."""
    if not message.attachments:
        return Message("", "")
    names = "\n".join(f"- {each.name}" for each in message.attachments)
    return Message(
        f"With these files, which you can download on the page of the ticket:\n{names}",
        f"次のファイルが添付されています。お問い合わせの画面からダウンロードできます。\n{names}",
    )


def _hours(hours: int) -> Message:
    if hours % 24 or hours < 48:
        return Message(f"{hours} hours", f"{hours} 時間")
    return Message(f"{hours // 24} days", f"{hours // 24} 日")


def _words(ticket: Ticket, locale: str, subject: Message, *parts: Message) -> Words:
    name = ticket.messages[0].name
    greeting = in_locale(Message(f"Dear {name},", f"{name} 様"), locale)
    texts = [greeting, *(in_locale(part, locale).strip() for part in parts)]
    return Words(in_locale(subject, locale), "\n\n".join(text for text in texts if text) + "\n")
