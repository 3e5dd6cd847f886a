"""A table of kbsearch.toml: its settings are fixed once read, and one that does not exist is an error."""

from pydantic import BaseModel, ConfigDict

from kbsearch.messages import Message


class Unusable(ValueError):
    """A value that cannot be used, and why; raised by what validates it."""

    def __init__(self, en: str, ja: str) -> None:
        super().__init__(en)
        self.message = Message(en, ja)


class Table(BaseModel):
    """What every table is made of."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
