"""Ids and old paths that two articles of one language claim.

An ``id`` is part of the article's short address, so it belongs to one article; a copied file needs a new one. The first
file, by name, keeps it, the other is reached by its path. ``aliases`` are paths that lead to an article; an alias leads to
one.
"""

from collections.abc import Iterable, Iterator

from kbsearch.messages import Message
from kbsearch.model import Article, Problem

_IDS = "ids"
_ALIASES = "aliases"


def duplicate_ids(articles: Iterable[Article]) -> Iterator[Problem]:
    """Yield a problem for every id, and every alias, that another article of the same locale has before it."""
    ordered = sorted(articles, key=lambda article: article.file)
    holders: dict[tuple[str, str], Article] = {}
    for article in ordered:
        first = holders.setdefault((article.locale, article.id), article)
        if first is not article:
            yield Problem(article.file, 0, 0, _IDS, _id_taken(article, first))
    yield from _duplicate_aliases(ordered)


def _duplicate_aliases(articles: list[Article]) -> Iterator[Problem]:
    paths = {(article.locale, article.path): article for article in articles}
    holders: dict[tuple[str, str], Article] = {}
    for article in articles:
        for alias in article.aliases:
            place = (article.locale, alias)
            if place in paths:
                yield Problem(article.file, 0, 0, _ALIASES, _alias_is_path(alias, paths[place]))
            elif (first := holders.setdefault(place, article)) is not article:
                yield Problem(article.file, 0, 0, _ALIASES, _alias_taken(alias, first))


def _id_taken(article: Article, first: Article) -> Message:
    return Message(
        f"The id “{article.id}” is already that of {first.file}, so this article goes by its path, “{article.path}”. Give "
        "it an id of its own.",
        f"id「{article.id}」は {first.file} が使っています。この記事はパス「{article.path}」で扱います。別の id "
        "を付けてください。",
    )


def _alias_is_path(alias: str, holder: Article) -> Message:
    return Message(
        f"The alias “{alias}” is the path of {holder.file} and leads there. Remove it from `aliases`.",
        f"`aliases` の「{alias}」は {holder.file} のパスで、そちらが開きます。`aliases` から取り除いてください。",
    )


def _alias_taken(alias: str, first: Article) -> Message:
    return Message(
        f"The alias “{alias}” is already that of {first.file} and leads there. Remove it from one of the two.",
        f"`aliases` の「{alias}」は {first.file} にもあり、そちらが開きます。どちらか一方から取り除いてください。",
    )
