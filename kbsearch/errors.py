"""Everything that can go wrong for a reason a person can mend.

Each error says what happened, where, and what to do next, in both languages. ``exit_code`` is what the terminal ends with.
"""

from kbsearch.messages import Message


class KbsearchError(Exception):
    """Base of all errors raised on purpose by kbsearch."""

    exit_code = 1

    def __init__(self, en: str, ja: str) -> None:
        super().__init__(en)
        self.message = Message(en, ja)

    def __str__(self) -> str:
        return str(self.message)


class ConfigError(KbsearchError):
    """kbsearch.toml or a KBSEARCH_* variable has a value that cannot be used."""

    exit_code = 2


class ArticlesError(KbsearchError):
    """The articles folder is missing or cannot be read."""

    exit_code = 3


class SynonymsError(KbsearchError):
    """articles/synonyms.yml cannot be read as groups of words."""

    exit_code = 3


class JudgmentsError(KbsearchError):
    """A file of a relevance set (documents, queries, judgments) cannot be used."""

    exit_code = 2


class IndexUnavailableError(KbsearchError):
    """There is no index that can be opened: none was built, or it is damaged."""

    exit_code = 4


class IndexMismatchError(IndexUnavailableError):
    """The index was built by other analyzers than the ones that would search it."""


class IndexBusyError(KbsearchError):
    """Another process is building the index."""

    exit_code = 5


class IndexBuildError(KbsearchError):
    """Building stopped half-way (for example, the disk is full); the old index still serves."""

    exit_code = 6


class DatabaseError(KbsearchError):
    """The database cannot be opened, or the folder beside it cannot be written."""

    exit_code = 7
