"""Who cannot write: mail addresses, whole domains, and networks of the settings."""

from ipaddress import IPv4Network, IPv6Network, ip_network

from web.limits import ip


class Blocklist:
    """Entries such as ``someone@example.com``, ``example.com`` (with all below it) and ``203.0.113.0/24``."""

    def __init__(self, entries: tuple[str, ...]) -> None:
        self._names = {entry.lower().lstrip("@") for entry in entries}
        self._networks = [network for network in map(_network, entries) if network is not None]

    def stops(self, email: str, address: str) -> bool:
        """Whether a sender is on it."""
        domain = email.rpartition("@")[2].split(".")
        names = {email, *(".".join(domain[start:]) for start in range(len(domain)))}
        return not names.isdisjoint(self._names) or self._is_in_network(address)

    def _is_in_network(self, address: str) -> bool:
        found = ip(address)
        return found is not None and any(found in network for network in self._networks)


def _network(entry: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(entry, strict=False)
    except ValueError:
        return None
