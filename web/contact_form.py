"""The contact form as it is shown and as it comes back: nothing of it is lost when something is to be mended."""

import json
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256

from flask import request

from kbsearch.tickets.draft_rules import rules
from kbsearch.tickets.mail_address import mail_address
from kbsearch.tickets.refusal import TicketRefused
from kbsearch.tickets.ticket import Attachment, Draft, Tried
from web import ticket_files, tried
from web.form_token import FormToken, new_token, read_token
from web.knowledge import knowledge
from web.letter import TRAP, Letter, first_plan, read_letter, topics
from web.typed_query import typed_query

FIELDS = ("", "subject", "text", "attachments", "name", "email", TRAP)
"""What faults may be of, in the order of the page; empty for the form itself."""


@dataclass(frozen=True, slots=True)
class ContactForm:
    """All that the page needs. ``left_out`` are the entries of ``tried``, by number, that are not to be sent."""

    letter: Letter
    token: FormToken
    tried: Sequence[Tried] = ()
    left_out: frozenset[int] = frozenset()
    files: Sequence[Attachment] = ()
    faults: tuple[TicketRefused, ...] = ()
    is_trapped: bool = False
    needs_proof: bool = False
    failed: bool = False
    """Whether the ticket could not be kept, for a reason that is ours."""
    sum: str = ""
    """The answer that the browser found for ``proof_of_work``."""

    def faults_of(self, name: str) -> list[TicketRefused]:
        """Return what is wrong with a field."""
        return [fault for fault in self.faults if fault.field == name]

    def with_faults(self, *faults: TicketRefused, needs_proof: bool = False, failed: bool = False) -> "ContactForm":
        """Return the form with more to be mended, in the order of its fields."""
        ordered = sorted((*self.faults, *faults), key=lambda fault: FIELDS.index(fault.field) if fault.field in FIELDS else 0)
        return replace(self, faults=tuple(ordered), needs_proof=needs_proof, failed=failed or self.failed)

    @property
    def seal(self) -> str:
        """The list of what was tried, as the form carries it."""
        return tried.sealed(self.tried)

    @property
    def handoff_id(self) -> str:
        """The ticket's: the same form with the same words and files is the same ticket. Who goes back and changes something has another."""
        said = json.dumps([astuple(self.letter), [[file.name, file.digest] for file in self.files]])
        return f"{self.token.handoff_id}-{sha256(said.encode()).hexdigest()[:16]}"

    def draft(self) -> Draft:
        """Return what the ticket is made from. Raises TicketRefused when the mail address is none."""
        letter = self.letter
        return Draft(
            handoff_id=self.handoff_id,
            email=mail_address(letter.email),
            name=letter.name,
            locale=letter.language,
            subject=letter.subject,
            text=letter.text,
            category=letter.category,
            product=letter.product,
            plan=letter.plan,
            attachments=tuple(self.files),
            tried=tuple(each for number, each in enumerate(self.tried) if number not in self.left_out),
        )


def first_form(locale: str) -> ContactForm:
    """Return the form as it is first shown: about what was searched for, and in the category that was read."""
    token = new_token()
    category = request.args.get("category", "").partition("/")[0]
    known = category if category in {each.path for each in topics(locale)} else ""
    asked, longest = typed_query().text, rules(knowledge().config.tickets).subject
    subject, text = (asked, "") if len(asked) <= longest else ("", asked)
    letter = Letter(subject, text, category=known, plan=first_plan(knowledge().config), language=locale)
    return ContactForm(letter, token, tried.of_this_visit())


def read_form(locale: str, may_upload: Callable[[str], bool]) -> ContactForm:
    """Return the form that was sent. Its files are kept from now on, unless a program sends them or the address may not (``may_upload``)."""
    letter, is_trapped = read_letter(locale), bool(request.form.get(TRAP))
    token = read_token(request.form.get("token", ""))
    shown = tried.opened(request.form.get("shown", ""))
    ticked = set(request.form.getlist("tried"))
    is_sound = token is not None and not is_trapped
    files, refusals = ticket_files.received(is_sound and may_upload(letter.email))
    return ContactForm(
        letter=letter,
        token=token or new_token(),
        tried=shown,
        left_out=frozenset(number for number in range(len(shown)) if str(number) not in ticked),
        files=files,
        faults=(*((_STALE,) if token is None else ()), *refusals),
        is_trapped=is_trapped,
        failed=any(isinstance(each, ticket_files.NotKept) for each in refusals),
        sum=request.form.get("sum", ""),
    )


def open_seconds(form: ContactForm) -> float:
    """Return for how long the form has been open."""
    return form.token.age(datetime.now(UTC))


_STALE = TicketRefused(
    "This form had been open too long, or in another browser. Everything you wrote is still here: send it once more.",
    "フォームを開いてから時間がたったか、別のブラウザーで開かれていました。入力した内容は残っています。もう一度送信してください。",
)
