"""JSON over HTTP, as ticket systems speak it: what goes wrong becomes a DeliveryError with what to do."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar

import httpx2
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from kbsearch.messages import Message
from kbsearch.tickets.desk import DeliveryError

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0
STILL_AT_WORK = 60.0
"""Seconds in which a server that did not answer in time may still be making the ticket: looking for it sooner would miss it."""
_LONGEST_DETAIL = 300
_NOT_FINAL = (404, 408, 409, 425, 429)
"""Refusals that may pass: a proxy without its server, a conflict, a limit."""

T = TypeVar("T")


class Shape(BaseModel):
    """What is used of an answer. Numbers may stand where names do: systems differ."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)


class Api:
    """A ticket system's address. Redirects are not followed, so that a token reaches nobody else; certificates are verified."""

    def __init__(
        self, url: str, headers: Mapping[str, str], auth: tuple[str, str] | None = None, timeout: float = ANSWER_SECONDS
    ) -> None:
        self.url = url
        self.time = datetime.now(UTC)
        """What time it was there when it last answered."""
        self._client = httpx2.Client(
            headers={"Accept": "application/json", **headers},
            auth=auth,
            timeout=httpx2.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS)),
            follow_redirects=False,
            limits=httpx2.Limits(max_keepalive_connections=0),  # one kept open may be dead when the next ticket comes
        )

    def ask(self, shape: type[T], method: str, path: str, **request: Any) -> T:
        """Return the answer in that shape. Raises DeliveryError."""
        answer = self.send(method, path, **request)
        try:
            return TypeAdapter(shape).validate_json(answer.content)
        except ValidationError:
            raise self._error(
                f"answered {method} {path} with something else than expected: is desk.url right, or is a proxy in between?",
                f"の {method} {path} への応答が想定と異なります。desk.url は正しいか、途中にプロキシがないか確かめてください。",
            ) from None

    def send(self, method: str, path: str, **request: Any) -> httpx2.Response:
        """Return an answer that says that it went well. Raises DeliveryError."""
        try:
            answer = self._client.request(method, f"{self.url}{path}", **request)
        except httpx2.ReadTimeout:
            raise self._error(
                "did not answer in time.", "から時間内に応答がありませんでした。", retry_after=STILL_AT_WORK
            ) from None
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise self._error(
                f"cannot be reached, or broke off: {error}", f"に接続できないか、途中で切れました: {error}"
            ) from None
        with suppress(KeyError, ValueError, TypeError):
            self.time = parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
        if not answer.is_success:
            raise self._refusal(answer)
        return answer

    def _refusal(self, answer: httpx2.Response) -> DeliveryError:
        status = answer.status_code
        wait = _retry_after(answer.headers)
        if answer.has_redirect_location:
            target = answer.headers["Location"]
            return self._error(
                f"sends to {target}; write the final address in desk.url.",
                f"は {target} へ転送します。desk.url には転送先のアドレスを書いてください。",
            )
        if status in (401, 403):
            return self._error(
                f"refuses the user ({status}); check KBSEARCH_DESK_TOKEN and the user's rights there. {_detail(answer)}",
                f"がユーザーを拒否しました ({status})。KBSEARCH_DESK_TOKEN と、そのユーザーの権限を確かめてください。{_detail(answer)}",
                is_final=True,
            )
        if status >= 500 or status in _NOT_FINAL or not answer.is_client_error:
            return self._error(
                f"cannot do it now ({status}). {_detail(answer)}",
                f"は今は処理できません ({status})。{_detail(answer)}",
                retry_after=wait,
            )
        return self._error(
            f"refuses it ({status}): {_detail(answer)}", f"が拒否しました ({status}): {_detail(answer)}", is_final=True
        )

    def _error(self, en: str, ja: str, *, retry_after: float | None = None, is_final: bool = False) -> DeliveryError:
        reason = Message(f"{self.url} {en}".rstrip(), f"{self.url} {ja}".rstrip())
        return DeliveryError(str(reason), retry_after=retry_after, is_final=is_final)


def _detail(answer: httpx2.Response) -> str:
    """Return what a program says of its error; a page for people is of no use here."""
    is_page = "html" in answer.headers.get("Content-Type", "")
    return "" if is_page else " ".join(answer.text.split())[:_LONGEST_DETAIL]


def _retry_after(headers: Mapping[str, str]) -> float | None:
    given = headers.get("Retry-After") or headers.get("ratelimit-reset") or ""
    if given.isascii() and given.isdigit():
        return float(given)
    try:
        return max(0.0, (parsedate_to_datetime(given) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None
