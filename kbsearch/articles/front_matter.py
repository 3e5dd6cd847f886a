"""Front matter: what an article says about itself, as YAML between two lines of ``---`` at the top of the file.

All keys may be left out::

    ---
    id: q7m4xa                    # letters, digits, - and _; stays the same when the file is moved or renamed
    title: Reset your password    # else the first "# heading", else the name of the file
    summary: One sentence.
    questions:                    # the ways a customer would ask; (解約|退会)したい stands for two
      - I forgot my password
    tags: [password, sign-in]
    aliases: [account/old-name]   # paths this article had before
    audience: internal            # public (the default) or internal (support staff only)
    status: published             # draft, published (the default) or archived
    publish_at: 2027-05-31T09:00+09:00   # not found before; UTC unless an offset is written
    review_by: 2027-05-31
    owner: support-team
    related: [account/two-factor]
    pinned_for: [password]        # queries for which this article comes first
    ---

A value with ``: `` in it, or one that begins with a special character, is put in quotes: ``title: "Reset: your password"``.
Where the quotes were forgotten, the line is read as it stands, and reported. A value that is wrong is reported and left
out; all others are used. But when it is ``audience``, ``status`` or ``publish_at`` that cannot be understood, only staff
see the article until it is corrected.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kbsearch.articles.entries import Entries, NotComposedError, Remark, compose
from kbsearch.articles.header import Header, HeaderKind, split_header
from kbsearch.articles.rescue import hidden_keys, rescue
from kbsearch.articles.toml_entries import read_toml
from kbsearch.articles.validation import RULE, validate
from kbsearch.messages import Message
from kbsearch.model import Problem


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A file taken apart: validated values by key, problems, the Markdown below, and lines
    (from 1): of the body's beginning and of each question."""

    values: Mapping[str, object]
    problems: tuple[Problem, ...]
    body: str
    body_line: int
    question_lines: Mapping[str, int]


def parse(text: str, file: str = "") -> FrontMatter:
    """Read the front matter of an article; never raises. ``file`` is what problems name as their path."""
    header = split_header(text)
    if header.kind is HeaderKind.NONE:
        return FrontMatter({}, (), header.body, header.body_line, {})
    read = _entries(header)
    remarks = list(read.remarks)
    if not header.is_closed:
        remarks.append(Remark(header.line - 1, 1, _unclosed(header)))
    problems = [Problem(file, remark.line, remark.column, RULE, remark.message) for remark in remarks]
    validation = validate(read.entries, file)
    return FrontMatter(
        validation.values, (*problems, *validation.problems), header.body, header.body_line, validation.question_lines
    )


def _entries(header: Header) -> Entries:
    if header.kind is HeaderKind.TOML:
        return read_toml(header.text, header.line)
    try:
        return Entries(compose(header.text, header.line))
    except NotComposedError as error:
        if header.text.lstrip().startswith("- "):
            return Entries(tuple(hidden_keys(header.text.split("\n"), header.line)), (Remark(header.line, 1, _list_found()),))
        return rescue(header.text, header.line, error)


def _unclosed(header: Header) -> Message:
    last = header.body_line - 1
    return Message(
        f"The front matter is not closed. Lines {header.line} to {last} were taken for it; put a line of --- below them.",
        f"フロントマターが閉じられていません。{header.line} 行目から {last} 行目までをフロントマターとみなしました。"
        "その下に --- の行を入れてください。",
    )


def _list_found() -> Message:
    return Message(
        "The front matter is a list; it was left out. Write lines like `key: value`, for example `title: Reset your password`.",
        "フロントマターがリストになっているため、使いません。`title: パスワードを再設定する` のように `キー: 値` "
        "の形で書いてください。",
    )
