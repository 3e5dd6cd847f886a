"""Files of staff's replies on their way here: held to what customers' files are held to."""

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from kbsearch.messages import Message
from kbsearch.tickets.attachments import AttachmentStore, line_of
from kbsearch.tickets.desk import DeliveryError, RemoteFile, RemoteReply
from kbsearch.tickets.refusal import TicketRefused
from kbsearch.tickets.ticket import Attachment

PATIENCE = timedelta(hours=1)
"""How long a reply waits for a file that cannot be fetched; all that was written after it waits as well."""


@dataclass(frozen=True, slots=True)
class ArrivedFiles:
    """What could be kept, and a line for the customer about each file that was left out."""

    kept: tuple[Attachment, ...] = ()
    left_out: tuple[Message, ...] = ()


class ArrivingFiles:
    """Fetches files and keeps them."""

    def __init__(self, store: AttachmentStore) -> None:
        self._store = store

    def keep(self, reply: RemoteReply, now: datetime) -> ArrivedFiles:
        """Keep the files of a reply. Raises DeliveryError where one may be had later."""
        kept: list[Attachment] = []
        left_out: list[Message] = []
        for file in reply.files:
            try:
                kept.append(self._kept(file))
            except TicketRefused:
                left_out.append(_left_out(file))
            except DeliveryError as error:
                if not error.is_final and error.to_mend is None and now - reply.at < PATIENCE:
                    raise
                left_out.append(_left_out(file))
        return ArrivedFiles(tuple(kept), tuple(left_out))

    def _kept(self, file: RemoteFile) -> Attachment:
        self._store.check_size(file.name, file.size)
        content = file.read()
        try:
            return self._store.keep(file.name, io.BytesIO(content))
        except OSError as error:
            reason = Message(
                f"A file of a reply cannot be kept in var/attachments: {error.strerror}. Make room there.",
                f"返信のファイルを var/attachments に保存できません: {error.strerror}。空き容量を確かめてください。",
            )
            raise DeliveryError(str(reason)) from error


def _left_out(file: RemoteFile) -> Message:
    name = line_of(file.name)
    return Message(
        f"[The file “{name}” could not be passed on to you here. Ask us for it in a reply.]",
        f"[ファイル「{name}」はここではお渡しできません。必要な場合は返信でお知らせください。]",
    )
