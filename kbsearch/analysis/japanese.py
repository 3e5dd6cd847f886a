"""Japanese words by MeCab with the UniDic-lite dictionary; the only module that imports fugashi.

A word is indexed under its UniDic lemma (語彙素), which joins spellings of one word: 引越し and 引っ越し. A loanword's lemma carries a gloss
(サーバー-server), which is cut off. A noun made of a verb (払い戻し, 支払い) is indexed under the verb (払い戻す, 支払う): MeCab takes the one or
the other by what stands around it, and to a customer they are one. Particles, auxiliaries and symbols are left out.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from threading import Lock

import unidic_lite
from fugashi import GenericTagger

_LEFT_OUT = frozenset({"助詞", "助動詞", "補助記号", "記号", "空白"})
_POS, _LEMMA, _KANA = 0, 7, 17
"""Columns of a UniDic 2.1 feature string: part of speech, lemma, reading of the surface."""

_PIECE = re.compile(r"[^\n。！？]{1,2000}[。！？]*|[。！？]+")
"""What is given to MeCab at once: a sentence, or 2,000 characters of something endless (a lattice grows with its text)."""

_VERBAL_NOUN = re.compile("(.*[\u3400-\u9fff][ぁ-ん]*)([いきぎしちにびみりえけげせてねべめれ])")
_KATAKANA = re.compile("[ァ-ヺー]+")
_ENDINGS = dict(zip("いきぎしちにびみり", "うくぐすつぬぶむる", strict=True))
"""The last kana of a verb's noun form, and of its dictionary form."""

_READINGS = 12
"""How many ways to cut a text are asked for its readings."""

Node = tuple[int, str, str]
"""White space before the word, its surface, its feature string."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as MeCab cut it; ``term`` is empty for words that are not indexed (particles, symbols)."""

    start: int
    end: int
    term: str
    reading: str


class JapaneseWords:
    """Cuts normalized text into words. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        """A MeCab node is only valid until the next parse."""
        self._known: dict[tuple[str, str], tuple[str, str]] = {}
        """Surface and feature -> term and reading: a feature string is taken apart once."""

    @cached_property
    def _tagger(self) -> GenericTagger:
        """Loaded when the first Japanese text comes."""
        return GenericTagger(f"-d {unidic_lite.DICDIR} -r {unidic_lite.DICDIR}/dicrc")

    def words(self, text: str) -> Iterator[Word]:
        """Yield the words of ``text`` in order, with their places in it."""
        for piece in _PIECE.finditer(text):
            at = piece.start()
            for space, surface, feature in self._nodes(piece[0]):
                at += space
                term, reading = self._term_and_reading(surface, feature)
                yield Word(at, at + len(surface), term, reading)
                at += len(surface)

    def gloss(self, term: str) -> str:
        """Return the foreign word that a loanword comes from (サーバー: server), empty for any other word."""
        nodes = self._nodes(term)
        columns = nodes[0][2].split(",", _KANA + 1) if len(nodes) == 1 else []
        return columns[_LEMMA].partition("-")[2].lower() if len(columns) > _KANA else ""

    def readings(self, text: str) -> list[str]:
        """Return the likeliest readings of a few characters, in katakana, each once."""
        with self._lock:
            paths = self._tagger.nbestToNodeList(text, _READINGS)
            found = ["".join(_kana(node.feature_raw) for node in path) for path in paths]
        return list(dict.fromkeys(filter(None, found)))

    def _nodes(self, piece: str) -> list[Node]:
        with self._lock:
            return [(len(node.white_space), node.surface, node.feature_raw) for node in self._tagger.parseToNodeList(piece)]

    def _term_and_reading(self, surface: str, feature: str) -> tuple[str, str]:
        known = self._known.get((surface, feature))
        if known is None:
            if len(self._known) >= 100_000:
                self._known.clear()
            known = self._known[surface, feature] = self._take_apart(surface, feature)
        return known

    def _take_apart(self, surface: str, feature: str) -> tuple[str, str]:
        columns = feature.split(",", _KANA + 1)
        if len(columns) <= _KANA:
            return (surface.lower(), surface if _KATAKANA.fullmatch(surface) else "") if surface.isalnum() else ("", "")
        if columns[_POS] in _LEFT_OUT:
            return "", ""
        lemma = columns[_LEMMA].partition("-")[0] or columns[_LEMMA]
        if columns[_POS] == "名詞":
            lemma = self._verb_of(lemma) or lemma
        return lemma.lower(), columns[_KANA]

    def _verb_of(self, noun: str) -> str | None:
        """Return the verb that ``noun`` is a form of, if the dictionary has one: 払い戻し -> 払い戻す, 問い合わせ -> 問い合わせる."""
        form = _VERBAL_NOUN.fullmatch(noun)
        if form is None:
            return None
        stem, ending = form.groups()
        for verb in (stem + _ENDINGS.get(ending, ending), stem + ending + "る"):
            nodes = self._nodes(verb)
            if len(nodes) == 1 and nodes[0][2].startswith("動詞,"):
                return nodes[0][2].split(",", _LEMMA + 1)[_LEMMA]
        return None


def _kana(feature: str) -> str:
    columns = feature.split(",", _KANA + 1)
    return columns[_KANA] if len(columns) > _KANA else ""
