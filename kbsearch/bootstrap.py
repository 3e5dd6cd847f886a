"""The one place that names concrete classes and puts them together."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from kbsearch.analysis.japanese import JapaneseWords
from kbsearch.analysis.text import TextAnalyzer
from kbsearch.articles.library import Library
from kbsearch.config import Config, apart, load_config, make_config
from kbsearch.errors import ConfigError
from kbsearch.evaluation.collection import build_index
from kbsearch.indexes.store import FolderStore
from kbsearch.indexing import Indexer
from kbsearch.knowledge_base import KnowledgeBase
from kbsearch.model import Article
from kbsearch.ports import Progress
from kbsearch.search.profile import PROFILES
from kbsearch.secret import secret_key

if TYPE_CHECKING:
    from kbsearch.insights import Insights
    from kbsearch.insights.log import EventLog
    from kbsearch.tickets import TicketOffice
    from kbsearch.tickets.worker import Worker


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
    return assemble(apart(config.model_copy(update=chosen)))


def assemble(config: Config) -> KnowledgeBase:
    """Put a knowledge base together."""
    analyzers = _analyzers(config)
    return _assembled(config, analyzers, _store(config, analyzers))


def open_insights(kb: KnowledgeBase) -> "Insights":
    """Record how ``kb`` is used; its suggestions follow what is learned. Raises DatabaseError when the database cannot be opened."""
    from kbsearch.insights import Insights

    return Insights(open_log(kb.config), kb.config.insights, kb.favour)


def open_log(config: Config) -> "EventLog":
    """Open the event log. Raises DatabaseError when the database cannot be opened."""
    from kbsearch.database import open_database  # its libraries take a quarter of a second to load, and most commands need none
    from kbsearch.insights.log import EventLog

    return EventLog(open_database(config.database_url))


def open_office(config: Config) -> "TicketOffice":
    """Open tickets.

    Raises DatabaseError when the database cannot be opened, ConfigError when addresses are to be confirmed without links in mail.
    """
    from kbsearch.database import open_database
    from kbsearch.tickets import TicketOffice

    if config.tickets.confirm_email and not (config.mail.host and config.site.url):
        raise ConfigError(
            "tickets.confirm_email needs mail with links: set mail.host, mail.sender and site.url",
            "tickets.confirm_email にはリンクの入ったメールが必要です。mail.host と mail.sender と site.url を指定してください",
        )
    return TicketOffice(open_database(config.database_url), config, secret_key(config), lambda: datetime.now(UTC))


def open_worker(config: Config) -> "Worker":
    """Open what works behind the pages of tickets. Raises what ``open_office`` raises."""
    from kbsearch.tickets.senders import open_desk
    from kbsearch.tickets.senders.smtp import SmtpServer

    mailer = SmtpServer(config.mail) if config.mail.host else None
    return open_office(config).worker(open_desk(config.desk, config.mail), mailer)


@contextmanager
def collection(config: Config, locale: str, articles: Sequence[Article], progress: Progress) -> Iterator[KnowledgeBase]:
    """Yield a knowledge base of ``articles`` alone, all in ``locale``; its index lies in a temporary folder.

    Settings are those of ``config``. Raises IndexBuildError when the disk is full and the like.
    """
    with TemporaryDirectory(prefix="kbsearch-") as folder:
        places = {"articles_dir": Path(folder) / "articles", "index_dir": Path(folder) / "index"}
        alone = config.model_copy(update={**places, "locales": (locale,)})
        analyzers = _analyzers(alone)
        store = _store(alone, analyzers)
        build_index(store, articles, analyzers[locale], progress)
        yield _assembled(alone, analyzers, store)


def _assembled(config: Config, analyzers: Mapping[str, TextAnalyzer], store: FolderStore) -> KnowledgeBase:
    indexer = Indexer(lambda: Library(config.articles_dir, config.locales), store, analyzers)
    profiles = {locale: PROFILES[locale] for locale in config.locales}
    return KnowledgeBase(config, store, indexer, analyzers, profiles)


def _analyzers(config: Config) -> Mapping[str, TextAnalyzer]:
    japanese = JapaneseWords()
    return {locale: TextAnalyzer(locale, japanese) for locale in config.locales}


def _store(config: Config, analyzers: Mapping[str, TextAnalyzer]) -> FolderStore:
    return FolderStore(config.index_dir, analyzers, {locale: PROFILES[locale].similarity for locale in config.locales})
