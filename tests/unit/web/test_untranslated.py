"""No text reaches a reader past the translations: not from a template, not from a script, not in a page."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import web
from web.texts import TRANSLATIONS

TEMPLATES = sorted((Path(web.__file__).parent / "templates").rglob("*.html"))
SCRIPTS = sorted(Path(web.__file__).parent.rglob("*.js"))
TRANSLATED = re.compile(r"\{%-?\s*trans\b.*?\bendtrans\s*-?%\}", re.DOTALL)
JINJA = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.DOTALL)
TAG = re.compile(r'<[^>]*>|\b[\w-]+="[^"]*"')
"""A tag, or an attribute that a macro adds to one."""
SAID = re.compile(r'\b(?:aria-label|aria-description|placeholder|title|alt|data-(?!\w*[-"=]?url)[\w-]+)="([^"]*)"')
WORD = re.compile(r"[^\W\d_]{2,}")
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`((?:[^`\\]|\\.)*)`')
SHOWN = re.compile(
    r'(?:textContent|innerText|placeholder|ariaLabel|\.title|\.alt)\s*=\s*["\'`]([^"\'`]*)'
    r'|setAttribute\(\s*"(?:aria-label|title|alt|placeholder)",\s*["\'`]([^"\'`]*)|\balert\(["\'`]([^"\'`]*)'
)
SENTENCE = re.compile(r"^[A-Z][a-z']+(?: [a-z']+)+[.!?…]?$|[.!?…] [A-Z][a-z]+|[ぁ-んァ-ン一-龥]")
VALUES = {"yes", "no", "said", "article"}
"""What a form sends, a script looks for, or a machine reads."""
PAGES = (
    "/ja/",
    "/ja/search?q=14日",
    "/ja/search?q=変金",
    "/ja/search?q=zeppelin",
    "/ja/search",
    "/ja/billing/refund?q=14日",
    "/ja/billing/",
    "/ja/tags",
    "/ja/tags/返金",
    "/ja/questions",
    "/ja/changes",
    "/ja/glossary",
    "/ja/contact",
    "/ja/nothing",
    "/ja/widget",
    "/ja/widget?q=14日",
    "/ja/widget?article=billing/refund",
    "/ja/widget?article=none",
)


def phrases() -> Iterator[str]:
    """Yield the stretches of English in the catalogue that are long enough to be nothing else."""
    with (TRANSLATIONS / "ja.po").open("rb") as file:
        for message in read_po(file, "ja"):
            for text in message.id if isinstance(message.id, tuple) else (message.id,):
                yield from (part.strip() for part in re.split(r"%\(\w+\)s", str(text)) if len(part.split()) > 1)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_a_template_has_no_text_that_cannot_be_translated(template: Path) -> None:
    text = JINJA.sub("", TRANSLATED.sub("", template.read_text(encoding="utf-8")))
    said = [value for value in SAID.findall(text) if WORD.search(value) and value not in VALUES]
    assert said == []
    assert set(WORD.findall(TAG.sub("", text))) <= VALUES


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_a_script_says_nothing_of_its_own(script: Path) -> None:
    code = re.sub(r"/\*.*?\*/|^\s*//.*$|\s// .*$", "", script.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    shown = ["".join(found) for found in SHOWN.findall(code)]
    assert [text for text in shown if WORD.search(re.sub(r"\$\{.*?\}", "", text))] == []
    assert [text for text in map("".join, LITERAL.findall(code)) if SENTENCE.search(text)] == []
    assert "innerHTML" not in code


@pytest.mark.parametrize("address", PAGES)
def test_a_japanese_page_has_no_english_of_ours(body: Callable[..., str], address: str) -> None:
    status = {"/ja/nothing": 404, "/ja/widget?article=none": 404}.get(address, 200)
    html = body(address, status)
    assert [phrase for phrase in phrases() if phrase in html] == []


def test_the_phrases_are_those_of_english_pages(body: Callable[..., str]) -> None:
    html = body("/en/search?q=zeppelin")
    assert sum(phrase in html for phrase in set(phrases())) > 5
