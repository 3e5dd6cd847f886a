"""kbsearch.toml and the KBSEARCH_* environment, validated.

Every setting has a default; relative paths start at the file's folder; ``KBSEARCH_SERVER_PORT`` overrides ``[server] port``.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, Field, ValidationError
from rapidfuzz import process

from kbsearch.contact_config import ContactConfig
from kbsearch.errors import ConfigError
from kbsearch.messages import Message
from kbsearch.site_config import PICTURES, Origins, SiteConfig
from kbsearch.table import Table, Unusable
from kbsearch.tickets_config import DeskConfig, MailConfig, TicketsConfig

SUPPORTED_LOCALES = ("ja", "en")
_SECRETS = ("secret_key", "desk.token", "mail.password")
_SQLITE = "sqlite:///"


def _locales(value: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [locale for locale in value if locale not in SUPPORTED_LOCALES]
    if unknown or not value or len(set(value)) != len(value):
        known = ", ".join(SUPPORTED_LOCALES)
        raise Unusable(f"a list of one or more of {known}, each once", f"{known} から 1 つ以上を、重複しないように並べます")
    return value


class ServerConfig(Table):
    """Where ``kbsearch serve`` listens."""

    host: str = "127.0.0.1"
    """The address to listen on."""
    port: int = Field(default=8000, ge=1, le=65535)
    """The TCP port to listen on."""
    threads: int = Field(default=4, ge=1, le=64)
    """How many requests a process answers at once."""
    processes: int = Field(default=1, ge=1, le=64)
    """How many processes answer requests; on Windows only one."""
    trusted_proxy: str = ""
    """The address of the reverse proxy whose ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are believed; empty for none."""


class InsightsConfig(Table):
    """What is recorded of how the help centre is used, and for how long."""

    enabled: bool = True
    """Whether searches, reads, choices and votes are recorded."""
    keep_days: int = Field(default=90, ge=1, le=3650)
    """For how many days."""
    visitors: int = Field(default=10, ge=2, le=100_000)
    """How many visits must have gone from one search to another before others are shown it as related."""


class LimitsConfig(Table):
    """How many requests an address may make in a minute; 0 for any number."""

    posts: int = Field(default=30, ge=0)
    """Forms sent."""
    api: int = Field(default=600, ge=0)
    """Requests of programs, suggestions among them: one for each key pressed in a search box."""


class ApiConfig(Table):
    """Who may use the JSON API."""

    origins: Origins = ()
    """The other sites whose pages may call it from a browser (``https://app.example.com``), or ``*`` for all."""


class WidgetConfig(Table):
    """Which sites show the help button."""

    origins: Origins = ()
    """The other sites whose pages may open the panel (``https://app.example.com``), or ``*`` for all."""


class Config(Table):
    """All settings. ``articles_dir``, ``index_dir`` and ``var_dir`` are absolute once loaded, and ``database_url`` is filled."""

    articles_dir: Path = Path("articles")
    """The folder of Markdown articles."""
    index_dir: Path = Path("index")
    """The folder of the derived index; may be deleted at any time."""
    var_dir: Path = Path("var")
    """The folder of what must not be lost: the database and the secret key."""
    database_url: str = ""
    """The database, ``sqlite:///file`` or ``postgresql://…``; empty for ``kbsearch.db`` in ``var_dir``."""
    secret_key: str = ""
    """What forms are signed with; empty for a key that is made once and kept in ``var_dir``."""
    locales: Annotated[tuple[str, ...], AfterValidator(_locales)] = SUPPORTED_LOCALES
    """The languages of the help centre; the first is the default."""
    site: SiteConfig = SiteConfig()
    server: ServerConfig = ServerConfig()
    contact: ContactConfig = ContactConfig()
    tickets: TicketsConfig = TicketsConfig()
    desk: DeskConfig = DeskConfig()
    mail: MailConfig = MailConfig()
    insights: InsightsConfig = InsightsConfig()
    limits: LimitsConfig = LimitsConfig()
    api: ApiConfig = ApiConfig()
    widget: WidgetConfig = WidgetConfig()

    FILE_NAME: ClassVar[str] = "kbsearch.toml"

    @property
    def default_locale(self) -> str:
        """The locale of a reader who asks for none of ours."""
        return self.locales[0]


def load_config(path: Path, environ: Mapping[str, str] = os.environ) -> Config:
    """Read ``path`` and the environment.

    Raises ConfigError, naming the file and the setting, when there is no such file, it is not TOML, or a value cannot be used.
    """
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such file; 'kbsearch init DIR' starts a help centre with one",
            f"{path}: ファイルがありません。'kbsearch init フォルダ' で新しいヘルプセンターを作成できます",
        ) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}", f"{path}: 読み込めません: {error}") from error
    return make_config(settings, path.resolve().parent, environ, origin=str(path))


def make_config(
    settings: Mapping[str, Any], base: Path, environ: Mapping[str, str] = os.environ, origin: str = Config.FILE_NAME
) -> Config:
    """Validate ``settings`` overlaid with the environment; relative folders are taken from ``base``."""
    try:
        config = Config.model_validate(_overlay(settings, environ))
    except ValidationError as error:
        raise _explain(error, origin) from None
    folders = {name: base / getattr(config, name) for name in ("articles_dir", "index_dir", "var_dir")}
    try:
        resolved: dict[str, Any] = {name: folder.resolve() for name, folder in folders.items()}
    except (OSError, ValueError, RuntimeError) as error:
        raise ConfigError(
            f"{origin}: a folder cannot be used: {error}", f"{origin}: フォルダーの指定が使えません: {error}"
        ) from error
    logo = base / config.site.logo if config.site.logo else None
    if logo is not None and (not logo.is_file() or logo.suffix not in PICTURES):
        raise ConfigError(
            f"{origin}: site.logo: {logo} is not a picture; give the path of one that ends in {', '.join(PICTURES)}",
            f"{origin}: site.logo: {logo} は画像ではありません。{'、'.join(PICTURES)} のどれかで終わるファイルを指定してください",
        )
    resolved["site"] = config.site.model_copy(update={"logo": logo})
    url = _absolute_url(config.database_url or f"{_SQLITE}{resolved['var_dir'] / 'kbsearch.db'}", base, origin)
    return apart(config.model_copy(update={**resolved, "database_url": url}), origin)


def _absolute_url(url: str, base: Path, origin: str) -> str:
    """Return the URL with the file of an SQLite database taken from ``base``. The message does not repeat it: there may be a password in it."""
    if re.fullmatch(r"sqlite:///(?!:memory:).+", url):
        return f"{_SQLITE}{base / url.removeprefix(_SQLITE)}"
    if re.match(r"postgres(ql)?(\+psycopg)?://", url):
        return "postgresql+psycopg://" + url.partition("://")[2]
    raise ConfigError(
        f"{origin}: database_url cannot be used: it is written like sqlite:///var/kbsearch.db or postgresql://user:password@host/name",
        f"{origin}: database_url は使えません: sqlite:///var/kbsearch.db か postgresql://ユーザー:パスワード@ホスト/名前 のように書きます",
    )


def apart(config: Config, origin: str = Config.FILE_NAME) -> Config:
    """Return ``config`` as it is. Raises ConfigError when a folder would lie in another that it must not lie in."""
    articles, index = config.articles_dir, config.index_dir
    if articles.is_relative_to(index) or index.is_relative_to(articles):
        raise ConfigError(
            f"{origin}: index_dir ({index}) and articles_dir ({articles}) lie in each other; give the index a folder of its own",
            f"{origin}: index_dir ({index}) と articles_dir ({articles}) が重なっています。インデックスには専用のフォルダーを指定してください",
        )
    if any(config.var_dir.is_relative_to(folder) for folder in (articles, index)):
        raise ConfigError(
            f"{origin}: var_dir ({config.var_dir}) lies in the folder of the articles or the index; give it a folder of its own",
            f"{origin}: var_dir ({config.var_dir}) が記事かインデックスのフォルダーの中にあります。専用のフォルダーを指定してください",
        )
    return config


def setting_names() -> Iterator[tuple[str, ...]]:
    """Yield every setting as its path in the file: ``("server", "port")``."""
    for name, info in Config.model_fields.items():
        table = info.annotation
        if isinstance(table, type) and issubclass(table, BaseModel):
            yield from ((name, key) for key in table.model_fields)
        else:
            yield (name,)


def variable_name(setting: tuple[str, ...]) -> str:
    """Return the environment variable of a setting: ``KBSEARCH_SERVER_PORT``."""
    return "_".join(("KBSEARCH", *setting)).upper()


def _overlay(settings: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, Any]:
    merged = {key: dict(value) if isinstance(value, dict) else value for key, value in settings.items()}
    for setting in setting_names():
        value: Any = environ.get(variable_name(setting))
        if value is None:
            continue
        if setting == ("locales",):
            value = [part.strip() for part in value.split(",")]
        elif setting in (("site", "name"), ("site", "footer")):
            value = dict.fromkeys(SUPPORTED_LOCALES, value)
        elif isinstance(attrgetter(".".join(setting))(Config()), tuple | dict):
            value = _from_toml(value)
        table = merged
        for key in setting[:-1]:
            table = merged.setdefault(key, {})
        table[setting[-1]] = value
    return merged


def _from_toml(text: str) -> Any:
    """Read a list as it would stand in the file; what is no TOML is left for the validation to name."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _explain(error: ValidationError, origin: str) -> ConfigError:
    first = error.errors()[0]
    place = tuple(str(part) for part in first["loc"])
    name = ".".join(place)
    if first["type"] == "extra_forbidden":
        known = _known_beside(place)
        guess = process.extractOne(name, known, score_cutoff=60)
        hint_en = f"; did you mean '{guess[0]}'?" if guess else f"; the settings are {', '.join(known)}"
        hint_ja = f"。'{guess[0]}' のことですか？" if guess else f"。使える設定は {', '.join(known)} です"
        return ConfigError(
            f"{origin}: unknown setting '{name}'{hint_en}", f"{origin}: '{name}' という設定はありません{hint_ja}"
        )
    raised = first.get("ctx", {}).get("error")
    said = first["msg"].removeprefix("Value error, ")
    reason = raised.message if isinstance(raised, Unusable) else Message(said, said)
    given = name if isinstance(first["input"], Mapping) or name in _SECRETS else f"{name} = {first['input']!r}"
    return ConfigError(f"{origin}: {given} cannot be used: {reason.en}", f"{origin}: {given} は使えません: {reason.ja}")


def _known_beside(place: tuple[str, ...]) -> list[str]:
    """Return the names that may have been meant: settings, or tables where a table was written."""
    settings = [".".join(setting) for setting in setting_names()]
    tables = sorted({setting[0] for setting in setting_names() if len(setting) > 1})
    return [*settings, *tables] if len(place) == 1 else settings
