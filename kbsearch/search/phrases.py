"""Exact phrases: what stands between quotation marks must stand in the article, width and letter case aside."""

import re
import unicodedata
from collections.abc import Iterator

from kbsearch.model import Article


def contains_phrase(article: Article, phrase: str) -> bool:
    """Whether any text of the article has the phrase; a Latin word at its edge must be a whole word."""
    wanted = _folded(phrase)
    if not wanted:
        return True
    left = r"(?<![a-z0-9])" if wanted[0].isascii() and wanted[0].isalnum() else ""
    right = r"(?![a-z0-9])" if wanted[-1].isascii() and wanted[-1].isalnum() else ""
    pattern = re.compile(left + re.escape(wanted) + right)
    return any(pattern.search(_folded(text)) for text in _texts(article))


def _texts(article: Article) -> Iterator[str]:
    yield article.title
    yield article.summary
    yield from article.questions
    yield from article.tags
    for section in article.sections:
        yield section.heading
        yield section.text


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
