"""kbsearch: a help centre whose source is a folder of Markdown, in Japanese and English."""

from kbsearch.bootstrap import open_kb
from kbsearch.config import Config
from kbsearch.errors import KbsearchError
from kbsearch.knowledge_base import KnowledgeBase
from kbsearch.model import Article, Audience, Hit, Query, Results
from kbsearch.version import VERSION as __version__  # noqa: F401

__all__ = ["Article", "Audience", "Config", "Hit", "KbsearchError", "KnowledgeBase", "Query", "Results", "open_kb"]
