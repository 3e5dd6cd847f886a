"""Hits of the other languages, offered where the one that was asked has few."""

from collections.abc import Iterable

from kbsearch.model import Hit, Query
from kbsearch.search.searcher import Found, Range, Reader, Searcher
from kbsearch.search.synonyms import Synonyms

FEW = 3
"""Articles found below which those of the other languages are offered too."""


def elsewhere(
    others: Iterable[tuple[Searcher, Synonyms]],
    query: Query,
    reader: Reader,
    here: Found,
    page: Range,
    *,
    literal: bool,
    explain: bool,
) -> tuple[Hit, ...]:
    """Return the hits of ``others``, on the first page only: a page of them where ``here`` has none, else a few.

    Below hits of the asked language nothing is corrected, and translations of these hits are left out.
    """
    if here.total >= FEW or page.start:
        return ()
    known = {hit.article.id for hit in here.hits}
    wanted = Range(0, FEW if here.total else page.end)
    exactly = literal or here.total > 0
    found = [searcher.find(query, reader, synonyms, wanted, literal=exactly, explain=explain) for searcher, synonyms in others]
    return tuple(hit for each in found for hit in each.hits if hit.article.id not in known)[: wanted.end]
