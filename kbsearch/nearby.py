"""What comes closest to a query that found nothing: articles with some of its words, or whose titles begin like them."""

from itertools import islice

from kbsearch.analysis.kana import is_kana
from kbsearch.folding import fold_characters
from kbsearch.model import Article, Query
from kbsearch.search.searcher import Reader, Searcher
from kbsearch.search.suggestions import Suggester
from kbsearch.search.synonyms import Synonyms

LOOKED_AT = 8
"""Words of the query that are completed."""
SHORTEST = 4
"""Kana or letters that are worth completing; half a word in kanji is."""


def nearby(
    searcher: Searcher, suggester: Suggester, query: Query, reader: Reader, synonyms: Synonyms, limit: int
) -> tuple[Article, ...]:
    """Return at most ``limit`` articles, the closest first; none where every word of the query is unknown or says little."""
    index = searcher.index
    visible = index.visible(reader.audience, reader.now)
    found = {article.path: article for article in searcher.nearest(query, reader, synonyms, limit)}
    for word in islice(searcher.telling_words(query), LOOKED_AT):
        if len(found) >= limit:
            break
        for beginning in _beginnings(word):
            suggestions = suggester.suggest(beginning, visible, limit)
            numbers = (index.number_of(suggestion.path) for suggestion in suggestions if suggestion.path not in found)
            found |= {article.path: article for article in (index.article(n) for n in numbers if n is not None)}
            if suggestions:
                break
    return tuple(islice(found.values(), limit))


def _beginnings(word: str) -> list[str]:
    """Return the word and its beginnings down to half of it, the longest first."""
    first = fold_characters(word)[:1]
    shortest = max(SHORTEST if first.isascii() or is_kana(first) else 1, (len(word) + 1) // 2)
    return [word[:length] for length in range(len(word), shortest - 1, -1)]
