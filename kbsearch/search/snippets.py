"""What to show of a section: the sentences that hold most of the query, cut from what the writer wrote."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from kbsearch.model import Snippet, Token

Range = tuple[int, int]

_BREAK = re.compile(r"[\n\t]")
_SENTENCE = re.compile(r"[^\n。！？!?]*?(?:[。！？!?]+[」』）)\"]*|\.(?=\s)|\n|$)", re.DOTALL)
ELLIPSIS = "…"
_PROSE = 1.3
"""How much more a whole sentence is worth than a line of a table or a list, which says little on its own."""
_BETWEEN_BLOCKS = " · "
"""Between a table's rows, a list's items or a line and the next, where no full stop stands."""
_BETWEEN_CELLS = " / "


def highlighted(text: str, tokens: Iterable[Token], terms: Iterable[str]) -> Snippet:
    """Return the whole of ``text`` with the tokens that are one of ``terms`` highlighted."""
    return Snippet(text, _merged(text, _ranges(tokens, frozenset(terms))))


def cut_snippet(text: str, tokens: Sequence[Token], worth: Mapping[str, float], length: int) -> Snippet:
    """Return about ``length`` characters of ``text`` from the sentence where the most ``worth`` (term -> value) begins.

    Whole sentences where they fit; a sentence longer than that is cut around its first match, with an ellipsis.
    """
    sentences = _sentences(text)
    if not sentences:
        return Snippet("")
    matches = [token for token in tokens if token.term in worth]
    start, end = _best_window(text, sentences, matches, worth, length)
    if end - start > length:
        start, end = _shorten(start, end, matches, length)
    return _cut(text, start, end, _ranges(matches, worth.keys()))


def _sentences(text: str) -> list[Range]:
    return [match.span() for match in _SENTENCE.finditer(text) if match[0].strip()]


def _best_window(text: str, sentences: list[Range], matches: Sequence[Token], worth: Mapping[str, float], length: int) -> Range:
    """Return the run of sentences, as long as fits, with the most worth; the earliest among equals."""
    best, best_value = (sentences[0][0], sentences[0][1]), -1.0
    for first, (start, end) in enumerate(sentences):
        for following in sentences[first + 1 :]:
            if following[1] - start > length:
                break
            end = following[1]
        value = sum(worth[term] for term in {m.term for m in matches if start <= m.start and m.end <= end})
        if _ends_sentence(text[sentences[first][0] : sentences[first][1]].rstrip()):
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
    while end > start and text[end - 1].isspace():
        end -= 1
    before = ELLIPSIS if start > 0 and not _ends_sentence(text[:start].rstrip(" ")) else ""
    after = ELLIPSIS if end < len(text) and not _ends_sentence(text[:end]) and text[end] != "\n" else ""
    pieces, shifts, at = [before], [(0, len(before) - start)], start
    for gap in _BREAK.finditer(text, start, end):
        between = _BETWEEN_CELLS if gap[0] == "\t" else " " if _ends_sentence(text[: gap.start()]) else _BETWEEN_BLOCKS
        pieces += [text[at : gap.start()], between]
        at = gap.end()
        shifts.append((at, shifts[-1][1] + len(between) - 1))
    piece = "".join([*pieces, text[at:end], after])
    inside = [(_shifted(max(s, start), shifts), _shifted(min(e, end), shifts)) for s, e in ranges if s < end and e > start]
    return Snippet(piece, _merged(piece, inside))


def _shifted(place: int, shifts: Sequence[tuple[int, int]]) -> int:
    """Return where a place of the text lies in the snippet; ``shifts`` are the places from which on it moved, and how far."""
    return place + shifts[bisect_right(shifts, place, key=lambda shift: shift[0]) - 1][1]


def _ends_sentence(text: str) -> bool:
    return text.endswith(("\n", "。", "！", "？", "!", "?", ".", "」", "：", ":"))


def _ranges(tokens: Iterable[Token], terms: Iterable[str]) -> list[Range]:
    wanted = frozenset(terms)
    return sorted((token.start, token.end) for token in tokens if token.term in wanted)


def _merged(text: str, ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Join ranges that overlap or touch, so that a compound is marked once."""
    merged: list[Range] = []
    for start, end in ranges:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end <= len(text):
            merged.append((start, end))
    return tuple(merged)
