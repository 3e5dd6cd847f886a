"""What several answers are made of."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, Field

from kbsearch.model import Article, Snippet
from web.addresses import Addresses


class Marked(BaseModel):
    """A text, and where it matches."""

    text: str
    marks: tuple[tuple[int, int], ...] = Field(
        description="Half-open ranges of `text`, counted in Unicode characters, not in UTF-16 units or bytes."
    )

    @classmethod
    def of(cls, snippet: Snippet) -> Self:
        """Return what a snippet shows."""
        return cls(text=snippet.text, marks=snippet.highlights)


class Entry(BaseModel):
    """An article in a list."""

    id: str = Field(description="Stays when the file is moved, where the writer gave it one.")
    locale: str
    path: str = Field(description="Below the locale, without `.md`: `billing/refund`.")
    url: str = Field(description="The page's address on this host.")
    title: str
    summary: str
    category: str = Field(description="The category's path; empty for an article without one.")
    tags: tuple[str, ...]

    @classmethod
    def of(cls, article: Article) -> Self:
        """Return what a list says of an article."""
        return cls(**fields_of(article))


class Problem(BaseModel):
    """What is wrong with a request (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str


Moment = Annotated[datetime | None, Field(description="When it last changed; null where nobody knows.")]


def fields_of(article: Article) -> dict[str, Any]:
    """Return the fields of an Entry."""
    names = ("id", "locale", "path", "title", "summary", "category", "tags")
    return {name: getattr(article, name) for name in names} | {"url": Addresses().article(article.locale, article.path, "")}
