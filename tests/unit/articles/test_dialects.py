import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.depth import TooDeepError
from kbsearch.articles.dialects import to_markdown
from tests.rendering import render


def rewritten(text: str, locale: str = "ja") -> str:
    return "\n".join(to_markdown(text.split("\n"), locale))


@pytest.mark.parametrize(
    ("written", "ours"),
    [
        ("::: tip 標題\n本文\n:::", '!!! tip "標題"\n    本文\n'),
        (":::warning\n本文\n:::", '!!! warning "注意"\n    本文\n'),
        ("::: details 開く\n本文\n:::", '??? details "開く"\n    本文\n'),
        (
            ':::: tabs\n::: tab "Windows" id="w"\na\n:::\n::: tab "Mac"\nb\n:::\n::::',
            '\n???+ tab "Windows"\n    a\n\n???+ tab "Mac"\n    b\n\n',
        ),
        (":::: tip\n::: warning\na\n:::\n::::", '!!! tip "ヒント"\n    !!! warning "注意"\n        a\n\n'),
        (">[!NOTE]\n>\n>本文", '!!! note "補足"\n\n    本文'),
        ("> [!WARNING] 標題\n> 本文\n\n> 引用", '!!! warning "標題"\n    本文\n\n> 引用'),
        ("   >[!TIP]\n   >本文", '   !!! tip "ヒント"\n       本文'),
        ("> [!VIDEO https://v.example/1]", "動画: <https://v.example/1>"),
        ("[!DNL Fastly]の[!UICONTROL **保存**]", "Fastlyの**保存**"),
        ("[!UICONTROL Save as [!DNL Word]]", "Save as Word"),
        (">[!NOTE]\n>[!DNL Fastly]", '!!! note "補足"\n    Fastly'),
        ("+++<b>標題</b>\n本文\n+++", '??? details "標題"\n    本文\n'),
        ("+++ 終わりのない行", "+++ 終わりのない行"),
        ('=== "iPhone"\n    a', '???+ tab "iPhone"\n    a'),
        ("[[toc]]\n[TOC]", "\n"),
        ("## 手順{#steps}", "## 手順 {#steps}"),
        ("!!! note\n    a", '!!! note "補足"\n    a'),
        ("<details>\n<summary>なぜ</summary>\n\n- a\n\n</details>", '??? details "なぜ"\n\n\n    - a\n\n'),
        ("<div align=center>\n\n**a**\n\n</div>", "\n\n**a**\n\n"),
        ("<div>\n**a**\n</div>", "<div>\n**a**\n</div>"),
    ],
)
def test_dialects_of_other_tools_become_ours(written: str, ours: str) -> None:
    assert rewritten(written) == ours


def test_fenced_code_is_left_alone() -> None:
    code = "```\n::: tip\n>[!NOTE]\n[!DNL x]\n+++ a\n+++\n```"
    assert rewritten(code) == code


def test_titles_left_to_the_tool_are_in_the_language_of_the_article() -> None:
    assert rewritten("::: danger\na\n:::", "en") == '!!! danger "Danger"\n    a\n'


def test_code_inside_a_container_stays_code() -> None:
    assert "<pre><code>::: x\n</code></pre>" in render("::: tip\n```\n::: x\n```\n:::")


def test_template_values_are_shown_as_code_and_instructions_dropped() -> None:
    html = render("{{ user.name }}さん {% include note.html %}{{< tip >}}`{{ x }}`")
    assert html == "<p><code>{{ user.name }}</code>さん <code>{{ x }}</code></p>"


def test_an_old_anchor_in_a_heading_is_invisible_and_still_reached() -> None:
    assert render('## <a name="old"></a>見出し') == '<h2><span id="old"></span>見出し</h2>'


def test_components_of_other_tools_are_left_out() -> None:
    assert render('<Badge text="new"/>新機能') == "<p>新機能</p>"


def test_containers_nested_beyond_reason_are_refused() -> None:
    with pytest.raises(TooDeepError):
        rewritten("::: tip\n" * 100)


LINES = st.sampled_from(
    [
        "::: tip",
        ":::",
        ":::: tabs",
        "::::",
        "> [!NOTE]",
        "> a",
        "+++ t",
        "+++",
        "```",
        "<div>",
        "</div>",
        "<details>",
        "a",
        "",
        '=== "t"',
    ]
)


@given(st.lists(LINES, max_size=30))
def test_as_many_lines_come_out_as_went_in(lines: list[str]) -> None:
    assert len(to_markdown(lines, "ja")) == len(lines)
