import pytest

from web.blocklist import Blocklist

LIST = Blocklist(("spam@example.com", "Junk.example", "203.0.113.0/24", "2001:db8::/32", "198.51.100.7"))


@pytest.mark.parametrize(
    ("email", "address", "stopped"),
    [
        ("spam@example.com", "", True),
        ("ham@example.com", "", False),
        ("a@junk.example", "", True),
        ("a@mail.junk.example", "", True),
        ("a@notjunk.example", "", False),
        ("junk.example@ok.example", "", False),
        ("a@ok.example", "203.0.113.9", True),
        ("a@ok.example", "2001:db8::1%eth0", True),
        ("a@ok.example", "198.51.100.7", True),
        ("a@ok.example", "::ffff:203.0.113.9", True),
        ("a@ok.example", "198.51.100.8", False),
        ("a@ok.example", "a socket", False),
    ],
)
def test_addresses_domains_and_networks_are_stopped(email: str, address: str, stopped: bool) -> None:
    assert LIST.stops(email, address) is stopped
