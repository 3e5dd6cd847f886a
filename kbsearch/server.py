"""Serves the help centre with waitress; the only module that imports ``web``."""

import errno
from collections.abc import Callable

from waitress import create_server

from kbsearch.config import ServerConfig
from kbsearch.errors import ConfigError
from kbsearch.knowledge_base import KnowledgeBase


def serve_forever(kb: KnowledgeBase, server: ServerConfig, ready: Callable[[str], None]) -> None:
    """Serve until interrupted; ``ready`` is called with the address once connections are accepted.

    Raises ConfigError when the address cannot be listened on.
    """
    from web import create_app

    try:
        listening = create_server(
            create_app(kb),
            host=server.host,
            port=server.port,
            threads=server.threads,
            ident=None,
            clear_untrusted_proxy_headers=True,
        )
    except (OSError, ValueError) as error:
        raise _cannot_listen(server, error) from error
    ready(f"http://{server.host}:{server.port}/")
    try:
        listening.run()
    finally:
        listening.close()


def _cannot_listen(server: ServerConfig, error: OSError | ValueError) -> ConfigError:
    address, other = f"{server.host}:{server.port}", server.port + 1
    if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
        return ConfigError(
            f"port {server.port} is taken by another program; choose another one: 'PORT={other} make serve' or 'kbsearch serve --port {other}'",
            f"ポート {server.port} は別のプログラムが使っています。'PORT={other} make serve' または 'kbsearch serve --port {other}' で変更できます",
        )
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return ConfigError(f"cannot listen on {address}: {reason}", f"{address} で待ち受けできません: {reason}")
