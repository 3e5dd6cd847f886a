"""Answers a query from the index of one locale."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from kbsearch.model import Article, Audience, Contribution, Hit, Query, Section, Snippet, Token
from kbsearch.ports import Analyzer, Field, Passage, SearchIndex
from kbsearch.search.clauses import Clause
from kbsearch.search.confidence import is_confident
from kbsearch.search.correction import Corrector
from kbsearch.search.expansion import Expander
from kbsearch.search.phrases import contains_phrase
from kbsearch.search.profile import RankingProfile
from kbsearch.search.query import unfiltered
from kbsearch.search.ranking import Ranker, Ranking
from kbsearch.search.reference import ReferenceScorer
from kbsearch.search.remembering import RememberingAnalyzer
from kbsearch.search.sections import best_section
from kbsearch.search.snippets import cut_snippet, highlighted
from kbsearch.search.synonyms import Synonyms

_EXPANDED = 1_000
"""Queries whose clauses are remembered: a results page, its next pages and the articles opened from it ask for the same."""

_LOOKED_INTO = 400
"""Articles that are read for a phrase."""

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Found:
    """The hits asked for, and how many articles were found in all."""

    total: int
    hits: tuple[Hit, ...]
    confident: bool
    correction: str | None
    """What was searched for instead of the words as typed."""
    articles: Mask
    """Of every article of the index, whether it was found."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Who searches, and when: decides which articles may be found."""

    audience: Audience
    now: datetime


@dataclass(frozen=True, slots=True)
class Range:
    """Which hits are asked for: a half-open range of places."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Answer:
    clauses: Sequence[Clause]
    ranking: Ranking
    correction: str | None


class Searcher:
    """Searches one locale."""

    def __init__(self, index: SearchIndex, analyzer: Analyzer, profile: RankingProfile) -> None:
        self.index = index
        self._analyzer = analyzer = RememberingAnalyzer(analyzer)
        self._profile = profile
        self._ranker = Ranker(index, profile)
        self._reference = ReferenceScorer(index, profile)
        self._expander = Expander(index, analyzer, profile)
        self._expanded = lru_cache(maxsize=_EXPANDED)(self._expand)
        self._correctors: dict[Audience, tuple[int, Corrector]] = {}
        """With the number of articles that were visible when it was made: a scheduled one that appears makes a new one."""

    def find(
        self, query: Query, reader: Reader, synonyms: Synonyms, wanted: Range, *, literal: bool = False, explain: bool = False
    ) -> Found:
        """Return a page of hits, best first; for the corrected query where that finds something and ``literal`` is not asked for."""
        answer = self._answer(query, reader, synonyms, wanted.end, literal)
        hits = tuple(self._hits(answer, wanted, explain))
        return Found(
            answer.ranking.total, hits, is_confident(answer.ranking, self._profile), answer.correction, answer.ranking.found
        )

    def rank(self, query: Query, reader: Reader, synonyms: Synonyms, limit: int) -> list[tuple[str, float]]:
        """Return the ids and scores of the best ``limit`` articles, best first."""
        ids = self.index.ids()
        ranking = self._answer(query, reader, synonyms, limit, literal=False).ranking
        return [(ids[number], score) for number, score in ranking.part(0, limit)]

    def _answer(self, query: Query, reader: Reader, synonyms: Synonyms, limit: int, literal: bool) -> "_Answer":
        clauses = self.clauses(query, synonyms)
        ranking = self._rank(query, clauses, reader, limit)
        found = ranking.total > 0
        corrected = None if literal else self._corrector(reader).corrected(query.words, clauses, found)
        if corrected is not None:
            text = query.text.replace(query.words, corrected) or corrected
            instead = replace(query, words=corrected, text=text)
            better = self.clauses(instead, synonyms)
            of_better = self._rank(instead, better, reader, limit)
            if of_better.total:
                return _Answer(better, of_better, text)
        return _Answer(clauses, ranking, None)

    def _corrector(self, reader: Reader) -> Corrector:
        """Return the corrector for an audience, which knows the words of what that audience may see."""
        visible = self.index.visible(reader.audience, reader.now)
        count = int(np.count_nonzero(visible))
        known, corrector = self._correctors.get(reader.audience, (-1, None))
        if corrector is None or count != known:
            corrector = Corrector(self.index, self._analyzer, visible, self._expander.general)
            self._correctors[reader.audience] = (count, corrector)
        return corrector

    def nearest(self, query: Query, reader: Reader, synonyms: Synonyms, limit: int) -> list[Article]:
        """Return the articles that have some telling word of a query, however little of it that is."""
        visible = self.index.visible(reader.audience, reader.now)
        telling = [clause for clause in self.clauses(query, synonyms) if not clause.is_general]
        return [self.index.article(number) for number in self._ranker.best(telling, visible, limit).tolist()]

    def telling_words(self, query: Query) -> list[str]:
        """Return the words of a query as typed, without those that say little."""
        tokens = self._analyzer.tokens(query.words)
        return [query.words[token.start : token.end] for token in tokens if token.term not in self._expander.general]

    @property
    def general(self) -> frozenset[str]:
        """The terms that say little."""
        return self._expander.general

    def clauses(self, query: Query, synonyms: Synonyms) -> list[Clause]:
        """Return what the words and phrases of a query ask for."""
        return [clause for text in (query.words, *query.phrases) for clause in self._expanded(text, synonyms)]

    def _expand(self, text: str, synonyms: Synonyms) -> tuple[Clause, ...]:
        return tuple(self._expander.clauses(text, synonyms))

    def marked_terms(self, query: Query, synonyms: Synonyms) -> frozenset[str]:
        """Return the terms to mark in an article that was found by a query."""
        return frozenset(self._ranker.worth.in_sentence(self.clauses(query, synonyms), self._expander.general))

    def _rank(self, query: Query, clauses: Sequence[Clause], reader: Reader, limit: int) -> Ranking:
        allowed, chosen = self._allowed(query, reader), self._chosen(query)
        if not clauses and self._selects(query):
            selected = allowed if chosen is None else allowed & chosen
            everything = np.flatnonzero(selected).tolist()
            return Ranking(len(everything), everything[:limit], [0.0] * len(everything[:limit]), 0.0, selected)
        pinned = [number for number in self.index.pinned(unfiltered(query)) if allowed[number]]
        ranking = self._ranker.rank(clauses, allowed, limit if chosen is None and not pinned else self.index.size)
        if pinned:
            ranking = ranking.with_first(pinned)
        if chosen is None:
            return ranking
        return ranking.within(chosen) if ranking.found[chosen].any() else self._ranker.rank(clauses, allowed & chosen, limit)

    def _selects(self, query: Query) -> bool:
        """Whether a query without a term still says what to find: by filters or by what to leave out, not by punctuation."""
        return bool(query.tags or query.categories or query.excluded) and not (query.words or query.phrases)

    def _chosen(self, query: Query) -> Mask | None:
        """Return the articles that pass the filters, where there are any.

        A filter narrows what was found without it, so that a facet's count is kept; only where that leaves nothing, what is left is ranked anew.
        """
        if not (query.tags or query.categories):
            return None
        chosen = np.ones(self.index.size, dtype=np.bool_)
        for tag in query.tags:
            chosen &= _mask(self.index.size, self.index.tagged(tag))
        for category in query.categories:
            chosen &= _mask(self.index.size, self.index.in_category(category))
        return chosen

    def _allowed(self, query: Query, reader: Reader) -> Mask:
        allowed = self.index.visible(reader.audience, reader.now).copy()
        for phrase in query.phrases:
            allowed &= self._with_phrase(phrase, allowed)
        for excluded in query.excluded:
            allowed &= ~self._with_word(excluded, allowed)
        return allowed

    def _with_word(self, word: str, allowed: Mask) -> Mask:
        """Return the articles that have a word in any of its forms, or exactly a phrase where it is several words."""
        terms = {token.term for token in self._analyzer.tokens(word)}
        if len(terms) == 1:
            return _mask(self.index.size, self.index.frequencies(terms.pop())[0])
        return self._with_phrase(word, allowed)

    def _with_phrase(self, phrase: str, allowed: Mask) -> Mask:
        """Return the articles that have a phrase as written; of very many that have its words, the first few hundred are looked into."""
        candidates = allowed.copy()
        tokens = self._analyzer.tokens(phrase)
        for token in tokens:
            candidates &= _mask(self.index.size, self.index.frequencies(token.term)[0])
        if not tokens:
            return candidates
        looked_into = np.flatnonzero(candidates)[:_LOOKED_INTO].tolist()
        numbers = [n for n in looked_into if contains_phrase(self.index.article(n), phrase)]
        return _mask(self.index.size, np.array(numbers, dtype=np.uint32))

    def _hits(self, answer: "_Answer", wanted: Range, explain: bool) -> Iterator[Hit]:
        worth = self._ranker.worth.in_sentence(answer.clauses, self._expander.general)
        shown = list(answer.ranking.part(wanted.start, wanted.end))
        matches = self.index.matches([number for number, _ in shown], worth)
        for (number, score), passages in zip(shown, matches, strict=True):
            explanation = self._explain(number, answer.clauses) if explain else ()
            yield self._hit(self.index.article(number), passages, score, worth, explanation)

    def _hit(
        self,
        article: Article,
        passages: Sequence[Passage],
        score: float,
        worth: Mapping[str, float],
        explanation: tuple[Contribution, ...],
    ) -> Hit:
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

    def _explain(self, number: int, clauses: Sequence[Clause]) -> tuple[Contribution, ...]:
        return tuple(sorted(self._reference.explain(number, clauses), key=lambda contribution: -contribution.score))


def _mask(size: int, numbers: npt.NDArray[np.uint32]) -> Mask:
    mask = np.zeros(size, dtype=np.bool_)
    mask[numbers] = True
    return mask


def _tokens(passages: Sequence[Passage], field: Field, number: int) -> Sequence[Token]:
    return next((p.tokens for p in passages if p.field is field and p.number == number), ())
