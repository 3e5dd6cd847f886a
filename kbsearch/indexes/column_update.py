"""Makes the columns of the next generation from those of the last, and from the few articles that were taken out or put in.

The result answers everything as columns do that are laid out anew. What stays the same is linked; what depends on all articles is made in one pass over arrays.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from kbsearch.indexes.batch import Batch, Document
from kbsearch.indexes.columns import Columns, laid_out, save_column
from kbsearch.indexes.growing import EXTENTS, GROWING, append, rows_of
from kbsearch.indexes.hard_links import link
from kbsearch.indexes.labels import folded, label_columns
from kbsearch.indexes.splice import Splice
from kbsearch.indexes.text_column import FILES as TEXT_FILES
from kbsearch.ports import PASSAGE_GAP
from kbsearch.similarity import Similarity

Part = Mapping[str, Any]
"""The columns of a few articles alone, by name: arrays and lists of texts."""


class ColumnUpdate:
    """What is known and what changes; ``write`` of the modules beside this one makes the columns of it."""

    def __init__(
        self, old: Path, new: Path, gone: Sequence[Document], added: Sequence[Document], similarity: Similarity
    ) -> None:
        self.base = Columns(old)
        self.similarity = similarity
        self.gone: Part = dict(laid_out(Batch.of(gone).ordered(), similarity))
        self.added: Part = dict(laid_out(Batch.of(added).ordered(), similarity))
        self.gone_numbers = [self._number(path) for path in self.gone["paths"]]
        self.size = len(self.base.array("lengths"))
        self.before = [self._before(*key) for key in zip(self.added["ids"], self.added["paths"], strict=True)]
        """For each article put in, the number of the one that it comes to stand before."""
        self.order = Splice.of(self.size, self.gone_numbers, self.before)
        self._old, self._new = old, new
        self._in_place = not self.order.moves and len(gone) == len(added)

    def save(self, name: str, column: npt.NDArray[Any] | Sequence[str]) -> None:
        """Write a column."""
        save_column(self._new, name, column)

    def link(self, *names: str) -> None:
        """Take columns over as they are."""
        for name in names:
            for ending in (".npy", *TEXT_FILES):
                if (self._old / f"{name}{ending}").exists():
                    link(self._old / f"{name}{ending}", self._new / f"{name}{ending}")

    def is_same(self, *names: str) -> bool:
        """Whether the articles put in stand in the places of those taken out, and have the same in these columns."""
        return self._in_place and all(_equal(self.gone[name], self.added[name]) for name in names)

    def lines(self, name: str) -> list[str]:
        """Return all texts of a column of the base."""
        texts = self.base.texts(name)
        lines = texts.whole()[:-1].split("\n") if len(texts) else []
        return lines if len(lines) == len(texts) else texts[:]  # a text may hold a line break

    def grow(self, name: str, added: npt.NDArray[Any]) -> None:
        """Append rows to a column that grows."""
        append(self._old / f"{name}.npy", self._new / f"{name}.npy", rows_of(name, self.base.array(EXTENTS)), added)

    def _number(self, path: str) -> int:
        number = self.base.texts("paths").place(path)
        assert number is not None
        return number

    def _before(self, article_id: str, path: str) -> int:
        ids, paths = self.base.texts("ids"), self.base.texts("paths")
        return bisect_left(range(self.size), (article_id, f"{path}.md"), key=lambda n: (ids[n], f"{paths[n]}.md"))


def _equal(some: Any, others: Any) -> bool:
    return np.array_equal(some, others) if isinstance(some, np.ndarray) else bool(some == others)


def write_articles(update: ColumnUpdate, documents: npt.NDArray[np.uint32]) -> None:
    """Write what is known of each article; ``documents`` are the present numbers of Whoosh for the articles that there were."""
    base, added, order = update.base, update.added, update.order
    update.save("documents", order.array(documents, added["documents"]))
    for name in ("internal", "publish_at", "lengths"):
        update.save(name, order.array(base.array(name), added[name]))
    for name in ("ids", "paths"):
        if update.is_same(name):
            update.link(name)
        else:
            update.save(name, order.lines(update.lines(name), added[name]))
    for name in ("aliases", "tags"):
        _write_lists(update, name)
    _write_labels(update)


def _write_lists(update: ColumnUpdate, name: str) -> None:
    bounds = f"{name}_bounds"
    if update.is_same(name, bounds):
        update.link(name, bounds)
        return
    old, new = update.base.array(bounds), update.added[bounds]
    update.save(name, update.order.within(old, new).lines(update.lines(name), update.added[name]))
    update.save(bounds, update.order.bounds(old, new))


def _write_labels(update: ColumnUpdate) -> None:
    base, added = update.base, update.added
    for name in ("category", "pin", "tag"):
        columns = [f"{name}_{part}" for part in ("names", "numbers", "bounds")]
        raw = ["tags", "tags_bounds"] if name == "tag" else columns
        if update.is_same(*raw):
            update.link(*columns)
            continue
        bounds = raw[-1]
        written = (update.lines("tags"), added["tags"]) if name == "tag" else (_named(columns, base), _named(columns, added))
        lines = update.order.within(base.array(bounds), added[bounds]).lines(*written)
        places = pairwise(update.order.bounds(base.array(bounds), added[bounds]).tolist())
        lists = [lines[start:end] for start, end in places]
        for column, values in label_columns(name, lists, folded if name == "tag" else str):
            update.save(column, values)


def _named(columns: Sequence[str], of: Columns | Part) -> list[str]:
    """Return the names of all pairs of an article and a label."""
    names, numbers = (
        (of.texts(columns[0])[:], of.array(columns[1])) if isinstance(of, Columns) else (of[columns[0]], of[columns[1]])
    )
    return [names[number] for number in numbers.tolist()]


def write_tokens(update: ColumnUpdate, term_ids: npt.NDArray[np.uint32]) -> None:
    """Append passages and tokens; ``term_ids`` are those of the terms of the articles put in."""
    base, added = update.base, update.added
    extents = base.array(EXTENTS)
    own = np.array([len(added["documents"]), len(added["passage_fields"]), len(added["tokens"])])
    before, tokens = base.array("tokens"), added["tokens"].copy()
    tokens["term"] = term_ids[tokens["term"]]
    tokens["place"] += int(before["place"][-1]) + 1 + PASSAGE_GAP if len(before) else 0
    moved = {
        "passage_bounds": added["passage_bounds"][1:] + extents[1],
        "token_bounds": added["token_bounds"][1:] + extents[2],
        "article_tokens": added["article_tokens"][1:] + extents[2],
        "tokens": tokens,
    }
    for name in GROWING:
        update.grow(name, moved[name] if name in moved else added[name])
    update.save(EXTENTS, extents + own)
    update.save("article_rows", update.order.array(base.array("article_rows"), extents[0] + added["article_rows"]))
