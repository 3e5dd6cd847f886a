"""Finds the words of a glossary in running text, and explains each where an article first uses it."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape, unescape

from kbsearch.articles.glossary import Glossary, GlossaryEntry
from kbsearch.articles.normal_html import TAG

SHORTEST = 2
"""Characters of a word that is looked for; one character alone is part of too many other words."""

_NOT_PROSE = frozenset(
    [
        "a",
        "button",
        "code",
        "dt",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "kbd",
        "label",
        "pre",
        "samp",
        "script",
        "style",
        "summary",
        "svg",
        "th",
    ]
)
_SAME_SCRIPT = re.compile("[一-鿿㐀-䶿々]{2}|[ァ-ヺー-ヿ]{2}|[0-9A-Za-zÀ-ɏ]{2}")
"""Kanji, katakana, Latin: a word goes on as long as its script does (請求 is no word of 請求書)."""
_INFLECTED = re.compile("[ぁ-ゖ][たてまるれらろなよ]")
"""How the verb 切り分ける, 切り分けて goes on from the noun 切り分け."""


class Mentions:
    """The uses of a glossary's words. The longest word that begins at a place is meant."""

    def __init__(self, glossary: Glossary) -> None:
        self._glossary = glossary
        self._words: dict[str, list[tuple[re.Pattern[str], GlossaryEntry]]] = {}
        """By first character, longest first."""
        words = {word: entry for entry in glossary.entries for word in (entry.term, *entry.same) if len(word) >= SHORTEST}
        for word in sorted(words, key=len, reverse=True):
            self._words.setdefault(word[0].lower(), []).append((_pattern(word), words[word]))
        self._start = _start(self._words)

    def in_text(self, text: str) -> Iterator[GlossaryEntry]:
        """Yield the entry of every use in a plain text, from left to right."""
        for _, entry in self._uses(text):
            yield entry

    def related_to(self, text: str) -> tuple[str, ...]:
        """Return the terms that have to do with those in a plain text, the nearest first, without those."""
        whole = self._glossary.find(text)
        used = {entry.term: entry for entry in ([whole] if whole else self.in_text(text))}
        named = [term for entry in used.values() for term in (*entry.related, *entry.opposite)]
        naming = [entry.term for entry in self._glossary.entries if used.keys() & {*entry.related, *entry.opposite}]
        return tuple(term for term in dict.fromkeys((*named, *naming)) if term not in used)

    def explained(self, html: str, title: str, url: Callable[[str], str]) -> tuple[str, tuple[GlossaryEntry, ...]]:
        """Return an article's HTML (as the sanitizer leaves it) with links at the first use of each word, and the entries linked.

        ``url`` gives the address of an entry by its anchor. Each link is described by its meaning, which must follow (:func:`meanings`).
        Left alone: headings, links, code, and the words of the article's own ``title``.
        """
        known = {entry.term for entry in self.in_text(title)}
        found: list[GlossaryEntry] = []
        pieces: list[str] = []
        at, closing, depth = 0, "", 0
        for tag in TAG.finditer(html):
            text = html[at : tag.start()]
            pieces += [text if depth else self._linked(text, known, found, url), tag[0]]
            at = tag.end()
            if depth:
                depth += 0 if tag[2] != closing else -1 if tag[1] else 1
            elif not tag[1] and (tag[2] in _NOT_PROSE or "admonition-title" in tag[3]):
                closing, depth = tag[2], 1
        pieces.append(self._linked(html[at:], known, found, url))
        return "".join(pieces), tuple(found)

    def _linked(self, encoded: str, known: set[str], found: list[GlossaryEntry], url: Callable[[str], str]) -> str:
        if not encoded.strip():
            return encoded
        text = unescape(encoded)
        pieces, at = [], 0
        for match, entry in self._uses(text):
            if entry.term in known:
                continue
            known.add(entry.term)
            found.append(entry)
            before, word = escape(text[at : match.start()], quote=False), escape(match[0], quote=False)
            link = (
                f'<a class="term" href="{escape(url(entry.anchor))}" aria-describedby="page--meaning-{len(found)}">{word}</a>'
            )
            pieces += [before, link]
            at = match.end()
        return "".join([*pieces, escape(text[at:], quote=False)]) if pieces else encoded

    def _uses(self, text: str) -> Iterator[tuple[re.Match[str], GlossaryEntry]]:
        at = 0
        while start := self._start.search(text, at):
            found = self._word_at(text, start.start())
            at = found[0].end() if found else start.end()
            if found:
                yield found

    def _word_at(self, text: str, start: int) -> tuple[re.Match[str], GlossaryEntry] | None:
        for pattern, entry in self._words.get(text[start].lower(), ()):
            match = pattern.match(text, start)
            if match and _stands_alone(text, start, match.end()):
                return match, entry
        return None


def meanings(entries: Sequence[GlossaryEntry]) -> str:
    """Return the meanings of the words that were explained, in their order, hidden."""
    if not entries:
        return ""
    lines = (
        f'<p id="page--meaning-{number}">{escape(entry.meaning, quote=False)}</p>'
        for number, entry in enumerate(entries, start=1)
    )
    return f'<div class="meanings" hidden>{"".join(lines)}</div>'


def _start(firsts: Iterable[str]) -> re.Pattern[str]:
    """Return where a word may begin: a Latin one not within another."""
    latin, other = (_either_case(first for first in firsts if first.isascii() is is_latin) for is_latin in (True, False))
    return re.compile(f"(?<![0-9A-Za-zÀ-ɏ]){latin}|{other}")


def _either_case(firsts: Iterable[str]) -> str:
    chars = "".join(firsts)
    return f"[{re.escape(chars + chars.upper())}]" if chars else "(?!)"


def _pattern(word: str) -> re.Pattern[str]:
    """Return what one word looks like. English nouns may be plural; abbreviations keep their capitals."""
    written = r"\s+".join(map(re.escape, word.split()))
    if not word.isascii():
        return re.compile(written)
    if word[-1].isalpha():
        ends_in_y = word[-1] == "y" and word[-2] not in "aeiou"
        written = f"{written[:-1]}(?:y|ies)" if ends_in_y else f"{written}(?:e?s)?"
    return re.compile(written, 0 if word.isupper() else re.IGNORECASE)


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether a word ends where its text ends, on both sides."""
    before, after = text[max(start - 1, 0) : start + 1], text[end - 1 : end + 1]
    return not (_SAME_SCRIPT.match(before) or _SAME_SCRIPT.match(after) or _INFLECTED.match(after))
