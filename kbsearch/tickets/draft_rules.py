"""What a draft may be. Forms show the limits; whatever is sent is held to them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from kbsearch.tickets import tables
from kbsearch.tickets.mail_address import mail_address
from kbsearch.tickets.plain_text import line, lines
from kbsearch.tickets.refusal import TicketRefused
from kbsearch.tickets.ticket import Attachment, Draft, Tried
from kbsearch.tickets_config import PlanConfig, TicketsConfig

HANDOFF_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True, slots=True)
class DraftRules:
    """The limits of a draft, in characters, files and bytes, and what there is to choose from."""

    plans: tuple[PlanConfig, ...]
    products: tuple[str, ...]
    name: int = tables.LONGEST_NAME
    subject: int = tables.LONGEST_SUBJECT
    text: int = 20_000
    attachments: int = 5
    attachment_size: int = 20 * 1024 * 1024
    tried: int = 50

    def checked(self, draft: Draft) -> Draft:
        """Return the draft as it is kept. Raises TicketRefused, which names the field."""
        if not HANDOFF_ID.fullmatch(draft.handoff_id):
            raise TicketRefused(
                "The form is out of date. Load it again.", "フォームが古くなっています。ページを再読み込みしてください。"
            )
        return replace(
            draft,
            email=mail_address(draft.email),
            name=_within(line(draft.name), self.name, "name"),
            subject=_within(line(draft.subject), self.subject, "subject"),
            text=self.checked_text(draft.text),
            category=line(draft.category)[:255],
            product=draft.product if draft.product in self.products else "",
            attachments=self.checked_attachments(draft.attachments),
            tried=tuple(map(_tried, draft.tried[-self.tried :])),
        )

    def checked_text(self, text: str) -> str:
        """Return a message as it is kept. Raises TicketRefused when it is empty or too long."""
        return _within(lines(text), self.text, "text")

    def checked_attachments(self, attachments: Sequence[Attachment]) -> tuple[Attachment, ...]:
        """Return the attachments. Raises TicketRefused when there are too many."""
        if len(attachments) > self.attachments:
            raise TicketRefused(
                f"Attach {self.attachments} files at most.",
                f"添付できるファイルは {self.attachments} 個までです。",
                "attachments",
            )
        return tuple(attachments)


def rules(settings: TicketsConfig) -> DraftRules:
    """Return the rules of a site."""
    return DraftRules(settings.plans, settings.products)


def _within(text: str, longest: int, field: str) -> str:
    if not text.strip():
        raise TicketRefused("Fill in this field.", "この欄を入力してください。", field)
    if len(text) > longest:
        raise TicketRefused(
            f"Shorten this to {longest:,} characters; it has {len(text):,}.",
            f"{longest:,} 文字以内にしてください（今は {len(text):,} 文字）。",
            field,
        )
    return text


def _tried(tried: Tried) -> Tried:
    return replace(
        tried,
        query=line(tried.query)[: tables.LONGEST_QUERY],
        article_id=line(tried.article_id)[:255],
        revision=line(tried.revision)[:64],
        title=line(tried.title)[: tables.LONGEST_PATH],
        path=line(tried.path)[: tables.LONGEST_PATH],
    )
