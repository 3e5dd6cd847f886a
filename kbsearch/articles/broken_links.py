"""Links that lead nowhere.

A link to another article is written as the relative path of its file, ``[Refunds](../billing/refund.md)``, if need be with
the heading, ``../billing/refund.md#conditions``. Pictures and other files are linked the same way.
"""

import posixpath
import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import replace
from urllib.parse import unquote

from rapidfuzz import fuzz, process

from kbsearch.articles.targets import Exists, Target, is_outside, leads_nowhere, resolve
from kbsearch.messages import Message
from kbsearch.model import Article, Link, Problem, Severity

RULE = "links"
_SIMILAR = 75
_FILE_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}$")
_PAGE_ENDING = re.compile(r"(?:\.html?|\.mdx?|\.markdown)?/?$", re.IGNORECASE)


def broken_links(article: Article, exists: Exists, known: Collection[str]) -> Iterator[Problem]:
    """Yield a problem for every link, and every ``related`` path, of an article that leads nowhere.

    ``exists`` is asked for articles, for headings (a target with an anchor) and for files; ``known`` are the files to
    suggest from, relative to the articles folder (``ja/billing/refund.md``).
    """
    for link in article.links:
        yield from _of_link(article, link, exists, known)
    for path in article.related:
        if not exists(Target(article.locale, path, "")):
            meant = _meant(f"{article.locale}/{path}.md", known)
            suggestion = meant.partition("/")[2].removesuffix(".md") if meant else ""
            yield Problem(article.file, 0, 0, RULE, _no_related(path, suggestion))


def _of_link(article: Article, link: Link, exists: Exists, known: Collection[str]) -> Iterator[Problem]:
    target = _own_heading(article, link.href) or resolve(article.file, link.href)
    if target is None:
        return
    page = replace(target, anchor="") if isinstance(target, Target) else target
    if leads_nowhere(page, exists):
        yield Problem(article.file, link.line, 0, RULE, _no_file(article.file, link.href, page, known))
    elif isinstance(target, Target) and target.anchor and not exists(target):
        yield Problem(article.file, link.line, 0, RULE, _no_heading(link.href, target.anchor), Severity.WARNING)


def _own_heading(article: Article, href: str) -> Target | None:
    if not href.startswith("#") or href in ("#", "#top") or href.startswith(("#fn:", "#fnref:", "#fnref")):
        return None
    return Target(article.locale, article.path, unicodedata.normalize("NFC", unquote(href[1:])))


def _no_file(file: str, href: str, page: Target | str, known: Collection[str]) -> Message:
    if is_outside(page):
        return Message(
            f"The link “{href}” leads out of the articles folder. Link to a file inside it, or to a full address (https://…).",
            f"リンク「{href}」は記事フォルダーの外を指しています。フォルダー内のファイルか、https:// で始まる URL "
            "にしてください。",
        )
    wanted = page if isinstance(page, str) else f"{page.locale}/{page.path}.md"
    meant = _meant(wanted, known)
    suggestion = posixpath.relpath(meant, posixpath.dirname(file)) if meant else ""
    return Message(
        f"The link “{href}” leads to no file." + (f" Did you mean '{suggestion}'?" if suggestion else " Correct or remove it."),
        f"リンク「{href}」の先にファイルがありません。"
        + (f"'{suggestion}' でしょうか。" if suggestion else "直すか、取り除いてください。"),
    )


def _no_heading(href: str, anchor: str) -> Message:
    return Message(
        f"The link “{href}” leads to an article without a heading #{anchor}; it opens at the top. Correct the part after #.",
        f"リンク「{href}」の先の記事には見出し #{anchor} がなく、記事の先頭が開きます。# より後ろを直してください。",
    )


def _no_related(path: str, suggestion: str) -> Message:
    return Message(
        f"`related` names “{path}”, but there is no such article."
        + (f" Did you mean '{suggestion}'?" if suggestion else " Remove it."),
        f"`related` の「{path}」という記事はありません。"
        + (f"'{suggestion}' でしょうか。" if suggestion else "取り除いてください。"),
    )


def _meant(wanted: str, known: Collection[str]) -> str | None:
    """Return the known file most like the wanted one; the same name in the same language before all others."""
    bare = _PAGE_ENDING.sub("", wanted)
    locale, name = wanted.partition("/")[0], posixpath.basename(bare).lower()
    for candidate in (f"{bare}.md", f"{bare}/index.md", f"{bare}/README.md"):
        if candidate in known:
            return candidate
    # What is meant by a picture is a picture, never an article.
    ending = match[0].lower() if (match := _FILE_ENDING.search(bare)) else ".md"
    own = [file for file in known if file.startswith(f"{locale}/") and file.lower().endswith(ending)]
    called = f"/{name}" if match else f"/{name}.md"
    same = [file for file in own if file.lower().endswith(called)]
    close = process.extractOne(
        bare if match else f"{bare}.md", same or own, scorer=fuzz.ratio, score_cutoff=0 if same else _SIMILAR
    )
    return close[0] if close else None
