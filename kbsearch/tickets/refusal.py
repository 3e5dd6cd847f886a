"""What a customer asked for and cannot have."""

from kbsearch.errors import KbsearchError


class TicketRefused(KbsearchError):
    """Says what to mend. ``field`` is that of the draft; empty where it is none."""

    def __init__(self, en: str, ja: str, field: str = "") -> None:
        super().__init__(en, ja)
        self.field = field
