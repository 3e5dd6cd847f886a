"""SQLite's FTS5: a table without content, any term may match, ordered by its BM25."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path

from benchmarks.comparison.engines import LIMIT, Ask, Query

_FILE = "terms.sqlite"
_TABLE = """
    CREATE VIRTUAL TABLE articles USING fts5(
        terms, content='', tokenize="unicode61 remove_diacritics 0 categories 'L* M* N* P* S* Co'"
    )
"""
"""All but white space belongs to a term."""


def build(folder: Path, documents: Sequence[Sequence[str]]) -> None:
    """Write the index."""
    database = sqlite3.connect(folder / _FILE)
    with database:
        database.execute(_TABLE)
        rows = ((number, " ".join(terms)) for number, terms in enumerate(documents))
        database.executemany("INSERT INTO articles(rowid, terms) VALUES (?, ?)", rows)
        database.execute("INSERT INTO articles(articles) VALUES ('optimize')")
    database.close()


def opened(folder: Path) -> Ask:
    """Open the index."""
    database = sqlite3.connect(folder / _FILE)

    def ask(query: Query) -> Sequence[object]:
        quoted = " OR ".join('"' + term.replace('"', '""') + '"' for term in query.terms)
        found = database.execute("SELECT rowid FROM articles WHERE articles MATCH ? ORDER BY rank LIMIT ?", (quoted, LIMIT))
        return [number for (number,) in found]

    return ask
