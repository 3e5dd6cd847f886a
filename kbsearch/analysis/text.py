"""The one entry point: an analyzer for each locale, the same for articles and queries.

Both locales cut Japanese with MeCab and Latin runs by letters, so mixed text (``Webサイトの2FA``, ``サーバー error 500``) works in either; they
differ in that English words are stemmed in English text only.
"""

import unicodedata
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from kbsearch.analysis.japanese import KATAKANA, JapaneseWords
from kbsearch.analysis.latin import JAPANESE, RUN, LatinWords
from kbsearch.analysis.normalization import normalize
from kbsearch.model import Token


class TextAnalyzer:
    """Turns text into tokens whose offsets count characters of the original text."""

    def __init__(self, locale: str, japanese: JapaneseWords) -> None:
        self.locale = locale
        self._japanese = japanese
        self._latin = LatinWords(stem=locale == "en")

    def __reduce__(self) -> tuple[Callable[[str], "TextAnalyzer"], tuple[str]]:
        """Become the analyzer of the same locale in another process."""
        return _analyzer, (self.locale,)

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of ``text``, any string at all, in order of position."""
        normalized = normalize(text)
        found = self._mixed(normalized.text) if JAPANESE.search(normalized.text) else self._latin_only(normalized.text)
        starts, ends = normalized.starts, normalized.ends
        if starts is None or ends is None:
            return found
        return [Token(term, starts[start], ends[end - 1], place, reading) for term, start, end, place, reading in found]

    def origin(self, term: str) -> str:
        """Return the foreign term that a katakana loanword comes from; empty for any other term."""
        tokens = self.tokens(self._japanese.gloss(term)) if KATAKANA.fullmatch(term) else ()
        return tokens[0].term if len(tokens) == 1 else ""

    def readings(self, text: str) -> list[str]:
        """Return the ways a Japanese text may be read, in katakana, the likeliest first; none for other text."""
        return self._japanese.readings(text) if JAPANESE.match(text) else []

    def _latin_only(self, text: str) -> list[Token]:
        found: list[Token] = []
        for run in RUN.finditer(text):
            found += self._latin.tokens(run[0], run.start(), found[-1].position + 1 if found else 0)
        return found

    def _japanese_only(self, text: str) -> list[Token]:
        # The innermost loop of a build: no more is made than the tokens.
        found: list[tuple[str, int, int, int, str]] = []
        before = 0
        for end, cuts in self._japanese.cuts(text):
            for position, (space, length, term, reading) in enumerate(cuts, before):
                start = end + space
                end = start + length
                if term:
                    found.append((term, start, end, position, reading))
            before += len(cuts)
        return list(map(Token._make, found))

    def _mixed(self, text: str) -> list[Token]:
        """Return MeCab's words, but each Latin run by the rules for Latin: MeCab would cut ``2FA`` and ``A-1234`` to pieces."""
        runs = RUN.finditer(text)
        run = next(runs, None)
        if run is None:
            return self._japanese_only(text)
        found: list[Token] = []
        position, run_end = 0, 0
        for start, end, term, reading in self._japanese.words(text):
            while run is not None and run.start() < end:
                found += self._latin.tokens(run[0], run.start(), position)
                position, run_end = found[-1].position + 1, run.end()
                run = next(runs, None)
            if start >= run_end:
                if term:
                    found.append(Token(term, start, end, position, reading))
                position += 1
        return found

    @property
    def fingerprint(self) -> str:
        """Changes whenever the terms of some text might: with this package's source, the dictionary and the libraries."""
        return _fingerprint()


@cache
def _analyzer(locale: str) -> TextAnalyzer:
    return TextAnalyzer(locale, _japanese())


@cache
def _japanese() -> JapaneseWords:
    return JapaneseWords()


@cache
def _fingerprint() -> str:
    digest = blake2b(digest_size=8)
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    for library in ("fugashi", "unidic-lite", "PyStemmer"):
        digest.update(f"{library}={version(library)}\n".encode())
    digest.update(unicodedata.unidata_version.encode())
    return digest.hexdigest()
