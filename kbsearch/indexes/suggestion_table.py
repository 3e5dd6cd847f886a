"""Reads the columns of a SuggestionTable."""

from kbsearch.indexes.columns import Columns
from kbsearch.suggestible import SortedKeys, SuggestionTable


def read_suggestions(columns: Columns) -> SuggestionTable:
    """Return the table; its numbers and texts stay in their files, its keys are loaded."""
    return SuggestionTable(
        texts=columns.texts("suggestion_texts"),
        articles=columns.array("suggestion_articles"),
        questions=columns.array("suggestion_questions"),
        entries=columns.array("suggestion_entries"),
        spans=columns.array("suggestion_spans"),
        surfaces=_sorted_keys(columns, "surface"),
        readings=_sorted_keys(columns, "reading"),
    )


def _sorted_keys(columns: Columns, name: str) -> SortedKeys:
    text = columns.texts(f"suggestion_{name}_keys").whole()
    starts, order = (columns.array(f"suggestion_{name}_{part}") for part in ("starts", "order"))
    return SortedKeys(text, starts, order)
