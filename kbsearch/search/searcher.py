"""Answers a query from the index of one locale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt

from kbsearch.model import Article, Audience, Contribution, Hit, Query, Section, Snippet, Token
from kbsearch.ports import Analyzer, Field, Passage, SearchIndex
from kbsearch.search.phrases import contains_phrase
from kbsearch.search.profile import RankingProfile
from kbsearch.search.ranking import Ranker
from kbsearch.search.sections import best_section
from kbsearch.search.snippets import cut_snippet, highlighted

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Found:
    """The hits asked for, and how many articles were found in all."""

    total: int
    hits: tuple[Hit, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who searches, and when: decides which articles may be found."""

    audience: Audience
    now: datetime


class Searcher:
    """Searches one locale."""

    def __init__(self, index: SearchIndex, analyzer: Analyzer, profile: RankingProfile) -> None:
        self._index = index
        self._analyzer = analyzer
        self._profile = profile
        self._ranker = Ranker(index, profile)

    def find(self, query: Query, reader: Reader, limit: int, offset: int, explain: bool = False) -> Found:
        """Return ``limit`` hits from ``offset`` on, best first."""
        terms = self.terms(query)
        allowed = self._allowed(query, reader)
        if terms:
            ranking = self._ranker.rank(terms, allowed, offset + limit)
            total, numbers, scores = ranking.total, ranking.numbers, ranking.scores
        else:
            everything = np.flatnonzero(allowed).tolist() if self._selects(query) else []
            total, numbers, scores = len(everything), everything, [0.0] * len(everything)
        worth = dict(self._ranker.rarities(terms))
        wanted = slice(offset, offset + limit)
        hits = tuple(
            self._hit(number, score, worth, self._explain(number, terms) if explain else ())
            for number, score in zip(numbers[wanted], scores[wanted], strict=True)
        )
        return Found(total, hits)

    def terms(self, query: Query) -> Mapping[str, float]:
        """Return the terms to rank by, each with its weight: how often it was asked."""
        weights: dict[str, float] = {}
        for text in (query.words, *query.phrases):
            for token in self._analyzer.tokens(text):
                weights[token.term] = weights.get(token.term, 0.0) + 1.0
        return weights

    def _selects(self, query: Query) -> bool:
        """Whether a query without a term still says what to find: by filters or by what to leave out, not by punctuation."""
        return bool(query.tags or query.categories or query.excluded) and not (query.words or query.phrases)

    def _allowed(self, query: Query, reader: Reader) -> Mask:
        index = self._index
        allowed = index.visible(reader.audience, reader.now).copy()
        for tag in query.tags:
            allowed &= _mask(index.size, index.tagged(tag))
        for category in query.categories:
            allowed &= _mask(index.size, index.in_category(category))
        for phrase in query.phrases:
            allowed &= self._with_phrase(phrase, allowed)
        for excluded in query.excluded:
            allowed &= ~self._with_word(excluded, allowed)
        return allowed

    def _with_word(self, word: str, allowed: Mask) -> Mask:
        """Return the articles that have a word in any of its forms, or exactly a phrase where it is several words."""
        terms = {token.term for token in self._analyzer.tokens(word)}
        if len(terms) == 1:
            return _mask(self._index.size, self._index.frequencies(terms.pop())[0])
        return self._with_phrase(word, allowed)

    def _with_phrase(self, phrase: str, allowed: Mask) -> Mask:
        candidates = allowed.copy()
        for token in self._analyzer.tokens(phrase):
            candidates &= _mask(self._index.size, self._index.frequencies(token.term)[0])
        numbers = [n for n in np.flatnonzero(candidates).tolist() if contains_phrase(self._index.article(n), phrase)]
        return _mask(self._index.size, np.array(numbers, dtype=np.uint32))

    def _hit(self, number: int, score: float, worth: Mapping[str, float], explanation: tuple[Contribution, ...]) -> Hit:
        article = self._index.article(number)
        passages = self._index.passages(number)
        which = best_section(passages, worth)
        section = article.sections[which] if article.sections else Section("", "", 0, "")
        return Hit(
            article,
            section,
            score,
            highlighted(article.title, _tokens(passages, Field.TITLE, 0), worth),
            self._snippet(article, section, _tokens(passages, Field.BODY, which), worth),
            explanation,
        )

    def _snippet(self, article: Article, section: Section, tokens: Sequence[Token], worth: Mapping[str, float]) -> Snippet:
        if not any(token.term in worth for token in tokens) and article.summary:
            return highlighted(article.summary, self._analyzer.tokens(article.summary), worth)
        return cut_snippet(section.text, tokens, worth, self._profile.snippet_length)

    def _explain(self, number: int, terms: Mapping[str, float]) -> tuple[Contribution, ...]:
        found = []
        for term, weight in terms.items():
            numbers, scores = self._ranker.contributions(term, weight)
            place = int(np.searchsorted(numbers, number))
            if place < len(numbers) and numbers[place] == number:
                reason = f"in {len(numbers)} of {self._index.size} articles"
                found.append(Contribution(term, reason, float(scores[place])))
        return tuple(sorted(found, key=lambda contribution: -contribution.score))


def _mask(size: int, numbers: npt.NDArray[np.uint32]) -> Mask:
    mask = np.zeros(size, dtype=np.bool_)
    mask[numbers] = True
    return mask


def _tokens(passages: Sequence[Passage], field: Field, number: int) -> Sequence[Token]:
    return next((p.tokens for p in passages if p.field is field and p.number == number), ())
