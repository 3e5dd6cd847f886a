"""The one place that names concrete classes and puts them together."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kbsearch.analysis.japanese import JapaneseWords
from kbsearch.analysis.text import TextAnalyzer
from kbsearch.articles.library import Library
from kbsearch.config import Config, load_config, make_config
from kbsearch.indexes.store import FolderStore
from kbsearch.indexing import Indexer
from kbsearch.knowledge_base import KnowledgeBase
from kbsearch.search.profile import PROFILES


def open_kb(
    config_file: str | Path | None = None, *, articles_dir: str | Path | None = None, index_dir: str | Path | None = None
) -> KnowledgeBase:
    """Open a knowledge base by its kbsearch.toml, by its folders, or by both (a folder given here wins).

    Without a file the settings are the defaults, and folders are taken from the current one. The index need not exist yet: ``reindex()`` makes it.
    Raises ConfigError when a setting cannot be used.
    """
    config = load_config(Path(config_file)) if config_file is not None else make_config({}, Path.cwd())
    folders: Mapping[str, Any] = {"articles_dir": articles_dir, "index_dir": index_dir}
    chosen = {name: Path(folder).resolve() for name, folder in folders.items() if folder is not None}
    return assemble(config.model_copy(update=chosen))


def assemble(config: Config) -> KnowledgeBase:
    """Put a knowledge base together."""
    japanese = JapaneseWords()
    analyzers = {locale: TextAnalyzer(locale, japanese) for locale in config.locales}
    profiles = {locale: PROFILES[locale] for locale in config.locales}
    store = FolderStore(config.index_dir, analyzers, {locale: profile.fields for locale, profile in profiles.items()})
    indexer = Indexer(lambda: Library(config.articles_dir, config.locales), store, analyzers)
    return KnowledgeBase(config, store, indexer, analyzers, profiles)
