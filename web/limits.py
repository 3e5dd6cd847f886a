"""How many forms and how many requests of programs one address may send in a minute; who sends more waits for the next.

Addresses are held in memory for that minute and nowhere else. Each server process counts for itself.
"""

import time
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from math import ceil

from flask import Flask, request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from kbsearch.config import LimitsConfig
from web.errors import API

HARMLESS = ("GET", "HEAD", "OPTIONS")
NETWORK = 64
"""The bits of an IPv6 address that are one customer's."""
LARGEST_FORM = 64 * 1024
"""Bytes of a form; a view that takes long texts and files allows more."""


def register(app: Flask, limits: LimitsConfig) -> None:
    """Answer more requests than that with 429 and ``Retry-After``, and a form that is too large with 413."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_FORM
    allowed = {kind: RateLimitItemPerMinute(most) for kind, most in limits if most}
    limiter = FixedWindowRateLimiter(MemoryStorage())

    @app.before_request
    def count() -> None:
        kind = _kind()
        if kind in allowed:
            key = (kind, sender(request.remote_addr or ""))
            if not limiter.hit(allowed[kind], *key):
                seconds = limiter.get_window_stats(allowed[kind], *key).reset_time - time.time()
                raise TooManyRequests("Too many requests in a minute.", retry_after=max(ceil(seconds), 1))


def sender(address: str) -> str:
    """Return whom requests of an address are counted for: the address, or the network of an IPv6 one."""
    found = ip(address)
    if found is None:
        return address
    return str(found) if found.version == 4 else str(ip_network((found, NETWORK), strict=False))


def ip(address: str) -> IPv4Address | IPv6Address | None:
    """Return the IP address, that of an IPv4 customer also where it is written as IPv6 (``::ffff:192.0.2.1``); None where it is none."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _kind() -> str | None:
    if request.method not in HARMLESS:
        return "posts"
    return "api" if request.path.startswith(API) else None
