from pathlib import Path

import pytest

from kbsearch.config import Config, load_config, make_config, setting_names, variable_name
from kbsearch.errors import ConfigError


def load(folder: Path, text: str, **environ: str) -> Config:
    file = folder / "kbsearch.toml"
    file.write_text(text, encoding="utf-8")
    return load_config(file, environ)


def test_an_empty_file_is_a_valid_one(tmp_path: Path) -> None:
    config = load(tmp_path, "")
    assert config.articles_dir == tmp_path / "articles"
    assert config.locales == ("ja", "en")
    assert config.server.port == 8000


def test_folders_are_relative_to_the_file(tmp_path: Path) -> None:
    assert load(tmp_path, 'articles_dir = "../help"').articles_dir == tmp_path.parent / "help"


@pytest.mark.parametrize(
    ("variable", "value", "setting"),
    [
        ("KBSEARCH_SERVER_PORT", "9000", lambda config: config.server.port == 9000),
        ("KBSEARCH_LOCALES", "en, ja", lambda config: config.locales == ("en", "ja")),
        ("KBSEARCH_SITE_ACCENT", "#FF0000", lambda config: config.site.accent == "#ff0000"),
        ("KBSEARCH_SITE_URL", "https://Help.example.com/", lambda config: config.site.url == "https://help.example.com"),
        ("KBSEARCH_SITE_URL", "", lambda config: config.site.url == ""),
        ("KBSEARCH_API_ORIGINS", '["http://localhost:3000"]', lambda config: config.api.origins == ("http://localhost:3000",)),
        ("KBSEARCH_API_ORIGINS", '["*"]', lambda config: config.api.origins == ("*",)),
        ("KBSEARCH_SITE_NAME", "Help", lambda config: config.site.name == {"ja": "Help", "en": "Help"}),
    ],
)
def test_the_environment_wins(tmp_path: Path, variable: str, value: str, setting: object) -> None:
    assert callable(setting)
    assert setting(load(tmp_path, "[server]\nport = 1234", **{variable: value}))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("port = 1", "unknown setting 'port'; did you mean 'server.port'?"),
        ("[server]\nprot = 1", "unknown setting 'server.prot'; did you mean 'server.port'?"),
        ("[sever]\nport = 1", "unknown setting 'sever'; did you mean 'server'?"),
        ("[server]\nport = 99999", "server.port = 99999 cannot be used: Input should be less than or equal to 65535"),
        ('locales = ["fr"]', "locales = ['fr'] cannot be used: a list of one or more of ja, en, each once"),
        (
            '[site]\nurl = "help.example.com"',
            "site.url = 'help.example.com' cannot be used: written like https://help.example.com, without a path",
        ),
        (
            '[api]\norigins = ["https://a.example/x"]',
            "api.origins = ['https://a.example/x'] cannot be used: written like https://help.example.com, without a path",
        ),
        ('[site]\naccent = "red"', "site.accent = 'red' cannot be used: a colour is written like \"#0b6e6e\""),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    assert str(caught.value) == f"{tmp_path / 'kbsearch.toml'}: {message}"


def test_the_message_is_in_japanese_for_japanese(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KBSEARCH_LANGUAGE", "ja")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, "[server]\nprot = 1")
    assert str(caught.value).endswith("'server.prot' という設定はありません。'server.port' のことですか？")


def test_a_missing_file_names_the_command(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no such file; 'kbsearch init DIR' starts a help centre with one"):
        load_config(tmp_path / "kbsearch.toml")


def test_broken_toml_is_reported_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="line 1"):
        load(tmp_path, "port = = 1")


@pytest.mark.parametrize(("articles", "index"), [("a", "a"), ("a", "a/index"), ("index/a", "index"), ("a", ".")])
def test_articles_and_index_must_lie_apart(tmp_path: Path, articles: str, index: str) -> None:
    with pytest.raises(ConfigError, match="lie in each other; give the index a folder of its own"):
        load(tmp_path, f'articles_dir = "{articles}"\nindex_dir = "{index}"')


@pytest.mark.parametrize("var", ["articles", "articles/var", "index", "index/var"])
def test_what_must_not_be_lost_lies_in_no_other_folder(tmp_path: Path, var: str) -> None:
    with pytest.raises(ConfigError, match="lies in the folder of the articles or the index; give it a folder of its own"):
        load(tmp_path, f'var_dir = "{var}"')


@pytest.mark.parametrize("url", ["mysql://kb:hunter2@db/kb", "hunter2", "sqlite://", "sqlite:///:memory:"])
def test_a_database_that_cannot_be_used_is_not_repeated_for_it_may_hold_a_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, "", KBSEARCH_DATABASE_URL=url)
    assert "database_url cannot be used: it is written like sqlite:///var/kbsearch.db or postgresql://" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_every_setting_has_a_variable() -> None:
    names = [variable_name(setting) for setting in setting_names()]
    assert "KBSEARCH_ARTICLES_DIR" in names
    assert len(names) == len(set(names))


def test_defaults_need_no_file(tmp_path: Path) -> None:
    assert make_config({}, tmp_path, {}).index_dir == tmp_path / "index"
