"""Files of a form that writes to people: those that came with it, and those of the time before that are to be sent again."""

from typing import BinaryIO, cast

from flask import Flask, current_app, request
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.datastructures import FileStorage

from kbsearch.tickets.draft_rules import rules
from kbsearch.tickets.refusal import TicketRefused
from kbsearch.tickets.ticket import Attachment
from kbsearch.tickets_config import TicketsConfig
from web.ticketing import tickets

FIELD, KEPT = "files", "kept"


class NotKept(TicketRefused):
    """A file could not be saved, for a reason that is ours."""


def register(app: Flask, settings: TicketsConfig) -> None:
    """Let forms carry files on."""
    app.add_template_global(carried, "carried")
    app.jinja_env.globals["most_files"] = rules(settings).attachments


def received(may_upload: bool) -> tuple[list[Attachment], list[TicketRefused]]:
    """Return the files of the form that was sent, and what is wrong with those that were refused: all where none may come now.

    A file that was kept before is there unless its box was unticked.
    """
    attachments = kept()
    uploads = [upload for upload in request.files.getlist(FIELD) if upload.filename]
    if not may_upload:
        return attachments, [_NOT_NOW] if uploads else []
    refusals = []
    for upload in uploads:
        try:
            attachments.append(_taken(upload, len(attachments)))
        except TicketRefused as refusal:
            refusals.append(refusal)
    return attachments, refusals


def kept() -> list[Attachment]:
    """Return the files that the form carried on."""
    found = [_attachment(token) for token in request.form.getlist(KEPT)]
    return [each for each in found if each is not None][: tickets().draft_rules.attachments]


def carried(attachment: Attachment) -> str:
    """Return a file as a form can carry it: signed, so that nobody asks for the file of another."""
    return str(_serializer().dumps([attachment.name, attachment.media_type, attachment.size, attachment.digest]))


def _taken(upload: FileStorage, others: int) -> Attachment:
    name = upload.filename or ""
    if others >= tickets().draft_rules.attachments:
        raise _too_many(name)
    try:
        return tickets().keep_attachment(name, cast(BinaryIO, upload.stream))
    except OSError as error:
        current_app.logger.error("An attachment could not be kept: %s", error.strerror)
        raise _not_kept(name) from error


def _attachment(token: str) -> Attachment | None:
    try:
        return Attachment(*_serializer().loads(token))
    except BadData:
        return None


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="file")


def _too_many(name: str) -> TicketRefused:
    most = tickets().draft_rules.attachments
    return TicketRefused(
        f"“{name}” was left out: {most} files can be sent at once. Send it with another message.",
        f"一度に送れるファイルは{most}個までのため、「{name}」は添付していません。次のメッセージで送ってください。",
        "attachments",
    )


def _not_kept(name: str) -> NotKept:
    return NotKept(
        f"“{name}” could not be saved on our side. Send your message without it, or try again in a few minutes.",
        f"「{name}」を保存できませんでした。ファイルなしで送信するか、数分後にもう一度お試しください。",
        "attachments",
    )


_NOT_NOW = TicketRefused(
    "The files could not be taken now. Attach them again, or send your message without them.",
    "ファイルを受け取れませんでした。もう一度添付するか、ファイルなしで送信してください。",
    "attachments",
)
