"""A table of kbsearch.toml: its settings are fixed once read, and one that does not exist is an error."""

from pydantic import BaseModel, ConfigDict


class Table(BaseModel):
    """What every table is made of."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
