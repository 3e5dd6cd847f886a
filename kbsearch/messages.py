"""Messages for people, always in both languages.

A message that a person may read is written twice where it arises; there is no catalogue to forget, and leaving one language
out is a TypeError. Which one is shown follows ``KBSEARCH_LANGUAGE`` (``en`` or ``ja``), else the terminal's ``LC_ALL``,
``LC_MESSAGES`` or ``LANG``, else English.
"""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One message in English and Japanese; ``str()`` gives the one for this terminal."""

    en: str
    ja: str

    def __str__(self) -> str:
        return self.ja if spoken_language() == "ja" else self.en


def spoken_language() -> str:
    """Return ``"ja"`` or ``"en"``, whichever the environment asks for."""
    for name in ("KBSEARCH_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "ja" if value.lower().startswith("ja") else "en"
    return "en"
