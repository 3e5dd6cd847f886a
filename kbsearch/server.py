"""Serves the help centre with waitress, in one process or several; the only module that imports ``web``."""

import errno
import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from waitress import create_server
from waitress.adjustments import Adjustments

from kbsearch.bootstrap import assemble, open_insights, open_office
from kbsearch.config import Config, ServerConfig
from kbsearch.errors import ConfigError, DatabaseError, IndexUnavailableError
from kbsearch.knowledge_base import KnowledgeBase
from kbsearch.secret import secret_key
from kbsearch.workers import ARE_SUPPORTED, end_with_parent, keep_running, until_interrupted

if TYPE_CHECKING:
    from kbsearch.insights import Insights
    from kbsearch.tickets import TicketOffice, Tickets

_log = logging.getLogger(__name__)

BACKLOG = 1024
"""Connections that wait to be taken up."""
CONNECTIONS = 500
"""Connections that one process holds open; browsers keep several each, mostly idle."""
AGAIN = 5
"""Seconds until a database that could not be opened is tried again."""
LARGEST_REQUEST = 256 * 1024 * 1024
"""Bytes of a request. Pages take less, and say so; what is larger still is not even put on the disk."""


def serve_forever(kb: KnowledgeBase, server: ServerConfig, ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; ``ready`` is called with the address once connections are accepted.

    Raises ConfigError when the address cannot be listened on, or there are to be more processes than this system can have.
    """
    if server.processes > 1 and not ARE_SUPPORTED:
        raise _only_one_process(server)
    with ExitStack() as open_sockets:
        try:
            sockets = [open_sockets.enter_context(each) for each in _listening(server)]
        except (OSError, ValueError) as error:
            raise _cannot_listen(server, error) from error
        ready(f"http://{server.host}:{server.port}/")
        if server.processes > 1:
            keep_running(server.processes, _work, kb.config, server.threads, sockets)
        else:
            with until_interrupted():
                _answer(kb, server.threads, sockets)


def _listening(server: ServerConfig) -> Iterator[socket.socket]:
    """Yield a socket for each address of the host: ``localhost`` may have two."""
    for family, _, _, address in Adjustments(host=server.host, port=server.port).listen:
        yield socket.create_server(address, family=family, backlog=BACKLOG)


def _work(config: Config, threads: int, sockets: Sequence[socket.socket]) -> None:
    """What each of several processes does."""
    with until_interrupted():
        end_with_parent()
        _answer(assemble(config), threads, sockets)


def _answer(kb: KnowledgeBase, threads: int, sockets: Sequence[socket.socket]) -> None:
    from web import create_app, equip

    with suppress(IndexUnavailableError):  # every page will say so
        kb.open()
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns of every request that waits for a thread
    app = create_app(kb)
    answering = create_server(
        app,
        sockets=sockets,
        threads=threads,
        backlog=BACKLOG,
        connection_limit=CONNECTIONS,
        max_request_body_size=LARGEST_REQUEST,
        asyncore_use_poll=True,
        ident=None,
        clear_untrusted_proxy_headers=True,
        **_trust(kb.config.server),
    )
    records = _Records(kb, lambda insights, tickets: equip(app, insights, tickets))
    try:
        records.open()
        answering.run()
    finally:
        answering.close()
        records.close()


class _Records:
    """What pages need of the database: the event log and tickets, where they are wanted.

    Customers get their answers without them. So a database that is not there yet is waited for, and pages are given the two when it is.
    """

    def __init__(self, kb: KnowledgeBase, give: "Callable[[Insights | None, Tickets | None], None]") -> None:
        self._kb = kb
        self._give = give
        self._insights: Insights | None = None
        self._office: TicketOffice | None = None
        self._closing = Event()
        self._waiting = Thread(target=self._wait, name="records", daemon=True)

    def open(self) -> None:
        """Open both, or begin to wait for the database."""
        try:
            self._open()
        except DatabaseError as error:
            _log.error("nothing is recorded and no tickets are taken until this is mended: %s", error)
            self._waiting.start()

    def close(self) -> None:
        """Write what waits and let go of the database."""
        self._closing.set()
        if self._waiting.is_alive():
            self._waiting.join()
        for opened in (self._insights, self._office):
            if opened is not None:
                opened.close()

    def _wait(self) -> None:
        while not self._closing.wait(AGAIN):
            with suppress(DatabaseError):
                self._open()
                _log.info("the database is open: use is recorded and tickets are taken as the settings say")
                return

    def _open(self) -> None:
        config = self._kb.config
        if config.tickets.enabled and self._office is None:
            self._office = open_office(config)
        if config.insights.enabled:
            secret_key(config)  # votes are signed with it
            self._insights = open_insights(self._kb)
        self._give(self._insights, self._office.tickets if self._office else None)


def _trust(server: ServerConfig) -> dict[str, Any]:
    """Return the settings by which waitress takes the customer's address and https from the proxy in front of it."""
    if not server.trusted_proxy:
        return {}
    return {
        "trusted_proxy": server.trusted_proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
    }


def _cannot_listen(server: ServerConfig, error: OSError | ValueError) -> ConfigError:
    address, other = f"{server.host}:{server.port}", server.port + 1
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return ConfigError(
            f"port {server.port} is taken by another program; choose another one: 'PORT={other} make serve' or 'kbsearch serve --port {other}'",
            f"ポート {server.port} は別のプログラムが使っています。'PORT={other} make serve' または 'kbsearch serve --port {other}' で変更できます",
        )
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return ConfigError(f"cannot listen on {address}: {reason}", f"{address} で待ち受けできません: {reason}")


def _only_one_process(server: ServerConfig) -> ConfigError:
    return ConfigError(
        f"server.processes = {server.processes} cannot be used: on Windows there can be only one server process",
        f"server.processes = {server.processes} は使えません: Windows ではサーバーのプロセスは 1 つだけです",
    )
