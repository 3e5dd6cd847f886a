"""What programs ask with: query arguments and JSON bodies, checked against the models that the document is made from."""

from typing import Any

from flask import abort, request
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

LARGEST_BODY = 20_000
"""Bytes."""


def _digits(written: object) -> object:
    return int(written) if isinstance(written, str) and len(written) < 10 and written.isascii() and written.isdigit() else None


def _yes_or_no(written: object) -> object:
    return {"true": True, "false": False}.get(str(written))


DIGITS = BeforeValidator(_digits)
"""Reads a number of an address."""
YES_OR_NO = BeforeValidator(_yes_or_no)
"""Reads ``true`` or ``false``."""


class Arguments(BaseModel):
    """The query of an address; what is not known in it is left alone."""


class Body(BaseModel):
    """A JSON object in which everything is known and of its type."""

    model_config = ConfigDict(extra="forbid", strict=True)


def read_arguments(model: type[Arguments]) -> Arguments:
    """Return the query of this request. What is wrong with it is answered with 400 and its name."""
    try:
        return model.model_validate(request.args.to_dict())
    except ValidationError as error:
        abort(400, _explained(error, model))


def read_body(model: type[Body]) -> Body:
    """Return the body of this request. No form of another site's page can send one: its type would not be JSON."""
    if request.mimetype != "application/json":
        abort(415, "The body must be JSON, sent as 'Content-Type: application/json'.")
    request.max_content_length = LARGEST_BODY
    try:
        return model.model_validate_json(request.get_data())
    except ValidationError as error:
        abort(400, _explained(error, model))


def _explained(error: ValidationError, model: type[BaseModel]) -> str:
    first = error.errors()[0]
    name = str(first["loc"][0]) if first["loc"] else ""
    if name not in model.model_fields:
        return f"{name!r} is not known here." if name else f"The body must be a JSON object: {first['msg']}."
    field = model.model_json_schema()["properties"][name]
    if first["type"] == "missing":
        return f"'{name}' is missing: {field['description']}"
    return f"'{name}' must be {_wanted(field, model)}."


def _wanted(field: dict[str, Any], model: type[BaseModel]) -> str:
    """Say in words what a schema asks for."""
    if "minimum" in field:
        return f"a whole number from {field['minimum']} to {field['maximum']}"
    if field.get("type") == "boolean":
        return "true or false"
    for choice in (field, *field.get("anyOf", ())):
        if "$ref" in choice:
            kinds = model.model_json_schema()["$defs"][choice["$ref"].rpartition("/")[2]]["enum"]
            return f"one of {', '.join(kinds)}"
    return f"a text of at most {field['maxLength']} characters" if "maxLength" in field else "a text"
