"""Style sheets: each rule stands in one place."""

import re
from itertools import combinations
from pathlib import Path

import web

SHEETS = sorted((Path(web.__file__).parent / "static").glob("*.css"))
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
LONG = 6
"""Declarations: shorter rules may say the same by chance."""
APART = {"reading.css"}
"""An article has a form of two fields, for which it does not load the sheet of the forms."""


def rules(sheet: Path) -> dict[frozenset[str], str]:
    """Return the selector of each longer block of declarations."""
    css = COMMENT.sub("", sheet.read_text(encoding="utf-8"))
    found = {}
    for selector, body in RULE.findall(css):
        declarations = frozenset(each.strip() for each in body.split(";") if each.strip())
        if len(declarations) >= LONG:
            found[declarations] = " ".join(selector.split())
    return found


def test_no_longer_rule_stands_in_two_sheets() -> None:
    known = {sheet.name: rules(sheet) for sheet in SHEETS}
    twice = [
        (one, known[one][block], other, known[other][block])
        for one, other in combinations(known, 2)
        for block in known[one].keys() & known[other].keys()
        if not {one, other} & APART
    ]
    assert twice == []
