"""The part of an update that is about words: vocabulary, postings, lexicon."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.column_update import ColumnUpdate
from kbsearch.indexes.columns import bounds_of, in_lexicon_order
from kbsearch.indexes.impacts import impact_columns
from kbsearch.indexes.origins import COLUMNS as ORIGIN_COLUMNS
from kbsearch.indexes.origins import Origin, update_origins
from kbsearch.indexes.splice import GONE, Splice

Ints = npt.NDArray[np.int64]


class WordList:
    """The words of one column: where those of the articles taken out and put in stand, and which come and go."""

    def __init__(self, update: ColumnUpdate, name: str, counts: Ints, gone: Ints, added: Ints) -> None:
        """``counts``, ``gone``, ``added``: how often there is each word of the base and of the two parts."""
        words = update.base.texts(name)
        self.gone_places = _places(words, update.gone[name])
        places = _places(words, update.added[name])
        self.is_known = np.array(
            [p < len(words) and words[p] == w for p, w in zip(places, update.added[name], strict=True)], bool
        )
        self.added_places = places
        """Where a word put in stands in the base, or before which it would."""
        left = counts.copy()
        np.subtract.at(left, self.gone_places, gone)
        np.add.at(left, places[self.is_known], added[self.is_known])
        vanished = self.gone_places[left[self.gone_places] == 0]
        self.new = [word for word, known in zip(update.added[name], self.is_known, strict=True) if not known]
        self.splice = Splice.of(len(words), vanished.tolist(), places[~self.is_known].tolist())
        self.changes = bool(self.new or len(vanished))
        self._save(update, name)

    def numbers(self) -> Ints:
        """Return the new numbers of the words put in."""
        old, new = self.splice.numbers
        numbers = np.empty(len(self.is_known), np.int64)
        numbers[self.is_known], numbers[~self.is_known] = old[self.added_places[self.is_known]], new
        return numbers

    def _save(self, update: ColumnUpdate, name: str) -> None:
        if self.changes:
            update.save(name, self.splice.lines(update.lines(name), self.new))
        else:
            update.link(name)


def _places(words: Sequence[str], wanted: Sequence[str]) -> Ints:
    return np.array([bisect_left(words, word) for word in wanted], dtype=np.int64)


def write_words(update: ColumnUpdate, origin: Origin) -> npt.NDArray[np.uint32]:
    """Write vocabulary, postings and lexicon; return the ids of the terms of the articles put in."""
    counts, gone, added = (np.diff(bounds) for bounds in _all(update, "posting_bounds"))
    terms = WordList(update, "terms", counts, gone, added)
    _write_postings(update, terms)
    _write_lexicon(update, terms)
    if terms.changes:
        update_origins(update, terms.splice, terms.new, origin)
    else:
        update.link(*ORIGIN_COLUMNS)
    ids = update.base.array("term_ids")
    # A number may be that of a term that is gone: then no article has it.
    new_ids = (int(ids.max()) + 1 if len(ids) else 0) + np.arange(len(terms.new), dtype=np.uint32)
    term_ids: npt.NDArray[np.uint32] = terms.splice.array(ids, new_ids)
    update.save("term_ids", term_ids)
    return term_ids[terms.numbers()]


def _all(update: ColumnUpdate, name: str) -> tuple[npt.NDArray[Any], ...]:
    """Return a column of the base, of the articles taken out and of those put in."""
    return update.base.array(name), update.gone[name], update.added[name]


def _write_postings(update: ColumnUpdate, terms: WordList) -> None:
    bounds, gone_bounds, added_bounds = _all(update, "posting_bounds")
    articles, gone_articles, added_articles = _all(update, "posting_articles")
    gone_numbers, before = np.array(update.gone_numbers, np.int64), np.array(update.before, np.int64)
    gone_terms = np.repeat(terms.gone_places, np.diff(gone_bounds))
    gone = _find(bounds, articles, gone_terms, gone_numbers[gone_articles])
    added_terms = np.repeat(terms.added_places, np.diff(added_bounds))
    known = np.repeat(terms.is_known, np.diff(added_bounds))
    places = bounds[added_terms]
    places[known] = _find(bounds, articles, added_terms[known], before[added_articles[known]])
    splice = Splice.of(len(articles), gone.tolist(), places.tolist())
    old_numbers, new_numbers = update.order.numbers
    if update.order.moves:
        articles = old_numbers.astype(articles.dtype)[articles]
    articles = splice.array(articles, new_numbers[added_articles])
    frequencies = splice.array(*_all(update, "posting_frequencies")[::2])
    counts = np.diff(bounds)
    np.subtract.at(counts, gone_terms, 1)
    np.add.at(counts, added_terms[known], 1)
    new_bounds = bounds_of(terms.splice.array(counts, np.diff(added_bounds)[~terms.is_known]))
    update.save("posting_articles", articles)
    update.save("posting_frequencies", frequencies)
    update.save("posting_bounds", new_bounds)
    lengths = update.order.array(update.base.array("lengths"), update.added["lengths"])
    for name, column in impact_columns(update.similarity, articles, frequencies, new_bounds, lengths):
        update.save(name, column)


def _find(bounds: Ints, articles: npt.NDArray[np.uint32], terms: Ints, numbers: Ints) -> Ints:
    """Return where among the postings of each term an article stands, or before which it would."""
    found = [
        bounds[term] + np.searchsorted(articles[bounds[term] : bounds[term + 1]], number)
        for term, number in zip(terms.tolist(), numbers.tolist(), strict=True)
    ]
    return np.array(found, dtype=np.int64)


def _write_lexicon(update: ColumnUpdate, terms: WordList) -> None:
    """Take the pairs of a form and a term out of the counts, and put others in."""
    counted = [
        np.bincount(pairs, counts, words).astype(np.int64)
        for pairs, counts, words in zip(
            _all(update, "lexicon_forms"),
            _all(update, "lexicon_counts"),
            (len(update.base.texts("forms")), len(update.gone["forms"]), len(update.added["forms"])),
            strict=True,
        )
    ]
    forms = WordList(update, "forms", *counted)
    keys, counts = [], []
    for which, (pair_forms, pair_terms, count) in enumerate(
        zip(_all(update, "lexicon_forms"), _all(update, "lexicon_terms"), _all(update, "lexicon_counts"), strict=True)
    ):
        keys.append(_keys(_numbers(forms, which)[pair_forms], _numbers(terms, which)[pair_terms]))
        counts.append(count.astype(np.int64) * (-1 if which == 1 else 1))
    distinct, inverse = np.unique(np.concatenate(keys), return_inverse=True)
    total = np.bincount(inverse, np.concatenate(counts), len(distinct)).astype(np.int64)
    kept = (total > 0) & (distinct != np.uint64(GONE))
    for name, column in in_lexicon_order(distinct[kept], total[kept], len(update.base.texts("terms")) + _gained(terms)):
        update.save(name, column)


def _numbers(words: WordList, which: int) -> Ints:
    """Return the new numbers of the words of the base, of the articles taken out, or of those put in."""
    old = words.splice.numbers[0]
    return (old, old[words.gone_places], words.numbers())[which]


def _keys(forms: Ints, terms: Ints) -> npt.NDArray[np.uint64]:
    """Return each pair as one number; one with a word that is gone becomes greater than all others."""
    gone = (forms == GONE) | (terms == GONE)
    keys: npt.NDArray[np.uint64] = np.where(gone, GONE, forms << 32 | terms).astype(np.uint64)
    return keys


def _gained(words: WordList) -> int:
    return len(words.new) - int((words.splice.numbers[0] == GONE).sum())
