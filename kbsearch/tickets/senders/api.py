"""JSON over HTTP, as ticket systems speak it: what goes wrong becomes a DeliveryError with what to do."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urljoin

import httpx2
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from kbsearch.messages import Message
from kbsearch.tickets.desk import LOGIN_PAUSE, DeliveryError
from kbsearch.tickets.senders.deadline import Deadline

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 30.0
WHOLE_SECONDS = 300.0
"""How long a request may take from beginning to end, however steadily the bytes come."""
LARGEST_ANSWER = 64 * 1024 * 1024
"""Bytes: twice what a file of the largest size takes in JSON."""
STILL_AT_WORK = 60.0
"""Seconds in which a server that did not answer in time may still be making the ticket: looking for it sooner would miss it."""
_LONGEST_DETAIL = 300
_NOT_FINAL = (404, 407, 408, 409, 425, 429)
"""Refusals that may pass: a proxy without its server, a conflict, a limit."""
_LOGIN, _RIGHTS, NOT_FOUND = 401, 403, 404

T = TypeVar("T")


class Shape(BaseModel):
    """What is used of an answer. Numbers may stand where names do: systems differ."""

    model_config = ConfigDict(frozen=True, coerce_numbers_to_str=True)


class Api:
    """A ticket system's address. Redirects are not followed, so that a token reaches nobody else; certificates are verified."""

    def __init__(
        self,
        url: str,
        headers: Mapping[str, str],
        auth: tuple[str, str] | None = None,
        timeout: float = ANSWER_SECONDS,
        whole: float = WHOLE_SECONDS,
    ) -> None:
        self.url = url
        self._whole = whole
        self.time = datetime.now(UTC)
        """What time it was there when it last answered."""
        patience = httpx2.Timeout(timeout, connect=min(timeout, CONNECT_SECONDS))
        none_kept = httpx2.Limits(max_keepalive_connections=0)  # one kept open may be dead when the next ticket comes
        self._client = httpx2.Client(
            headers={"Accept": "application/json", **headers},
            auth=auth,
            timeout=patience,
            follow_redirects=False,
            limits=none_kept,
        )
        self._strangers = httpx2.Client(timeout=patience, follow_redirects=True, limits=none_kept)

    def ask(self, shape: type[T], method: str, path: str, **request: Any) -> T:
        """Return the answer in that shape. Raises DeliveryError."""
        return self._shaped(shape, method, path, self.send(method, path, **request))

    def look(self, shape: type[T], path: str) -> T | None:
        """Return what is there; None where the system itself says that it is not, or not for this user. Raises DeliveryError."""
        answer = self._answer(self._client, "GET", f"{self.url}{path}")
        is_its_own = "json" in answer.headers.get("Content-Type", "")  # a proxy without its server answers 404 as well
        if answer.status_code in (_RIGHTS, NOT_FOUND) and is_its_own:
            return None
        return self._shaped(shape, "GET", path, self._good(answer))

    def send(self, method: str, path: str, **request: Any) -> httpx2.Response:
        """Return an answer that says that it went well. Raises DeliveryError."""
        return self._good(self._answer(self._client, method, f"{self.url}{path}", **request))

    def download(self, address: str) -> bytes:
        """Return what is in a file, by its path or its whole address. Raises DeliveryError, final where the file is gone.

        Who is led to another server there is given no token.
        """
        url = address if "://" in address else f"{self.url}{address}"
        answer = None
        if url.startswith(f"{self.url}/"):
            answer = self._answer(self._client, "GET", url)
            url = urljoin(url, answer.headers.get("Location", ""))
        if answer is None or answer.has_redirect_location:
            answer = self._answer(self._strangers, "GET", url)
        if answer.status_code == NOT_FOUND:
            raise self._error("has the file no more (404).", "にファイルがありません (404)。", is_final=True)
        return self._good(answer).content

    def _shaped(self, shape: type[T], method: str, path: str, answer: httpx2.Response) -> T:
        try:
            return TypeAdapter(shape).validate_json(answer.content)
        except ValidationError:
            raise self._error(
                f"answered {method} {path} with something else than expected: is desk.url right, or is a proxy in between?",
                f"の {method} {path} への応答が想定と異なります。desk.url は正しいか、途中にプロキシがないか確かめてください。",
            ) from None

    def _answer(self, client: httpx2.Client, method: str, url: str, **request: Any) -> httpx2.Response:
        deadline = Deadline(self._whole)
        try:
            with deadline, client.stream(method, url, extensions={"trace": deadline.trace}, **request) as stream:
                answer = self._read(stream)
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            if deadline.has_passed or isinstance(error, httpx2.ReadTimeout):
                raise self._late() from None
            raise self._error(
                f"cannot be reached, or broke off: {error}", f"に接続できないか、途中で切れました: {error}"
            ) from None
        if deadline.has_passed:  # where an answer does not say how long it is, it seems to end where it was cut
            raise self._late()
        with suppress(KeyError, ValueError, TypeError):
            self.time = parsedate_to_datetime(answer.headers["Date"]).astimezone(UTC)
        return answer

    def _read(self, stream: httpx2.Response) -> httpx2.Response:
        """Return the whole answer, unpacked."""
        content = bytearray()
        for part in stream.iter_bytes():
            content += part
            if len(content) > LARGEST_ANSWER:
                size = LARGEST_ANSWER // 1024**2
                raise self._error(
                    f"sent more than {size} MB in one answer.", f"からの応答が {size} MB を超えました。", is_final=True
                )
        headers = stream.headers.copy()
        for name in ("Content-Encoding", "Transfer-Encoding"):
            headers.pop(name, None)
        return httpx2.Response(stream.status_code, headers=headers, content=bytes(content), request=stream.request)

    def _late(self) -> DeliveryError:
        return self._error("did not answer in time.", "から時間内に応答がありませんでした。", retry_after=STILL_AT_WORK)

    def _good(self, answer: httpx2.Response) -> httpx2.Response:
        if not answer.is_success:
            raise self._refusal(answer)
        return answer

    def _refusal(self, answer: httpx2.Response) -> DeliveryError:
        status = answer.status_code
        wait = _retry_after(answer.headers)
        if answer.has_redirect_location:
            target = answer.headers["Location"]
            return self._to_mend(
                f"sends to {target}; write the final address in desk.url.",
                f"は {target} へ転送します。desk.url には転送先のアドレスを書いてください。",
            )
        if status in (_LOGIN, _RIGHTS):
            return self._to_mend(
                f"refuses the user ({status}); check KBSEARCH_DESK_TOKEN and the user's rights there.",
                f"がユーザーを拒否しました ({status})。KBSEARCH_DESK_TOKEN と、そのユーザーの権限を確かめてください。",
                _detail(answer),
                retry_after=LOGIN_PAUSE if status == _LOGIN else None,
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

    def _to_mend(self, en: str, ja: str, detail: str = "", *, retry_after: float | None = None) -> DeliveryError:
        to_mend = Message(f"{self.url} {en}", f"{self.url} {ja}")
        return DeliveryError(f"{to_mend} {detail}".rstrip(), retry_after=retry_after, to_mend=to_mend)

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
