"""The token of a contact form: which ticket it is to become, when it was first shown, and in which visit."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer

from web import visits

LIFETIME = 86_400
"""Seconds in which a form can be sent."""


@dataclass(frozen=True, slots=True)
class FormToken:
    """What a token says. ``handoff_id`` makes a form that is sent twice one ticket."""

    text: str
    handoff_id: str
    made_at: datetime

    def age(self, now: datetime) -> float:
        """Return for how many seconds the form has been open."""
        return (now - self.made_at).total_seconds()


def new_token() -> FormToken:
    """Return the token of a form that is shown for the first time."""
    handoff_id = secrets.token_urlsafe(16)
    text = _signer().dumps([handoff_id, visits.current_visit() or visits.kept_visit() or ""])
    return FormToken(str(text), handoff_id, datetime.now(UTC))


def read_token(text: str) -> FormToken | None:
    """Return what the form was made with; None where it is not ours, too old, of another visit, or sent by another site's page."""
    try:
        (handoff_id, visit), made_at = _signer().loads(text, max_age=LIFETIME, return_timestamp=True)
    except (BadSignature, ValueError):
        return None
    kept = visits.kept_visit()
    if is_from_elsewhere() or (kept is not None and visit != kept):
        return None
    return FormToken(text, handoff_id, made_at)


def is_from_elsewhere() -> bool:
    """Whether the browser says that a page of another site sent this."""
    return request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(str(current_app.secret_key), salt="contact")
