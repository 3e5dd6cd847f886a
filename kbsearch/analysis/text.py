"""The one entry point: an analyzer for each locale, the same for articles and queries.

Both locales cut Japanese with MeCab and Latin runs by letters, so mixed text (``Webサイトの2FA``, ``サーバー error 500``) works in either; they
differ in that English words are stemmed in English text only.
"""

from collections.abc import Iterator
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

from kbsearch.analysis.japanese import JapaneseWords, Word
from kbsearch.analysis.latin import JAPANESE, RUN, LatinWords
from kbsearch.analysis.normalization import normalize
from kbsearch.model import Token


class TextAnalyzer:
    """Turns text into tokens whose offsets count characters of the original text."""

    def __init__(self, locale: str, japanese: JapaneseWords) -> None:
        self.locale = locale
        self._japanese = japanese
        self._latin = LatinWords(stem=locale == "en")

    def tokens(self, text: str) -> list[Token]:
        """Return the tokens of ``text``, any string at all, in order of position."""
        normalized = normalize(text)
        found = self._mixed(normalized.text) if JAPANESE.search(normalized.text) else self._latin_only(normalized.text)
        if normalized.starts is None:
            return list(found)
        return [Token(t.term, *normalized.origin(t.start, t.end), t.position, t.reading) for t in found]

    def gloss(self, term: str) -> str:
        """Return the foreign word that a loanword comes from, in lower case; empty for any other term."""
        return self._japanese.gloss(term) if JAPANESE.match(term) else ""

    def readings(self, text: str) -> list[str]:
        """Return the ways a Japanese text may be read, in katakana, the likeliest first; none for other text."""
        return self._japanese.readings(text) if JAPANESE.match(text) else []

    def _latin_only(self, text: str) -> Iterator[Token]:
        position = 0
        for run in RUN.finditer(text):
            for token in self._latin.tokens(run[0], run.start(), position):
                yield token
            position = token.position + 1

    def _mixed(self, text: str) -> Iterator[Token]:
        """Yield MeCab's words, but each Latin run by the rules for Latin: MeCab would cut ``2FA`` and ``A-1234`` to pieces."""
        position, run_end = 0, 0
        runs = RUN.finditer(text)
        run = next(runs, None)
        for word in self._japanese.words(text):
            while run is not None and run.start() < word.end:
                for token in self._latin.tokens(run[0], run.start(), position):
                    yield token
                position, run_end = token.position + 1, run.end()
                run = next(runs, None)
            if word.start >= run_end:
                if word.term:
                    yield _token(word, position)
                position += 1

    @property
    def fingerprint(self) -> str:
        """Changes whenever the terms of some text might: with this package's source, the dictionary and the libraries."""
        return _fingerprint()


def _token(word: Word, position: int) -> Token:
    return Token(word.term, word.start, word.end, position, word.reading)


@cache
def _fingerprint() -> str:
    digest = blake2b(digest_size=8)
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    for library in ("fugashi", "unidic-lite", "PyStemmer"):
        digest.update(f"{library}={version(library)}\n".encode())
    return digest.hexdigest()
