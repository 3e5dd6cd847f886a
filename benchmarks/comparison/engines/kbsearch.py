"""kbsearch, at three depths: the first stage of ranking, all of ranking, the whole request."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.comparison.engines import LIMIT, Ask, Query
from kbsearch import KnowledgeBase
from kbsearch.bootstrap import assemble
from kbsearch.config import Config
from kbsearch.indexes.generations import Generations
from kbsearch.indexes.locale_index import LocaleIndex
from kbsearch.model import Audience
from kbsearch.ports import Field
from kbsearch.search.clauses import Clause
from kbsearch.search.profile import PROFILES
from kbsearch.search.ranking import Ranker

LOCALE = "ja"


def first_stage(folder: Path) -> Ask:
    """Open the index to add up what the words of a query give, and nothing else: what the other engines do."""
    index = _index(folder)
    ranker = Ranker(index, PROFILES[LOCALE])
    allowed = index.visible(Audience.PUBLIC, datetime.now(UTC))

    def ask(query: Query) -> Sequence[object]:
        clauses = [Clause((term,), place, place + 1, place) for place, term in enumerate(query.terms)]
        return list(ranker.best(clauses, allowed, LIMIT))

    return ask


def whole_ranking(folder: Path) -> Ask:
    """Open the index to rank what was typed: analysis, other ways to write it, neighbouring words, correction."""
    kb = _knowledge_base(folder)
    return lambda query: kb.rank(query.text, locale=LOCALE, limit=LIMIT)


def whole_request(folder: Path) -> Ask:
    """Open the index to answer what was typed, with ten marked snippets."""
    kb = _knowledge_base(folder)
    return lambda query: kb.search(query.text, locale=LOCALE, limit=LIMIT).hits


def documents(folder: Path) -> Iterator[list[str]]:
    """Yield the terms of each article of an index, for the other engines: a field's as often as the field counts."""
    index = _index(folder)
    terms = index.terms()
    for number in range(index.size):
        tokens = index.tokens_of(np.array([number]))
        having = [(terms[term], Field(field)) for term, field in zip(tokens.terms, tokens.fields, strict=True)]
        yield [term for term, field in having for _ in range(round(PROFILES[LOCALE].similarity.fields[field]))]


def _index(folder: Path) -> LocaleIndex:
    generation = Generations(folder).current()
    assert generation is not None
    return LocaleIndex(generation / LOCALE)


def _knowledge_base(folder: Path) -> KnowledgeBase:
    places = {"articles_dir": folder.parent / "articles", "index_dir": folder}
    return assemble(Config().model_copy(update={**places, "locales": (LOCALE,)}))
