"""kbsearch.toml and the KBSEARCH_* environment, validated.

Every setting has a default, so an empty file is a valid one. A relative path is relative to the file's folder. Any single
setting can be overridden from the environment: ``[server] port`` by ``KBSEARCH_SERVER_PORT``.
"""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError
from rapidfuzz import process

from kbsearch.errors import ConfigError

SUPPORTED_LOCALES = ("ja", "en")


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _colour(value: str) -> str:
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", value):
        raise ValueError('a colour is written like "#0b6e6e"')
    return value.lower()


def _locales(value: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [locale for locale in value if locale not in SUPPORTED_LOCALES]
    if unknown or not value or len(set(value)) != len(value):
        raise ValueError(f"a list of one or more of {', '.join(SUPPORTED_LOCALES)}, each once")
    return value


class SiteConfig(_Table):
    """What the help centre is called and how it looks."""

    name: dict[str, str] = Field(default={"ja": "ヘルプセンター", "en": "Help centre"})
    """The site's name in each locale."""
    accent: Annotated[str, AfterValidator(_colour)] = "#0b6e6e"
    """The one colour that brands the site; every other colour derives from it and from neutrals."""


class ServerConfig(_Table):
    """Where ``kbsearch serve`` listens."""

    host: str = "127.0.0.1"
    """The address to listen on."""
    port: int = Field(default=8000, ge=1, le=65535)
    """The TCP port to listen on."""
    threads: int = Field(default=8, ge=1, le=64)
    """How many requests are answered at once."""


class Config(_Table):
    """All settings. ``articles_dir`` and ``index_dir`` are absolute once loaded."""

    articles_dir: Path = Path("articles")
    """The folder of Markdown articles."""
    index_dir: Path = Path("index")
    """The folder of the derived index; may be deleted at any time."""
    locales: Annotated[tuple[str, ...], AfterValidator(_locales)] = SUPPORTED_LOCALES
    """The languages of the help centre; the first is the default."""
    site: SiteConfig = SiteConfig()
    server: ServerConfig = ServerConfig()

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
    folders = {"articles_dir": base / config.articles_dir, "index_dir": base / config.index_dir}
    try:
        resolved = {name: folder.resolve() for name, folder in folders.items()}
    except (OSError, ValueError, RuntimeError) as error:
        raise ConfigError(
            f"{origin}: a folder cannot be used: {error}", f"{origin}: フォルダーの指定が使えません: {error}"
        ) from error
    return apart(config.model_copy(update=resolved), origin)


def apart(config: Config, origin: str = Config.FILE_NAME) -> Config:
    """Return ``config`` as it is. Raises ConfigError when the index would lie in the articles folder, or the articles in the index."""
    articles, index = config.articles_dir, config.index_dir
    if articles.is_relative_to(index) or index.is_relative_to(articles):
        raise ConfigError(
            f"{origin}: index_dir ({index}) and articles_dir ({articles}) lie in each other; give the index a folder of its own",
            f"{origin}: index_dir ({index}) と articles_dir ({articles}) が重なっています。インデックスには専用のフォルダーを指定してください",
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
        elif setting == ("site", "name"):
            value = dict.fromkeys(SUPPORTED_LOCALES, value)
        table = merged
        for key in setting[:-1]:
            table = merged.setdefault(key, {})
        table[setting[-1]] = value
    return merged


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
    reason = first["msg"].removeprefix("Value error, ")
    return ConfigError(
        f"{origin}: {name} = {first['input']!r} cannot be used: {reason}",
        f"{origin}: {name} = {first['input']!r} は使えません: {reason}",
    )


def _known_beside(place: tuple[str, ...]) -> list[str]:
    """Return the names that may have been meant: settings, or tables where a table was written."""
    settings = [".".join(setting) for setting in setting_names()]
    tables = sorted({setting[0] for setting in setting_names() if len(setting) > 1})
    return [*settings, *tables] if len(place) == 1 else settings
