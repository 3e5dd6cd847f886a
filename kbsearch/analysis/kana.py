"""What a person who types Latin letters or kana may mean, also before the syllable is complete: ``kaiy`` begins カイヤ, カイユ and カイヨ.

Hepburn (shi, tsu, ja), Kunrei (si, tu, zya) and what input methods take (jya, xtu, nn, n') are all read. The text is followed step by
step, because one spelling may stand for several readings (``nn`` is ン, or ン and the beginning of ナ).
"""

from collections.abc import Iterator

_PLAIN = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ", "h": "ハヒフヘホ", "m": "マミムメモ",
    "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ", "p": "パピプペポ", "c": "カシクセコ",
    "x": "ァィゥェォ", "l": "ァィゥェォ",
}  # fmt: skip
"""Consonant -> its five syllables."""
_CONTRACTED = {
    "ky": "キ", "sy": "シ", "ty": "チ", "ny": "ニ", "hy": "ヒ", "my": "ミ", "ry": "リ", "gy": "ギ", "zy": "ジ", "jy": "ジ", "dy": "ヂ",
    "by": "ビ", "py": "ピ", "cy": "チ",
}  # fmt: skip
"""Consonants -> the kana before a small ャ, ィ, ュ, ェ or ョ."""
_HEPBURN = {"sh": "シ", "ch": "チ", "j": "ジ"}
"""The same, where the i-syllable has no small kana."""
_SMALL_VOWELS = {"f": "フ", "v": "ヴ", "q": "ク", "ts": "ツ", "wh": "ウ", "kw": "ク", "gw": "グ", "tw": "ト", "dw": "ド"}
"""Consonants -> the kana before a small ァ, ィ, ェ or ォ; with u it stands alone, or before ゥ."""
_SINGLE = {
    "ya": "ヤ", "yu": "ユ", "ye": "イェ", "yo": "ヨ", "wa": "ワ", "wi": "ウィ", "we": "ウェ", "wo": "ヲ", "wu": "ウ", "thi": "ティ", "thu": "テュ",
    "dhi": "ディ", "dhu": "デュ", "xya": "ャ", "xyu": "ュ", "xyo": "ョ", "lya": "ャ", "lyu": "ュ", "lyo": "ョ", "xtu": "ッ", "xtsu": "ッ",
    "ltu": "ッ", "xwa": "ヮ", "lwa": "ヮ", "xn": "ン", "nn": "ン", "n'": "ン",
}  # fmt: skip
_ALSO = {"o": "ヲ", "zu": "ヅ", "ji": "ヂ"}
"""Hepburn writes the particle を as o, and つづき as tsuzuki."""

_DOUBLED = frozenset("bcdfghjkprstvz")
"""Consonants that are typed twice for ッ."""
_LONG = {"a": "ーア", "i": "ーイ", "u": "ーウ", "e": "ーイエ", "o": "ーウオ"}
"""How a long vowel may go on that was typed as a short one: tokyo, toukyou."""
_LONG_MARK = "ー"


def _syllables() -> dict[str, list[str]]:
    found = dict(_SINGLE)
    for vowel, small, large in zip("aiueo", "ァィゥェォ", "アイウエオ", strict=True):
        place = "aiueo".index(vowel)
        found |= {consonant + vowel: row[place] for consonant, row in _PLAIN.items()}
        found |= {consonants + vowel: kana + "ャィュェョ"[place] for consonants, kana in _CONTRACTED.items()}
        found |= {
            consonants + vowel: kana + ("" if large == "イ" else "ャィュェョ"[place]) for consonants, kana in _HEPBURN.items()
        }
        found |= {consonants + vowel: kana + ("" if large == "ウ" else small) for consonants, kana in _SMALL_VOWELS.items()}
    found |= {"twu": "トゥ", "dwu": "ドゥ"}
    return {letters: [kana, *_ALSO.get(letters, "")] for letters, kana in found.items()}


_SYLLABLES = _syllables()
_LONGEST = max(map(len, _SYLLABLES))


def _half_typed() -> dict[str, list[str]]:
    """Return what each beginning of a syllable may become; what begins with another of its readings is left out."""
    found: dict[str, set[str]] = {"n": {"ン"}}
    found |= {consonant: {"ッ"} for consonant in _DOUBLED}
    for letters, readings in _SYLLABLES.items():
        for length in range(1, len(letters)):
            found.setdefault(letters[:length], set()).update(readings)
    return {
        letters: sorted(kana for kana in readings if not any(kana != other and kana.startswith(other) for other in readings))
        for letters, readings in found.items()
    }


_HALF_TYPED = _half_typed()


def is_kana(char: str) -> bool:
    """Whether a folded character is katakana, or the mark of a long vowel."""
    return "ァ" <= char <= "ヶ" or char in "ーヽヾ"


def steps(typed: str, at: int, *, lenient: bool = False, half_typed: bool = True) -> Iterator[tuple[str, int]]:
    """Yield what may stand at ``at`` of a folded text (``fold_characters``) and where the rest begins.

    What stands there is katakana, a Latin letter or a digit as it is, or nothing for punctuation. ``lenient``: long vowels may be typed as
    short ones, and with or without ー. ``half_typed``: the last syllable may be incomplete.
    """
    char = typed[at]
    if is_kana(char):
        yield char, at + 1
        if lenient:
            yield ("", at + 1) if char == _LONG_MARK else (char + _LONG_MARK, at + 1)
    elif char.isascii() and char.isalpha():
        yield char, at + 1
        yield from _romaji(typed, at, lenient, half_typed)
    elif char.isalnum():
        yield char, at + 1
    else:
        yield "", at + 1
        yield " ", at + 1
        if char == "-":
            yield _LONG_MARK, at + 1


def _romaji(typed: str, at: int, lenient: bool, half_typed: bool) -> Iterator[tuple[str, int]]:
    yield from _consonant_alone(typed, at)
    for end in range(at + 1, min(at + _LONGEST, len(typed)) + 1):
        letters = typed[at:end]
        for kana in _SYLLABLES.get(letters, ()):
            yield kana, end
            if lenient:
                yield from ((kana + long, end) for long in _LONG.get(letters[-1], ()))
        if half_typed and end == len(typed):
            yield from ((kana, end) for kana in _HALF_TYPED.get(letters, ()))
    if lenient and at and typed[at] == typed[at - 1] and typed[at] in _LONG:
        yield _LONG_MARK, at + 1


def _consonant_alone(typed: str, at: int) -> Iterator[tuple[str, int]]:
    """Yield ン and ッ, which are a consonant without a vowel: ho-n-ya no, ho-n-da, ga-k-kou, ma-t-chi."""
    char, following = typed[at], typed[at + 1 : at + 2]
    if following and ((char == "n" and following not in "aiueoy'") or (char == "m" and following in "bmp")):
        yield "ン", at + 1
    elif char in _DOUBLED and (following == char or typed.startswith("tch", at)):
        yield "ッ", at + 1
