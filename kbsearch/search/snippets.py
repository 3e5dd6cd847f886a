"""What to show of a section: the sentences that hold most of the query, cut from what the writer wrote."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Mapping, Sequence
from operator import attrgetter

from kbsearch.model import Snippet, Token

Range = tuple[int, int]

_BREAK = re.compile(r"[\n\t]")
_SENTENCE = re.compile(
    r"[^\n。！？!?.]*(?:\.(?!\s)[^\n。！？!?.]*)*"  # a full stop ends a sentence before white space only, not in 3.5
    r"(?:[。！？!?]+[」』）)\"]*|\.|\n|$)"
)
_ENDS = ("\n", "。", "！", "？", "!", "?", ".", "」", "：", ":")
ELLIPSIS = "…"
_PROSE = 1.3
"""How much more a whole sentence is worth than a line of a table or a list, which says little on its own."""
_BETWEEN_BLOCKS = " · "
"""Between a table's rows, a list's items or a line and the next, where no full stop stands."""
_BETWEEN_CELLS = " / "

_start = attrgetter("start")


def highlighted(text: str, tokens: Iterable[Token], terms: Container[str]) -> Snippet:
    """Return the whole of ``text`` with the tokens that are one of ``terms`` highlighted."""
    return Snippet(text, _merged(text, _ranges(tokens, terms)))


def cut_snippet(text: str, tokens: Sequence[Token], worth: Mapping[str, float], length: int) -> Snippet:
    """Return about ``length`` characters of ``text`` from the sentence where the most ``worth`` (term -> value) begins.

    Whole sentences where they fit; a sentence longer than that is cut around its first match, with an ellipsis.
    """
    sentences = _sentences(text)
    if not sentences:
        return Snippet("")
    matches = sorted((token for token in tokens if token.term in worth), key=_start)
    start, end = _best_window(text, sentences, matches, worth, length)
    if end - start > length:
        start, end = _shorten(start, end, matches, length)
    return _cut(text, start, end, _ranges(matches, worth))


def _sentences(text: str) -> list[Range]:
    return [match.span() for match in _SENTENCE.finditer(text) if match[0].strip()]


def _best_window(text: str, sentences: list[Range], matches: Sequence[Token], worth: Mapping[str, float], length: int) -> Range:
    """Return the run of sentences, as long as fits, with the most worth; the earliest among equals. ``matches`` are in order."""
    ends = [end for _, end in sentences]
    best, best_value = sentences[0], -1.0
    for first, (start, sentence_end) in enumerate(sentences):
        end = ends[max(first, bisect_right(ends, start + length) - 1)]
        inside = matches[bisect_left(matches, start, key=_start) : bisect_left(matches, end, key=_start)]
        value = sum(worth[term] for term in {match.term for match in inside if match.end <= end})
        if value and _ends_sentence(text, _trimmed(text, start, sentence_end)):
            value *= _PROSE
        if value > best_value + 1e-9:
            best, best_value = (start, end), value
    return best


def _shorten(start: int, end: int, matches: Sequence[Token], length: int) -> Range:
    first = next((m.start for m in matches if start <= m.start < end), start)
    begin = max(start, min(first - length // 4, end - length))
    return begin, min(end, begin + length)


def _cut(text: str, start: int, end: int, ranges: list[Range]) -> Snippet:
    """Cut ``text`` without the white space around, and say with an ellipsis where a sentence was cut."""
    while start < end and text[start].isspace():
        start += 1
    end = _trimmed(text, start, end)
    before = ELLIPSIS if start > 0 and not _ends_sentence(text, _before_spaces(text, start)) else ""
    after = ELLIPSIS if end < len(text) and not _ends_sentence(text, end) and text[end] != "\n" else ""
    pieces, at = [before], start
    places, shifts = [0], [len(before) - start]
    """From which places of the text on it moves in the snippet, and how far."""
    for gap in _BREAK.finditer(text, start, end):
        between = _BETWEEN_CELLS if gap[0] == "\t" else " " if _ends_sentence(text, gap.start()) else _BETWEEN_BLOCKS
        pieces += [text[at : gap.start()], between]
        at = gap.end()
        places.append(at)
        shifts.append(shifts[-1] + len(between) - 1)
    piece = "".join([*pieces, text[at:end], after])

    def shifted(place: int) -> int:
        return place + shifts[bisect_right(places, place) - 1]

    inside = [(shifted(max(s, start)), shifted(min(e, end))) for s, e in ranges if s < end and e > start]
    return Snippet(piece, _merged(piece, inside))


def _trimmed(text: str, start: int, end: int) -> int:
    """Return where the text between two places ends without the white space behind it."""
    while end > start and text[end - 1].isspace():
        end -= 1
    return end


def _before_spaces(text: str, end: int) -> int:
    while end and text[end - 1] == " ":
        end -= 1
    return end


def _ends_sentence(text: str, end: int) -> bool:
    """Whether the text up to a place ends a sentence."""
    return text.endswith(_ENDS, 0, end)


def _ranges(tokens: Iterable[Token], terms: Container[str]) -> list[Range]:
    return sorted((token.start, token.end) for token in tokens if token.term in terms)


def _merged(text: str, ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Join ranges that overlap or touch, so that a compound is marked once."""
    merged: list[Range] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end <= len(text):
            merged.append((start, end))
    return tuple(merged)
