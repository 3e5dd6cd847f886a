"""Whether a contact form is taken: what keeps programs out and costs people nothing."""

from dataclasses import replace

from flask import Flask, current_app, request

from kbsearch.tickets.draft_rules import rules
from kbsearch.tickets.mail_address import mail_address
from kbsearch.tickets.refusal import TicketRefused
from kbsearch.tickets_config import TicketsConfig
from web.blocklist import Blocklist
from web.contact_form import ContactForm, open_seconds
from web.crowding import Crowding, Room
from web.form_token import new_token
from web.limits import sender
from web.proof_of_work import is_solved

QUICKEST = 2.0
"""Seconds in which nobody fills in a form."""
PAUSE = 60.0
"""Seconds after which a form is taken without a proof."""
_EXTENSION = "kbsearch-admission"


class Admission:
    """Looks at one form after the other; counts those that became tickets."""

    def __init__(self, settings: TicketsConfig) -> None:
        self._rules = rules(settings)
        self._blocklist = Blocklist(settings.blocked)
        self._crowding = Crowding(settings)

    def may_upload(self, email: str = "") -> bool:
        """Whether the files of this request have room, and are of nobody who is blocked; counts them."""
        return not self._is_blocked(email) and self._crowding.takes_upload(_network(), request.content_length or 0)

    def may_have_link(self, email: str) -> bool:
        """Whether another link may be mailed to an address; counts it, whether anybody is known by the address or not."""
        return self._crowding.takes_link(email)

    def is_crowded(self) -> bool:
        """Whether a form that is shown now will need a proof."""
        return self._crowding.room(_network()) is not Room.FREE

    def checked(self, form: ContactForm) -> ContactForm:
        """Return the form with all that speaks against it."""
        if form.is_trapped:
            return form.with_faults(_TRAPPED)
        form = form.with_faults(*form.letter.faults(self._rules))
        if open_seconds(form) < QUICKEST and not form.faults:
            form = form.with_faults(_TOO_QUICK)
        return form if form.faults else self._admitted(form)

    def note(self, form: ContactForm) -> None:
        """Count a form that became a ticket."""
        self._crowding.note(_network(), form.draft().email, form.handoff_id, form.token.handoff_id)

    def _admitted(self, form: ContactForm) -> ContactForm:
        email, network = form.draft().email, _network()
        if self._is_blocked(email):
            return form.with_faults(_BLOCKED)
        room = self._crowding.room(network, email, form.handoff_id)
        if room is Room.FULL:
            return form.with_faults(_full(self._crowding.minutes(network, email)))
        if room is Room.FREE or self._is_paid(form):
            return form
        if self._crowding.is_spent(form.token.handoff_id):
            form = replace(form, token=new_token())
        return form.with_faults(_CROWDED, needs_proof=True)

    def _is_paid(self, form: ContactForm) -> bool:
        """Whether there was a sum or a minute for this ticket: a form that made one before cannot pay for another."""
        if self._crowding.is_spent(form.token.handoff_id):
            return False
        return open_seconds(form) >= PAUSE or is_solved(form.token.text, form.sum)

    def _is_blocked(self, email: str) -> bool:
        try:
            address = mail_address(email)
        except TicketRefused:
            address = ""
        return self._blocklist.stops(address, request.remote_addr or "")


def register(app: Flask, settings: TicketsConfig) -> None:
    """Let the application count."""
    app.extensions[_EXTENSION] = Admission(settings)


def admission() -> Admission:
    """Return what this application's forms are admitted by."""
    found: Admission = current_app.extensions[_EXTENSION]
    return found


def _network() -> str:
    return sender(request.remote_addr or "")


def _full(minutes: int) -> TicketRefused:
    return TicketRefused(
        f"Too many messages came from your connection or address. Everything you wrote is still here: send it in {minutes} minutes.",
        f"同じ回線またはアドレスからの送信が続いたため、今は受け付けられません。入力した内容は残っています。{minutes}分後に送信してください。",
    )


_TRAPPED = TicketRefused(
    "Leave the field “Website” empty: it is there to catch programs. Then send it once more.",
    "「ウェブサイト」の欄は空のままにしてください。自動送信を見分けるための欄です。空にして、もう一度送信してください。",
    "website",
)
_TOO_QUICK = TicketRefused(
    "That was quicker than people write. Check what is in the form and send it once more.",
    "送信までの時間が短すぎました。内容を確認して、もう一度送信してください。",
)
_BLOCKED = TicketRefused(
    "We cannot take messages from this address here. Use another way to reach us, below.",
    "このアドレスからの送信はここでは受け付けていません。下のほかの方法でご連絡ください。",
)
_CROWDED = TicketRefused(
    "Many messages came from your connection. Everything you wrote is still here: send it once more in a minute.",
    "同じ回線またはアドレスからの送信が続いています。入力した内容は残っています。1分ほど待って、もう一度送信してください。",
)
