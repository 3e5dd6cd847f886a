"""From what was typed to clauses: each word with everything that would do in its place."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import log

from kbsearch.analysis.kana import is_kana
from kbsearch.analysis.latin import JAPANESE
from kbsearch.folding import fold_characters
from kbsearch.model import Token
from kbsearch.ports import Analyzer, SearchIndex
from kbsearch.search.adjacency import Adjacency
from kbsearch.search.clauses import Alternative, Clause
from kbsearch.search.joining import Joining
from kbsearch.search.loanwords import Loanwords
from kbsearch.search.profile import RankingProfile
from kbsearch.search.readings import Readings, Sounded, hiragana, romaji_readings
from kbsearch.search.spelling_variants import spelling_variants
from kbsearch.search.synonyms import Synonym, Synonyms


class Expander:
    """Makes clauses of queries for one index."""

    def __init__(self, index: SearchIndex, analyzer: Analyzer, profile: RankingProfile) -> None:
        self._index = index
        self._analyzer = analyzer
        self._profile = profile
        self.general = frozenset(token.term for token in analyzer.tokens(profile.general)) | frozenset(profile.general.split())
        """Terms that say little about what is asked."""
        stand_together = self._stand_together = Adjacency(index).stand_together
        self._readings = Readings(index.lexicon, profile.reading, stand_together)
        self._loanwords = Loanwords(index, analyzer, profile.gloss, stand_together)
        self._joining = Joining(index, profile.variant, stand_together)

    def clauses(self, text: str, synonyms: Synonyms) -> list[Clause]:
        """Return the clauses of ``text`` in order; a word typed twice counts once, a little more."""
        tokens = self._analyzer.tokens(text)
        whole, parts = _nested(tokens)
        clauses = list(self._spans(text, whole, synonyms))
        explained = [clause for clause in clauses if clause.alternatives and not any(map(self._articles, clause.typed))]
        clauses += [
            Clause((part.term,), part.start, part.end, part.position)
            for part in parts
            if not any(clause.start <= part.start and part.end <= clause.end for clause in explained)
        ]
        subject = text.find("\n")
        return [self._weighted(clause, count, clause.start < subject) for clause, count in _counted(clauses)]

    def _spans(self, text: str, tokens: Sequence[Token], synonyms: Synonyms) -> Iterator[Clause]:
        """Yield a clause for each reading, each phrase that has synonyms, and each other word."""
        sounded = list(self._readings.in_text(text, tokens))
        terms = [token.term for token in tokens]
        at = 0
        while at < len(tokens):
            reading = next((s for s in sounded if s.start <= tokens[at].start < s.end), None)
            if reading is not None:
                covered = sum(reading.start <= token.start < reading.end for token in tokens[at:])
                yield from self._sounded(reading, tokens[at : at + covered], synonyms)
                at += covered
                continue
            length, found = self._synonyms_at(terms, at, synonyms)
            alternatives = [Alternative(s.terms, self._profile.synonym, f"synonym: {s.written}") for s in found]
            together = self._together(tokens[at : at + 2]) if length < 2 else ()
            taken = tokens[at : at + max(length, 2 if together else 1)]
            if len(taken) == 1:
                alternatives += self._instead_of(taken[0], text[taken[0].start : taken[0].end])
            alternatives += together
            clause = _clause(taken, alternatives)
            # ワーク, the half of ワークアラウンド that articles know, is another word.
            half_known = length > 1 and not all(map(self._articles, clause.typed))
            yield replace(clause, typed=()) if half_known else clause
            at += len(taken)

    def _synonyms_at(self, terms: Sequence[str], start: int, synonyms: Synonyms) -> tuple[int, Sequence[Synonym]]:
        """Return how many terms the longest known phrase has, and those of its synonyms that articles have all words of."""
        length, found = synonyms.longest_at(terms, start)
        known = [synonym for synonym in found if all(map(self._articles, synonym.terms))]
        return (length, known) if known else (0, ())

    def _together(self, pair: Sequence[Token]) -> tuple[Alternative, ...]:
        """Return how two Latin words side by side may be written as one, where the articles never write them side by side."""
        if len(pair) < 2 or any(JAPANESE.match(token.term) for token in pair) or pair[1].position != pair[0].position + 1:
            return ()
        if self._stand_together(pair[0].term, pair[1].term):
            return ()
        return self._joining.of_pair(pair[0].reading, pair[1].reading)

    def _sounded(self, reading: Sounded, tokens: Sequence[Token], synonyms: Synonyms) -> Iterator[Clause]:
        """Yield the clauses of a reading. Where MeCab made several words of it, those are not what was meant."""
        meant = reading.alternatives[0]
        if len(meant.terms) > 1:
            for step, term in enumerate(meant.terms):
                yield Clause((term,), reading.start, reading.end, tokens[0].position + step)
            return
        _, found = synonyms.longest_at(meant.terms, 0)
        chained = [Alternative(s.terms, meant.weight * self._profile.synonym, f"synonym: {s.written}") for s in found]
        clause = _clause(tokens, [*reading.alternatives, *chained])
        one_word = len(tokens) == 1 and (tokens[0].start, tokens[0].end) == (reading.start, reading.end)
        yield clause if one_word else replace(clause, typed=())

    def _instead_of(self, token: Token, surface: str) -> list[Alternative]:
        """Return what else one word may be written as."""
        term = token.term
        found = list(self._loanwords.counterparts(term))
        if JAPANESE.match(term):
            kana = fold_characters(surface)
            sounded = all(map(is_kana, kana)) and not self._articles(term)
            return [*found, *self._readings.of_word(kana)] if sounded else found
        found += self._joining.of_word(token.reading)
        found += [
            Alternative((variant,), self._profile.variant, f"spelling of {term}")
            for variant in spelling_variants(term)
            if self._articles(variant)
        ]
        return (
            found if self._articles(term) else [*found, *(self._readings.of_romaji(token.reading) or self._spelt_out(surface))]
        )

    def _spelt_out(self, word: str) -> Iterator[Alternative]:
        """Yield what a word in Latin letters is as Japanese text, if the index has all of it: dekinai is できない, a form of 出来る."""
        for kana in romaji_readings(word):
            terms = tuple(token.term for token in self._analyzer.tokens(hiragana(kana)))
            if terms and all(map(self._articles, terms)):
                yield Alternative(terms, self._profile.reading, f"read as {kana}")
                return

    def _articles(self, term: str) -> int:
        return self._index.lexicon.articles(term)

    def _weighted(self, clause: Clause, count: int, in_subject: bool) -> Clause:
        is_general = bool(clause.typed) and all(term in self.general for term in clause.typed)
        weight = (1.0 + log(count)) * (self._profile.subject if in_subject else 1.0)
        return replace(clause, weight=weight, is_general=is_general)


def _nested(tokens: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """Tell whole words from the parts of an identifier, which lie within it."""
    whole: list[Token] = []
    parts: list[Token] = []
    for token in tokens:
        (parts if whole and token.end <= whole[-1].end else whole).append(token)
    return whole, parts


def _clause(tokens: Sequence[Token], alternatives: Sequence[Alternative]) -> Clause:
    return Clause(
        tuple(token.term for token in tokens), tokens[0].start, tokens[-1].end, tokens[0].position, tuple(alternatives)
    )


def _counted(clauses: Sequence[Clause]) -> Iterator[tuple[Clause, int]]:
    """Yield each distinct clause once, with how often it was typed."""
    meanings = Counter((clause.typed, clause.alternatives) for clause in clauses)
    for clause in clauses:
        count = meanings.pop((clause.typed, clause.alternatives), 0)
        if count:
            yield clause, count
