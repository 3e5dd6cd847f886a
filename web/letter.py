"""What somebody wrote into the contact form, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request

from kbsearch.config import Config
from kbsearch.errors import KbsearchError
from kbsearch.model import Category
from kbsearch.tickets.draft_rules import DraftRules
from kbsearch.tickets.mail_address import mail_address
from kbsearch.tickets.plain_text import line, lines
from kbsearch.tickets.refusal import TicketRefused
from web.knowledge import knowledge
from web.trails import Trails

TRAP = "website"
"""A field that people do not see; programs fill it in."""


@dataclass(frozen=True, slots=True)
class Letter:
    """The fields as they were typed."""

    subject: str = ""
    text: str = ""
    name: str = ""
    email: str = ""
    category: str = ""
    product: str = ""
    plan: str = ""
    language: str = ""

    def faults(self, rules: DraftRules) -> Iterator[TicketRefused]:
        """Yield what is to be mended, in the order of the form."""
        if not line(self.subject):
            yield TicketRefused(
                "Write in a few words what it is about.", "件名が空です。ひとことで内容を書いてください。", "subject"
            )
        yield from _too_long(line(self.subject), rules.subject, "subject")
        if not lines(self.text):
            yield TicketRefused("Write what happened.", "お問い合わせ内容が空です。状況を書いてください。", "text")
        yield from _too_long(lines(self.text), rules.text, "text")
        if not line(self.name):
            yield TicketRefused("Write your name.", "お名前が空です。お呼びするお名前を書いてください。", "name")
        yield from _too_long(line(self.name), rules.name, "name")
        yield from self._email_faults()

    def _email_faults(self) -> Iterator[TicketRefused]:
        if not self.email.strip():
            yield TicketRefused(
                "Write your e-mail address: the answer goes there.",
                "メールアドレスが空です。お返事の送り先を入力してください。",
                "email",
            )
            return
        if "@" not in self.email and "＠" not in self.email:
            yield TicketRefused("There is no @ in the e-mail address.", "メールアドレスに @ がありません。", "email")
            return
        try:
            mail_address(self.email)
        except TicketRefused as refusal:
            yield refusal


def read_letter(locale: str) -> Letter:
    """Return what was sent. A choice that is none of ours is no choice."""
    config, typed = knowledge().config, request.form
    return Letter(
        subject=typed.get("subject", ""),
        text=typed.get("text", ""),
        name=typed.get("name", ""),
        email=typed.get("email", ""),
        category=_chosen("category", [each.path for each in topics(locale)]),
        product=_chosen("product", config.tickets.products),
        plan=_chosen("plan", [plan.name for plan in config.tickets.plans], default=first_plan(config)),
        language=_chosen("language", config.locales, default=locale),
    )


def first_plan(config: Config) -> str:
    """Return the plan of customers who name none; empty where there are no plans."""
    return config.tickets.plans[0].name if config.tickets.plans else ""


def topics(locale: str) -> tuple[Category, ...]:
    """Return the categories to choose from; none while there is no index, for people must be able to write all the same."""
    try:
        return Trails(knowledge()).top(locale)
    except KbsearchError:
        return ()


def _chosen(field: str, choices: list[str] | tuple[str, ...], default: str = "") -> str:
    typed = request.form.get(field, "")
    return typed if typed in choices else default


def _too_long(text: str, longest: int, field: str) -> Iterator[TicketRefused]:
    over = len(text) - longest
    if over > 0:
        yield TicketRefused(
            f"This is too long by {over:,} characters. {longest:,} fit; send the rest as a file.",
            f"{over:,}文字多すぎます。{longest:,}文字以内にして、残りはファイルで添付してください。",
            field,
        )
