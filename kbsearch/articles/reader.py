"""One file to one article.

Whatever is wrong with a file becomes a problem; what is sound of it is used. Only a file of which nothing can be indexed
gives no article.
"""

import posixpath
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1
from typing import Any, cast

from kbsearch.articles.encoding import NotTextError, decode
from kbsearch.articles.fences import find_fences
from kbsearch.articles.front_matter import FrontMatter, parse
from kbsearch.articles.headings import set_headings
from kbsearch.articles.markdown_html import render_article
from kbsearch.articles.normal_html import TAG, attributes
from kbsearch.articles.questions import expand, fault
from kbsearch.articles.sections import sections_of
from kbsearch.messages import Message
from kbsearch.model import Article, Link, Problem, Severity

MAX_BYTES = 2_000_000
_NOT_IN_SOURCE = re.compile(r"#fn(?:ref)?\d*:")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a file: an article if anything can be indexed, and the problems."""

    article: Article | None
    problems: tuple[Problem, ...]


def read_article(file: str, content: bytes) -> Reading:
    """Read a file; ``file`` is its path relative to the articles folder (``ja/billing/refund.md``). Never raises, whatever
    the bytes are."""
    if len(content) > MAX_BYTES:
        return _nothing(file, "size", 0, _too_large(len(content)))
    try:
        decoded = decode(content)
    except NotTextError as error:
        return _nothing(file, "encoding", error.line, error.message)
    remarks = tuple(Problem(file, line, 0, "encoding", message, Severity.WARNING) for line, message in decoded.remarks)
    if not decoded.text.strip():
        return _nothing(file, "empty", 0, _empty(), remarks)
    front = parse(decoded.text, file)
    return _read(file, front, _revision(content), (*remarks, *front.problems))


def _nothing(file: str, rule: str, line: int, message: Message, others: tuple[Problem, ...] = ()) -> Reading:
    return Reading(None, (*others, Problem(file, line, 0, rule, message)))


def _read(file: str, front: FrontMatter, revision: str, problems: tuple[Problem, ...]) -> Reading:
    locale, path = _place(file)
    rendering = render_article(front.body, locale)
    body = set_headings(rendering.html, str(front.values.get("title") or ""))
    if not rendering.html.strip():
        return _nothing(file, "empty", 0, _no_text(), problems)
    title = str(front.values.get("title") or "") or body.title or _title_from(path)
    values: dict[str, Any] = {"id": path, **front.values, "title": title}
    written = cast(tuple[str, ...], values.get("questions", ()))
    values["questions"] = tuple(dict.fromkeys(plain for question in written for plain in expand(question)))
    article = Article(
        locale=locale,
        path=path,
        sections=sections_of(body.html),
        links=tuple(_links(body.html, front)),
        html=body.html,
        source=front.body,
        revision=revision,
        **values,
    )
    found = _problems(file, front, rendering.is_plain, None if front.values.get("title") or body.title else title)
    return Reading(article, (*problems, *found))


def _revision(content: bytes) -> str:
    return sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()


def _place(file: str) -> tuple[str, str]:
    locale, _, path = unicodedata.normalize("NFC", file).rpartition(".md")[0].partition("/")
    return (locale, path) if path else ("", locale or file)


def _title_from(path: str) -> str:
    words = posixpath.basename(path).replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] or path


def _problems(file: str, front: FrontMatter, is_plain: bool, title: str | None) -> Iterator[Problem]:
    if title is not None:
        yield Problem(file, front.body_line, 0, "title", _no_title(title), Severity.WARNING)
    if is_plain:
        yield Problem(file, front.body_line, 0, "markdown", _too_deep())
    lines = front.body.split("\n")
    for fence in find_fences(lines):
        if not fence.is_closed:
            yield Problem(file, front.body_line + fence.start, 0, "markdown", _unclosed(), Severity.WARNING)
    for question in cast(tuple[str, ...], front.values.get("questions", ())):
        if message := fault(question):
            yield Problem(file, front.question_lines.get(question, 0), 0, "questions", message, Severity.WARNING)


def _links(html: str, front: FrontMatter) -> Iterator[Link]:
    """Yield links and pictures with the lines they stand in: looked for in the source, in the order of the page."""
    source, at = front.body, 0
    for tag in TAG.finditer(html):
        if tag[1] or tag[2] not in ("a", "img"):
            continue
        href = attributes(tag[3]).get("href" if tag[2] == "a" else "src", "")
        if not href or _NOT_IN_SOURCE.match(href):
            continue
        place = source.find(href, at)
        if place < 0:
            place = source.find(href)
        else:
            at = place + len(href)
        yield Link(href, front.body_line + source.count("\n", 0, place) if place >= 0 else 0)


def _too_large(size: int) -> Message:
    return Message(
        f"This file has {size / 1e6:.1f} MB, too much for one article (at most {MAX_BYTES / 1e6:.0f} MB), and is not "
        "indexed. Split it up.",
        f"このファイルは {size / 1e6:.1f} MB あり、一つの記事には大きすぎるため（上限 {MAX_BYTES / 1e6:.0f} MB）、"
        "検索の対象にしません。分割してください。",
    )


def _empty() -> Message:
    return Message(
        "This file is empty and not indexed. Write the article or delete the file.",
        "ファイルが空のため、検索の対象にしません。記事を書くか、ファイルを削除してください。",
    )


def _no_text() -> Message:
    return Message(
        "This article has no text below its front matter and is not indexed. Write the text or delete the file.",
        "フロントマターの下に本文がないため、検索の対象にしません。本文を書くか、ファイルを削除してください。",
    )


def _no_title(title: str) -> Message:
    return Message(
        f"This article has no title; “{title}” was made from its path. Write `title:` in the front matter.",
        f"記事にタイトルがないため、ファイル名から「{title}」としました。フロントマターに `title:` を書いてください。",
    )


def _too_deep() -> Message:
    return Message(
        "This text cannot be rendered and is shown as it stands: lists, quotes or HTML are nested too deeply, or hundreds of "
        "[ or < are never closed. Simplify it.",
        "本文を整形できないため、書かれたままの文字で表示します。リスト・引用・HTML の入れ子が深すぎるか、"
        "[ や < が閉じられないまま何百も続いています。簡潔に書き直してください。",
    )


def _unclosed() -> Message:
    return Message(
        "The code block that begins here is not closed; everything below it is code. Write the same ``` or ~~~ below it.",
        "ここから始まるコードブロックが閉じられておらず、以下がすべてコードになります。終わりに同じ ``` か ~~~ "
        "を書いてください。",
    )
