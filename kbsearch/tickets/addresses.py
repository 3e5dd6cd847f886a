"""Where the help centre shows tickets. The pages of the frontend lie at these addresses."""


class Addresses:
    """``site`` is ``https://help.example.com``; where it is empty, there is nothing to link to and every address is empty."""

    def __init__(self, site: str) -> None:
        self._site = site

    def ticket(self, locale: str, reference: str) -> str:
        """Return the page of a ticket."""
        return self._on_site(f"/{locale}/tickets/{reference}")

    def opening(self, locale: str, token: str) -> str:
        """Return what a mail links to, which is exchanged for a session."""
        return self._on_site(f"/{locale}/tickets/open/{token}")

    def article(self, locale: str, path: str) -> str:
        """Return the page of an article."""
        return self._on_site(f"/{locale}/{path}")

    def _on_site(self, path: str) -> str:
        return self._site and f"{self._site}{path}"
