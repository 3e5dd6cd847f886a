"""Files on their way to another system."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kbsearch.messages import Message
from kbsearch.tickets.desk import DeliveryError, Handoff
from kbsearch.tickets.plain_text import line

_UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class File:
    """A file with its name for people and all that is in it."""

    name: str
    media_type: str
    content: bytes


def files_of(handoff: Handoff) -> list[File]:
    """Return what the customer attached to the first message. Raises DeliveryError where a file is gone."""
    attachments = [each for message in handoff.ticket.messages[:1] for each in message.attachments]
    missing = [each.name for each in attachments if each.digest not in handoff.files]
    if missing:
        raise _gone(missing[0])
    return [File(line(each.name), each.media_type, _content(each.name, handoff.files[each.digest])) for each in attachments]


def named_files(files: Mapping[str, Path]) -> list[File]:
    """Return the files of a reply, name -> where it lies. Raises DeliveryError where a file is gone."""
    return [File(line(name), mimetypes.guess_type(name)[0] or _UNKNOWN, _content(name, path)) for name, path in files.items()]


def _content(name: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise _gone(name) from None


def _gone(name: str) -> DeliveryError:
    reason = Message(
        f"The attachment {name} cannot be read; bring var/attachments back from a backup, then run 'kbsearch outbox retry'.",
        f"添付ファイル {name} を読み込めません。var/attachments をバックアップから戻し、'kbsearch outbox retry' を実行してください。",
    )
    return DeliveryError(str(reason), is_final=True)
