"""Categories."""

from flask import Blueprint, url_for
from pydantic import BaseModel, Field
from werkzeug.wrappers import Response

from web.api.operation import operation, public
from web.knowledge import knowledge

blueprint = Blueprint("categories", __name__)


class CategoryEntry(BaseModel):
    """A folder of articles."""

    path: str
    url: str = Field(description="The page's address on this host.")
    name: str
    description: str
    icon: str
    count: int = Field(description="How many public articles it holds, nested ones too.")


class Categories(BaseModel):
    """All that hold a public article, nested ones too, in order."""

    categories: tuple[CategoryEntry, ...]


@blueprint.get("/<locale:locale>/categories", endpoint="categories")
@operation(Categories)
def categories(locale: str) -> Response:
    """List the categories."""
    listed = tuple(
        CategoryEntry(
            path=category.path,
            url=url_for("categories.category", locale=locale, path=category.path),
            name=category.name,
            description=category.description,
            icon=category.icon,
            count=category.count,
        )
        for category in knowledge().categories(locale)
    )
    return public(Categories(categories=listed))
