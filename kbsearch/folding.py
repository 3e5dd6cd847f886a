"""Folds text to what matters when a person types the beginning of it: width, case, accents, kana and punctuation are made one.

Titles are folded so when they are indexed and what is typed when it is asked, so this module stands below both.
"""

import re
import unicodedata

_ACCENT = re.compile("[\u0300-\u036f]")
_KATAKANA = {code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)}
_APOSTROPHE = re.compile("['’]")
_WORD = re.compile(r"[^\W_]+")
_JAPANESE = re.compile("[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")


def fold_characters(text: str) -> str:
    """Return ``text`` in normal width, lower case, without accents, hiragana as katakana: ﾊﾟｽ, ぱす -> パス; Ｃafé -> cafe."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFC", _ACCENT.sub("", unicodedata.normalize("NFD", folded)))
    return folded.translate(_KATAKANA)


def fold(text: str) -> str:
    """Return the folded letters and digits of ``text``: 「パスワード」の変更 -> パスワードノ変更; Log-in, can't -> log in cant."""
    key = ""
    for word in _WORD.findall(_APOSTROPHE.sub("", fold_characters(text))):
        key += f" {word}" if needs_space(key, word) else word
    return key


def needs_space(before: str, after: str) -> bool:
    """Whether two folded pieces are words that only a space keeps apart: Latin ones are, Japanese ones are not."""
    return bool(before and after) and not (_JAPANESE.match(before[-1]) or _JAPANESE.match(after[0]))
