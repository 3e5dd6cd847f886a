"""Unicode normalization that remembers where every character came from.

NFKC makes ﾊﾟｽﾜｰﾄﾞ, パスワード and Ｐａｓｓ comparable, but changes lengths; highlights are cut from the original, so each
normalized character keeps the range of original characters it stands for. Invisible format characters (zero-width spaces,
soft hyphens) vanish; control characters and lone surrogates, which the tokenizer cannot take, become spaces.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
_UNUSUAL = re.compile(f"[{_INVISIBLE}\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_JOINING = re.compile(f"[{_INVISIBLE}\u1160-\u11ff]")
"""Characters that are no mark and yet belong to the one before: invisible ones, and the Hangul vowels and finals that compose."""
_STEADY = re.compile("[\n -~、。「」ぁ-ゖァ-ヺー一-\u9fff]+")
"""Characters that NFKC leaves as they are, and that never join the one before."""
_UNREADABLE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_INVISIBLE_ONES = re.compile(f"[{_INVISIBLE}]")


@dataclass(frozen=True, slots=True)
class Normalized:
    """A normalized text; ``starts[i]`` and ``ends[i]`` bound the original characters behind ``text[i]``.

    Both are None where nothing moved, the common case.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Return the original range behind ``text[start:end]`` (not empty)."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def normalize(text: str) -> Normalized:
    """Normalize to NFKC; any string is accepted."""
    if text.isascii() and not _UNUSUAL.search(text):
        return Normalized(text)
    if unicodedata.is_normalized("NFKC", text) and not _UNUSUAL.search(text):
        return Normalized(text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        if (steady := _STEADY.match(text, at)) and (end := steady.end() - 1) > at:  # the last one may have a mark behind it
            pieces.append(text[at:end])
            starts += range(at, end)
            ends += range(at + 1, end + 1)
            at = end
        end = _cluster_end(text, at)
        piece = _fold(text[at:end])
        pieces.append(piece)
        starts += [at] * len(piece)
        ends += [end] * len(piece)
        at = end
    return Normalized("".join(pieces), starts, ends)


def _cluster_end(text: str, at: int) -> int:
    """Return where the characters that NFKC may combine with the one at ``at`` end."""
    end = at + 1
    while end < len(text) and _joins_previous(text[end]):
        end += 1
    return end


@lru_cache(maxsize=10_000)
def _joins_previous(char: str) -> bool:
    return unicodedata.combining(unicodedata.normalize("NFKD", char)[0]) != 0 or bool(_JOINING.match(char))


@lru_cache(maxsize=10_000)
def _fold(cluster: str) -> str:
    return unicodedata.normalize("NFKC", _INVISIBLE_ONES.sub("", _UNREADABLE.sub(" ", cluster)))
