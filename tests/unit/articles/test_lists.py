import pytest

from kbsearch.articles.lists import indent_lists
from tests.rendering import render


def indented(text: str) -> str:
    return "\n".join(indent_lists(text.split("\n")))


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("- a\n  - b\n    - c", "- a\n    - b\n        - c"),
        ("- a\n    - b\n        - c", "- a\n    - b\n        - c"),
        ("1. a\n   - b\n\n     段落", "1. a\n    - b\n\n        段落"),
        ("1. a\n  - b", "1. a\n    - b"),
        ("1) a\n2) b", "1. a\n2. b"),
        ("文:\n- a", "文:\n\n- a"),
        ("- a\n1. b", "- a\n\n1. b"),
        ("- a\n\n      code", "- a\n\n        code"),
        ("文\n2026. の年", "文\n2026. の年"),
        ("1. a\n   ```\n   x\n     y\n   ```", "1. a\n    ```\n    x\n      y\n    ```"),
        ("1. a\n   !!! note\n       b", "1. a\n\n    !!! note\n        b"),
        ("    code", "    code"),
        ("- a\nつづき", "- a\nつづき"),
        ("- a\n\n文", "- a\n\n文"),
        ("<pre>\n  - a\n</pre>", "<pre>\n  - a\n</pre>"),
        ("***\n* * *", "***\n* * *"),
        ("\t- a", "    - a"),
    ],
)
def test_lists_of_any_style_are_indented_by_fours(written: str, expected: str) -> None:
    assert indented(written) == expected


def test_code_in_a_list_item_stays_in_it() -> None:
    html = render("1. 開く\n   ```sh\n   ls\n   ```\n2. 閉じる")
    assert html.count("<ol>") == 1
    assert "<code>ls\n</code>" in html


def test_an_item_that_begins_with_code_is_an_item() -> None:
    assert render("- ```\n  x\n  ```\n- y").count("<li>") == 2
