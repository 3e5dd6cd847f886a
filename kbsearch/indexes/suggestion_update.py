"""The part of an update that is about suggestions: titles and questions, sorted by what is typed to come to them."""

from bisect import bisect_left
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.column_update import ColumnUpdate
from kbsearch.indexes.splice import GONE, Splice
from kbsearch.suggestible import KEY_DEPTH

Ints = npt.NDArray[np.int64]

_CONTENT = ("suggestion_articles", "suggestion_entries", "suggestion_texts", "suggestion_questions", "suggestion_spans")


def write_suggestions(update: ColumnUpdate) -> None:
    """Write the columns of a SuggestionTable; sorted are only the words that are new."""
    keys = [f"suggestion_{name}_{part}" for name in ("surface", "reading") for part in ("keys", "starts", "order")]
    if update.is_same(*_CONTENT, *keys):
        update.link(*_CONTENT, *keys)
        return
    base, added, order = update.base, update.added, update.order
    owners, new_owners = base.array("suggestion_articles"), added["suggestion_articles"]
    entries = order.within(_bounds(owners, order.size), _bounds(new_owners, order.added))
    update.save("suggestion_articles", _renumbered(entries, order, owners, new_owners))
    update.save("suggestion_texts", entries.lines(update.lines("suggestion_texts"), added["suggestion_texts"]))
    update.save("suggestion_questions", entries.array(base.array("suggestion_questions"), added["suggestion_questions"]))
    of, new_of = base.array("suggestion_entries"), added["suggestion_entries"]
    words = entries.within(_bounds(of, entries.size), _bounds(new_of, entries.added))
    update.save("suggestion_entries", _renumbered(words, entries, of, new_of))
    update.save("suggestion_spans", words.array(base.array("suggestion_spans"), added["suggestion_spans"]))
    for name in ("surface", "reading"):
        _write_keys(update, f"suggestion_{name}", entries, words)


def _bounds(owners: npt.NDArray[np.uint32], count: int) -> Ints:
    """Return the bounds of what several things lying in order own, by the owner of each."""
    return np.searchsorted(owners, np.arange(count + 1)).astype(np.int64)


def _renumbered(
    splice: Splice, owner: Splice, old: npt.NDArray[np.uint32], new: npt.NDArray[np.uint32]
) -> npt.NDArray[np.uint32]:
    """Return the owners' new numbers."""
    old_numbers, new_numbers = owner.numbers
    return splice.array(old_numbers[old], new_numbers[new]).astype(np.uint32)


def _write_keys(update: ColumnUpdate, name: str, entries: Splice, words: Splice) -> None:
    base, added = update.base, update.added
    lines = entries.lines(update.lines(f"{name}_keys"), added[f"{name}_keys"])
    lengths = words.array(np.diff(base.array(f"{name}_starts")), np.diff(added[f"{name}_starts"]))
    starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)]).astype(np.uint32)
    update.save(f"{name}_keys", lines)
    update.save(f"{name}_starts", starts)
    old_numbers, new_numbers = words.numbers
    kept = old_numbers[base.array(f"{name}_order")]
    kept = kept[kept != GONE]
    order = _merged(kept, new_numbers[added[f"{name}_order"]], "".join(f"{line}\n" for line in lines), starts)
    update.save(f"{name}_order", order.astype(np.uint32))


def _merged(kept: Ints, new: Ints, text: str, starts: npt.NDArray[np.uint32]) -> Ints:
    """Put words in order among others, by the text that begins with each, as far as its line; equal ones by number."""

    def key(word: int) -> tuple[str, int]:
        start = int(starts[word])
        return text[start : min(text.index("\n", start) + 1, start + KEY_DEPTH)], int(word)

    places: Sequence[int] = [bisect_left(kept, key(word), key=key) for word in new.tolist()]
    return np.insert(kept, np.array(places, dtype=np.int64), new)
