"""The OpenAPI document, made from the routes and the models that serve them."""

import json
import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from flask import Blueprint, current_app
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from werkzeug.routing import Rule
from werkzeug.wrappers import Response

from kbsearch.version import VERSION
from web.api.arguments import Body
from web.api.operation import Operation
from web.api.values import Problem
from web.caching import ONE_HOUR, shared
from web.knowledge import knowledge

blueprint = Blueprint("document", __name__)

_SCHEMAS = "#/components/schemas/{model}"
_VARIABLE = re.compile("<[^:>]+:([^>]+)>")
_REFUSALS = {
    404: "The help centre is not in this language.",
    429: "Too many requests in a minute; `Retry-After` says when to come back.",
    503: "There is no index now.",
}
"""What every operation may answer."""


@blueprint.get("/openapi.json")
def document() -> Response:
    """Describe the interface (OpenAPI 3.1)."""
    written = json.dumps(_document(), ensure_ascii=False, indent=1)
    return shared(Response(written, mimetype="application/json"), ONE_HOUR)


def _document() -> dict[str, Any]:
    found = sorted(_operations(), key=lambda each: each[0].rule)
    models = {model for _, operation in found for model in _models(operation)} | {Problem}
    modes = [(model, "validation" if issubclass(model, Body) else "serialization") for model in models]
    named = sorted(modes, key=lambda mode: mode[0].__name__)
    _, schemas = models_json_schema(named, ref_template=_SCHEMAS)  # type: ignore[arg-type]
    return {
        "openapi": "3.1.0",
        "info": {"title": "kbsearch", "version": VERSION, "description": "Search and read the help centre."},
        "paths": {_VARIABLE.sub(r"{\1}", rule.rule): {_method(rule): _described(rule, operation)} for rule, operation in found},
        "components": {"schemas": schemas["$defs"]},
    }


def _operations() -> Iterator[tuple[Rule, Operation]]:
    for rule in current_app.url_map.iter_rules():
        view = current_app.view_functions[rule.endpoint]
        if isinstance(view, Operation):
            yield rule, view


def _models(operation: Operation) -> Iterator[type[BaseModel]]:
    yield operation.answer
    if operation.takes is not None and issubclass(operation.takes, Body):
        yield operation.takes


def _method(rule: Rule) -> str:
    return "post" if "POST" in (rule.methods or ()) else "get"


def _described(rule: Rule, operation: Operation) -> dict[str, Any]:
    takes = operation.takes
    described: dict[str, Any] = {
        "operationId": operation.__name__,
        "summary": operation.explanation,
        "parameters": [_in_path(name) for name in sorted(rule.arguments)],
        "responses": {"200": {"description": operation.answer.__doc__, "content": _content(operation.answer)}},
    }
    if takes is not None and issubclass(takes, Body):
        described["requestBody"] = {"required": True, "content": _content(takes)}
    elif takes is not None:
        described["parameters"] += _in_query(takes)
    refusals = {
        **({400: "Something asked cannot be used; `detail` names it."} if takes else {}),
        **_REFUSALS,
        **operation.refusals,
    }
    for status, when in sorted(refusals.items()):
        described["responses"][str(status)] = _refusal(status, when)
    return described


def _refusal(status: int, when: str) -> dict[str, Any]:
    if status < HTTPStatus.BAD_REQUEST:
        return {"description": when}
    return {"description": when, "content": _content(Problem, "application/problem+json")}


def _content(model: type[BaseModel], mimetype: str = "application/json") -> dict[str, Any]:
    return {mimetype: {"schema": {"$ref": _SCHEMAS.format(model=model.__name__)}}}


def _in_path(name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "minLength": 1}
    if name == "locale":
        schema = {"type": "string", "enum": list(knowledge().config.locales)}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(model: type[BaseModel]) -> Iterator[dict[str, Any]]:
    written = model.model_json_schema()
    for name, schema in written["properties"].items():
        described = schema.pop("description")
        required = name in written.get("required", ())
        yield {"name": name, "in": "query", "required": required, "description": described, "schema": schema}
