"""Japanese words by MeCab with the UniDic-lite dictionary; the only module that imports fugashi.

A word is indexed under its UniDic lemma (語彙素), which joins spellings of one word: 引越し and 引っ越し. A loanword's lemma carries a gloss
(サーバー-server), which is cut off. A noun made of a verb (払い戻し, 支払い) is indexed under the verb (払い戻す, 支払う): MeCab takes the one or
the other by what stands around it, and to a customer they are one. Particles, auxiliaries and symbols are left out.
"""

import re
from collections.abc import Iterator
from functools import cached_property
from threading import Lock

import unidic_lite
from fugashi import GenericTagger

_LEFT_OUT = frozenset({"助詞", "助動詞", "補助記号", "記号", "空白"})
_POS, _LEMMA, _KANA = 0, 7, 17
"""Columns of a UniDic 2.1 feature string: part of speech, lemma, reading of the surface."""

_NODE = rf"%pS\t%m\t%f[{_KANA}]\t%f[{_LEMMA}]\t%f[{_POS}]\n"
"""What MeCab prints of a word: the blanks before it, its surface, and of its features only what is used. The last is never empty, for blanks at the end are lost."""
_UNKNOWN = rf"%pS\t%m\t%f[{_POS}]\n"
"""The same of a word that is not in the dictionary."""

_PIECE = re.compile(r"[^\n。！？]{1,2000}[。！？]*|[。！？]+")
"""What is given to MeCab at once: a sentence, or 2,000 characters of something endless (a lattice grows with its text)."""

_VERBAL_NOUN = re.compile("(.*[\u3400-\u9fff][ぁ-ん]*)([いきぎしちにびみりえけげせてねべめれ])")
KATAKANA = re.compile("[ァ-ヺー]+")
_ENDINGS = dict(zip("いきぎしちにびみり", "うくぐすつぬぶむる", strict=True))
"""The last kana of a verb's noun form, and of its dictionary form."""

_READINGS = 12
"""How many ways to cut a text are asked for its readings."""

_KNOWN = 60_000
"""How many distinct nodes are remembered."""

Word = tuple[int, int, str, str]
"""A word as MeCab cut it: start, end, term, reading. The term is empty for words that are not indexed (particles, symbols)."""

Cut = tuple[int, int, str, str]
"""The same, but for its place: how many blanks stand before it and how long it is."""


class JapaneseWords:
    """Cuts normalized text into words. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        """A MeCab tagger does one thing at a time."""
        self._known: dict[str, Cut] = {}
        """What MeCab prints of a node -> what it says: that is taken apart once."""

    @cached_property
    def _tagger(self) -> GenericTagger:
        """Loaded when the first Japanese text comes. MeCab prints a whole sentence at once, which is faster than asking for one node after the other."""
        folder = unidic_lite.DICDIR
        return GenericTagger(f"-d {folder} -r {folder}/dicrc -O '' -B '' -E '' -F '{_NODE}' -U '{_UNKNOWN}'")

    def cuts(self, text: str) -> Iterator[tuple[int, list[Cut]]]:
        """Yield where each sentence of ``text`` begins, and its words in order."""
        for piece in _PIECE.finditer(text):
            yield piece.start(), self._cuts(piece[0])

    def words(self, text: str) -> list[Word]:
        """Return the words of ``text`` in order, with their places in it."""
        found = []
        for at, cuts in self.cuts(text):
            for space, length, term, reading in cuts:
                start = at + space
                at = start + length
                found.append((start, at, term, reading))
        return found

    def gloss(self, term: str) -> str:
        """Return the foreign word that a loanword comes from (サーバー: server), empty for any other word."""
        _, lemma = self._features_of_one(term)
        return lemma.partition("-")[2].lower()

    def readings(self, text: str) -> list[str]:
        """Return the likeliest readings of a few characters, in katakana, each once."""
        with self._lock:
            paths = self._tagger.nbestToNodeList(text, _READINGS)
            found = ["".join(_kana(node.feature_raw) for node in path) for path in paths]
        return list(dict.fromkeys(filter(None, found)))

    def _cuts(self, piece: str) -> list[Cut]:
        known = self._known
        lines = self._lines(piece)
        try:
            return [known[line] for line in lines]
        except KeyError:
            return [self._cut(line) for line in lines]

    def _lines(self, piece: str) -> list[str]:
        """Return what MeCab prints of each node."""
        with self._lock:
            printed: str = self._tagger.parse(piece)
        return printed.split("\n") if printed else []

    def _cut(self, line: str) -> Cut:
        found = self._known.get(line)
        if found is None:
            if len(self._known) >= _KNOWN:
                self._known.clear()
            blanks, surface, *features = line.split("\t")
            found = self._known[line] = (len(blanks), len(surface), *self._take_apart(surface, features))
        return found

    def _features_of_one(self, text: str) -> tuple[str, str]:
        """Return part of speech and lemma of ``text`` if MeCab takes it for one word that the dictionary has; else both are empty."""
        lines = self._lines(text)
        features = lines[0].split("\t")[3:] if len(lines) == 1 else []
        return (features[1], features[0]) if features else ("", "")

    def _take_apart(self, surface: str, features: list[str]) -> tuple[str, str]:
        if len(features) == 1:
            return (surface.lower(), surface if KATAKANA.fullmatch(surface) else "") if surface.isalnum() else ("", "")
        reading, written, pos = features
        if pos in _LEFT_OUT:
            return "", ""
        lemma = written.partition("-")[0] or written
        if pos == "名詞":
            lemma = self._verb_of(lemma) or lemma
        return lemma.lower(), reading

    def _verb_of(self, noun: str) -> str | None:
        """Return the verb that ``noun`` is a form of, if the dictionary has one: 払い戻し -> 払い戻す, 問い合わせ -> 問い合わせる."""
        form = _VERBAL_NOUN.fullmatch(noun)
        if form is None:
            return None
        stem, ending = form.groups()
        for verb in (stem + _ENDINGS.get(ending, ending), stem + ending + "る"):
            pos, lemma = self._features_of_one(verb)
            if pos == "動詞":
                return lemma
        return None


def _kana(feature: str) -> str:
    columns = feature.split(",", _KANA + 1)
    return columns[_KANA] if len(columns) > _KANA else ""
