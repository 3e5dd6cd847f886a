"""The documents of both languages know everything that a person can type or meet, and nothing that is gone."""

import ast
import importlib
import inspect
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner

import kbsearch
from kbsearch import KbsearchError, KnowledgeBase
from kbsearch.articles.anchors import anchor
from kbsearch.articles.keys import KEYS
from kbsearch.cli import main
from kbsearch.config import Config, setting_names, variable_name

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
LANGUAGES = ("en", "ja")
PAGES = [ROOT / name for name in ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md")] + sorted(DOCS.rglob("*.md"))


def commands(group: click.Group, above: str = "") -> Iterator[tuple[str, click.Command]]:
    """Yield every command by its name: ``insights purge``."""
    yield above, group
    for name, command in group.commands.items():
        full = f"{above} {name}".strip()
        if isinstance(command, click.Group):
            yield from commands(command, full)
        else:
            yield full, command


COMMANDS = dict(sorted(commands(main)))

in_both_languages = pytest.mark.parametrize("language", LANGUAGES)


def read(language: str, page: str) -> str:
    return (DOCS / language / page).read_text(encoding="utf-8")


def headings(text: str, level: int) -> list[str]:
    return re.findall(rf"^{'#' * level} `([^`]+)`$", text, re.MULTILINE)


def rows(text: str) -> Iterator[list[str]]:
    """Yield the cells of every row of every table."""
    for line in text.splitlines():
        if line.startswith("| "):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip("| "))]


def row_of(name: str, text: str) -> list[str]:
    """Return the row whose first cell is that name as code."""
    found = [cells for cells in rows(text) if cells[0] == f"`{name}`"]
    assert len(found) == 1, f"{name}: {len(found)} rows"
    return found[0]


def section(heading: str, text: str) -> str:
    return text.split(f"\n## `{heading}`\n")[1].partition("\n## ")[0]


def full_name(command: str) -> str:
    return f"kbsearch {command}".strip()


def options(command: str) -> list[str]:
    found = COMMANDS[command]
    context = click.Context(found, info_name=command)
    return [name for parameter in found.get_params(context) for name in parameter.opts if name.startswith("--")]


def test_both_languages_have_the_same_pages() -> None:
    names = [{page.name for page in (DOCS / language).glob("*.md")} for language in LANGUAGES]
    assert (
        names[0]
        == names[1]
        == {
            *(
                "writers.md",
                "operators.md",
                "customers-and-staff.md",
                "python.md",
                "api.md",
                "commands.md",
                "search-quality.md",
                "performance.md",
                "handoff.md",
                "screens.md",
            )
        }
    )


@in_both_languages
def test_every_command_has_a_section(language: str) -> None:
    assert set(headings(read(language, "commands.md"), 2)) == {full_name(command) for command in COMMANDS}


@in_both_languages
@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_text_of_a_command_is_its_own(language: str, command: str) -> None:
    arguments = [*command.split(), "--help"]
    helped = CliRunner().invoke(main, arguments, prog_name="kbsearch", terminal_width=80).output
    assert f"```text\n{helped}```" in section(full_name(command), read(language, "commands.md"))


@in_both_languages
@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_explained_beside_the_help_text(language: str, command: str) -> None:
    explained = section(full_name(command), read(language, "commands.md")).partition("```text")[0]
    assert [option for option in options(command) if f"`{option}" not in explained and option != "--help"] == []


@in_both_languages
def test_no_option_is_explained_that_does_not_exist(language: str) -> None:
    real = {option for command in COMMANDS for option in options(command)} | {"--help"}
    text = "".join(page.read_text(encoding="utf-8") for page in sorted((DOCS / language).glob("*.md")))
    prose = re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE)
    assert set(re.findall(r"`(--[a-z]+)", prose)) - real == set()


def toml_value(value: Any) -> str:
    """Write a value as it stands in kbsearch.toml."""
    if value is None or value == {}:
        return "{}" if value == {} else '""'
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {toml_value(item)}" for key, item in value.items()) + " }"
    return json.dumps(str(value) if isinstance(value, Path | ZoneInfo) else value, ensure_ascii=False)


@in_both_languages
@pytest.mark.parametrize("setting", list(setting_names()), ids=".".join)
def test_every_setting_has_its_default_and_its_variable(language: str, setting: tuple[str, ...]) -> None:
    default: Any = Config()
    for name in setting:
        default = getattr(default, name)
    cells = row_of(".".join(setting), read(language, "operators.md"))
    assert cells[1:3] == [f"`{toml_value(default)}`", f"`{variable_name(setting)}`"]


@in_both_languages
def test_no_setting_is_explained_that_does_not_exist(language: str) -> None:
    explained = {
        cells[0].strip("`") for cells in rows(read(language, "operators.md")) if cells[0].startswith("`") and len(cells) == 4
    }
    assert explained == {".".join(setting) for setting in setting_names()}


@in_both_languages
def test_no_variable_is_explained_that_does_not_exist(language: str) -> None:
    real = {variable_name(setting) for setting in setting_names()} | {"KBSEARCH_LANGUAGE"}
    assert set(re.findall(r"KBSEARCH_[A-Z_]*[A-Z]", read(language, "operators.md"))) == real


@in_both_languages
@pytest.mark.parametrize("key", KEYS)
def test_every_key_of_front_matter_has_a_meaning_a_default_and_an_example(language: str, key: str) -> None:
    _, meaning, default, example = row_of(key, read(language, "writers.md"))
    assert meaning
    assert default
    assert example.startswith(f"`{key}: ")


@in_both_languages
def test_no_key_is_explained_that_does_not_exist(language: str) -> None:
    explained = {
        cells[0].strip("`") for cells in rows(read(language, "writers.md")) if cells[0].startswith("`") and len(cells) == 4
    }
    assert explained == set(KEYS)


def problem_rules() -> set[str]:
    """Return the rules of all problems that the package can make, found in its source."""
    package = Path(kbsearch.__file__).parent
    return {rule for file in sorted(package.rglob("*.py")) for rule in rules_in(file, package.parent)}


def rules_in(file: Path, root: Path) -> Iterator[str]:
    """Yield what is given as ``rule`` to Problem, and to functions of the module that have such a parameter."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    places = {"Problem": 3}
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and "rule" in (names := [argument.arg for argument in node.args.args]):
            places[node.name] = names.index("rule")
    name = ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in places):
            continue
        given = node.args[places[node.func.id]]
        if isinstance(given, ast.Constant):
            yield str(given.value)
        elif isinstance(given, ast.Name) and given.id.isupper():
            yield str(getattr(importlib.import_module(name), given.id))


def test_rules_are_found_in_the_source() -> None:
    assert {"front-matter", "links", "ids", "encoding", "files"} <= problem_rules()


@in_both_languages
def test_every_problem_rule_has_a_section(language: str) -> None:
    assert set(headings(read(language, "writers.md"), 3)) == problem_rules()


def errors(of: type[KbsearchError] = KbsearchError) -> Iterator[type[KbsearchError]]:
    yield of
    for below in of.__subclasses__():
        if below.__module__ == KbsearchError.__module__:
            yield from errors(below)


@in_both_languages
@pytest.mark.parametrize("error", list(errors()), ids=lambda error: error.__name__)
def test_every_error_stands_at_its_exit_code(language: str, error: type[KbsearchError]) -> None:
    table = [cells for cells in rows(read(language, "operators.md")) if cells[0] == str(error.exit_code)]
    assert len(table) == 1
    assert f"`{error.__name__}`" in table[0][1]


@in_both_languages
def test_every_public_name_is_documented(language: str) -> None:
    text = read(language, "python.md")
    methods = [name for name, _ in inspect.getmembers(KnowledgeBase, inspect.isfunction) if not name.startswith("_")]
    assert [name for name in kbsearch.__all__ if not re.search(rf"`[^`]*\b{name}\b[^`]*`", text)] == []
    documented = {cells[0].strip("`").partition("(")[0] for cells in rows(text)}
    assert set(methods) - documented == set()


def test_every_make_target_is_documented() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert [cells[0] for cells in rows(text) if cells[0].startswith("`make")] == [f"`make {target}`" for target in targets]


def test_every_script_and_benchmark_is_documented() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    files = [file.relative_to(ROOT).as_posix() for folder in ("scripts", "benchmarks") for file in (ROOT / folder).glob("*.py")]
    assert [file for file in sorted(files) if file not in text] == []


def test_every_module_of_the_engine_is_named_in_the_architecture() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    modules = [file.stem for folder in ("search", "evaluation") for file in (ROOT / "kbsearch" / folder).glob("[a-z]*.py")]
    assert [module for module in sorted(modules) if f"`{module}.py`" not in text] == []


def anchors(page: Path) -> set[str]:
    return {
        anchor(heading.replace("`", "")) for heading in re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    text = re.sub(r"^ *(`{3,}).*?^ *\1", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"`[^`\n]+`", "", text)
    hrefs = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'src="([^"]+)"', text)
    broken = []
    for href in (unquote(href) for href in hrefs if "://" not in href):
        path, _, name = href.partition("#")
        target = page.parent / path if path else page
        if not target.exists() or (name and name not in anchors(target)):
            broken.append(href)
    assert broken == []


def test_every_picture_is_shown_somewhere() -> None:
    text = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert [image.name for image in sorted((DOCS / "images").iterdir()) if f"images/{image.name}" not in text] == []
