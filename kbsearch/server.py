"""Serves the help centre with waitress, in one process or several; the only module that imports ``web``."""

import errno
import logging
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, suppress
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
    from kbsearch.tickets import TicketOffice

_log = logging.getLogger(__name__)

BACKLOG = 1024
"""Connections that wait to be taken up."""
CONNECTIONS = 500
"""Connections that one process holds open; browsers keep several each, mostly idle."""


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
    from web import create_app

    with suppress(IndexUnavailableError):  # every page will say so
        kb.open()
    insights, office = _insights(kb), _office(kb)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # it warns of every request that waits for a thread
    answering = create_server(
        create_app(kb, insights, office.tickets if office else None),
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
    try:
        answering.run()
    finally:
        answering.close()
        for opened in (insights, office):
            if opened is not None:
                opened.close()


def _insights(kb: KnowledgeBase) -> "Insights | None":
    """Open the event log, where one is wanted. Customers get their answers without it too."""
    if not kb.config.insights.enabled:
        return None
    try:
        secret_key(kb.config)  # votes are signed with it
        return open_insights(kb)
    except DatabaseError as error:
        _log.error("nothing is recorded: %s", error)
        return None


def _office(kb: KnowledgeBase) -> "TicketOffice | None":
    """Open tickets, where customers can write. They get their answers without them too."""
    if not kb.config.tickets.enabled:
        return None
    try:
        return open_office(kb.config)
    except DatabaseError as error:
        _log.error("no tickets are taken: %s", error)
        return None


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
