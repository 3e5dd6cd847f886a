"""An operation: a view of the JSON interface, with the models of what it takes and gives, from which the document is made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import BaseModel
from werkzeug.wrappers import Response

from web.api.arguments import Arguments, Body, read_arguments, read_body
from web.caching import ONE_MINUTE, shared

View = Callable[..., Response]


@dataclass(frozen=True)
class Operation:
    """Calls its view with what was asked, read and checked, as ``asked``."""

    view: View
    answer: type[BaseModel]
    takes: type[Arguments] | type[Body] | None
    refusals: dict[int, str]

    @property
    def __name__(self) -> str:
        return self.view.__name__

    @property
    def explanation(self) -> str:
        """The view's own description."""
        return self.view.__doc__ or ""

    def __call__(self, **values: Any) -> Response:
        """Answer a request."""
        if self.takes is None:
            return self.view(**values)
        asked = read_body(self.takes) if issubclass(self.takes, Body) else read_arguments(self.takes)
        return self.view(**values, asked=asked)


def operation(
    answer: type[BaseModel], *, takes: type[Arguments] | type[Body] | None = None, refusals: dict[int, str] | None = None
) -> Callable[[View], Operation]:
    """Make an operation of a view; ``refusals`` are the statuses it answers with else, and when."""
    return lambda view: Operation(view, answer, takes, refusals or {})


def public(answer: BaseModel, changed: datetime | None = None) -> Response:
    """Return what everybody may see, for a browser or a proxy to keep a minute."""
    return shared(json_response(answer), ONE_MINUTE, changed)


def json_response(answer: BaseModel) -> Response:
    """Return an answer as JSON."""
    return Response(answer.model_dump_json(), mimetype="application/json")
