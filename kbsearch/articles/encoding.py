"""Bytes to text: UTF-8, line ends as ``\\n``, and no characters that no one can see or type."""

import re
import unicodedata
from dataclasses import dataclass

from kbsearch.messages import Message

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_BOM = "\ufeff"
# What Japanese writers' editors save when it is not UTF-8.
_OTHERS = {"cp932": "Shift_JIS", "euc_jp": "EUC-JP", "iso2022_jp": "ISO-2022-JP"}


class NotTextError(Exception):
    """The bytes are not UTF-8; ``line`` (from 1) is that of the first wrong one."""

    def __init__(self, message: Message, line: int) -> None:
        super().__init__(message.en)
        self.message, self.line = message, line


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and remarks (line, message) on what was removed from it."""

    text: str
    remarks: tuple[tuple[int, Message], ...] = ()


def decode(content: bytes) -> Decoded:
    """Return the text of a file; raises :class:`NotTextError`."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotTextError(_not_utf8(content, error.start), line) from None
    remarks: list[tuple[int, Message]] = []
    if text.startswith(_BOM):
        text = text.lstrip(_BOM)
        remarks.append((1, _bom()))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if control := _CONTROLS.search(text):
        remarks.append((text.count("\n", 0, control.start()) + 1, _control(control[0])))
        text = _CONTROLS.sub("", text)
    return Decoded(unicodedata.normalize("NFC", text), tuple(remarks))


def _not_utf8(content: bytes, offset: int) -> Message:
    meant = _other_encoding(content)
    return Message(
        f"This file is not UTF-8: byte {offset} cannot be read."
        + (f" It looks like {meant}." if meant else "")
        + " Save it as UTF-8.",
        f"このファイルは UTF-8 ではありません（{offset} バイト目を読み取れません）。"
        + (f"{meant} のようです。" if meant else "")
        + "UTF-8 で保存してください。",
    )


def _other_encoding(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    for codec, name in _OTHERS.items():
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        if re.search("[\u3041-\u30ff]", text):
            return name
    return ""


def _bom() -> Message:
    return Message(
        "This file begins with a byte order mark. It was ignored; save the file as UTF-8 without one.",
        "ファイルの先頭に BOM があります。無視しました。BOM なしの UTF-8 で保存してください。",
    )


def _control(character: str) -> Message:
    code = f"U+{ord(character):04X}"
    return Message(
        f"Invisible control characters (the first is {code}) were removed. Delete them from the file.",
        f"目に見えない制御文字（最初のものは {code}）を取り除きました。ファイルから削除してください。",
    )
