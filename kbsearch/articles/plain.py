"""An article's Markdown as others may have it: a title, and no comments, which are between writers."""

import re

from kbsearch.model import Article

_CODE_OR_COMMENT = re.compile(
    r"(?P<code>"
    r"^[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?P<fence>`{3,}(?=[^`\n]*$)|~{3,}).*?(?:^[ \t>]*(?P=fence)[`~]*[ \t]*$|\Z)"
    r"|(?P<ticks>`+)[^`\n]+(?P=ticks)(?!`))"
    r"|^[ \t]*<!--.*?-->[ \t]*(?:\n|\Z)"
    r"|<!--.*?(?:-->|\Z)",
    re.DOTALL | re.MULTILINE,
)
"""Whichever begins first: a comment may hold a fence, and a fence what looks like a comment."""
_HEADING = re.compile(r"#[ \t]|[^\n]+\n=+[ \t]*(?:\n|$)")


def plain_markdown(article: Article) -> str:
    """Return an article's source without comments, below its title and summary where it does not begin with a heading of its own."""
    body = without_comments(article.source).strip("\n")
    if _HEADING.match(body):
        return f"{body}\n"
    above = [f"# {article.title}", *([f"> {article.summary}"] if article.summary else [])]
    return "\n\n".join([*above, body]) + "\n"


def without_comments(markdown: str) -> str:
    """Leave out HTML comments, but for those shown as code. One that is never closed is text, as on the page."""
    return _CODE_OR_COMMENT.sub(_unless_comment, markdown)


def _unless_comment(found: re.Match[str]) -> str:
    return found[0] if found["code"] or not found[0].rstrip().endswith("-->") else ""
