import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.markdown_html import render_article
from tests.rendering import render


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("~~古い~~", "<p><del>古い</del></p>"),
        ("**重要。**次の", "<p><strong>重要。</strong>次の</p>"),
        ("![カード](images/a.png)", '<p><img alt="カード" src="images/a.png"></p>'),
        ("## 条件 {#terms .x}", '<h2 id="terms">条件</h2>'),
        ("## 条件{#terms}", '<h2 id="terms">条件</h2>'),
        ("[x](y.md){: .button }", '<p><a class="button" href="y.md">x</a></p>'),
        ("用語\n:   説明", "<dl>\n<dt>用語</dt>\n<dd>説明</dd>\n</dl>"),
        ("<ruby>漢字<rt>かんじ</rt></ruby>", "<p><ruby>漢字<rt>かんじ</rt></ruby></p>"),
    ],
)
def test_markdown_becomes_html(markdown: str, html: str) -> None:
    assert render(markdown).replace(' class="x"', "").strip() == html


def test_table_cells_are_aligned_without_inline_styles() -> None:
    assert '<td align="right">980</td>' in render("|プラン|円|\n|---|--:|\n|標準|980|")


def test_code_is_highlighted_with_classes() -> None:
    assert '<span class="kn">import</span>' in render("```python\nimport os\n```")


def test_code_of_an_unknown_language_is_shown_as_it_is() -> None:
    assert "<code>&lt;a&gt; &amp; b\n</code>" in render("```dns-zone\n<a> & b\n```")


def test_task_lists_are_signs_and_no_form() -> None:
    html = render("- [ ] 未\n- [x] 済")
    assert '<span class="task-box">☐</span> 未' in html
    assert '<span class="task-box">☑</span> 済' in html
    assert "<input" not in html


def test_tabs_are_details_of_one_name_and_the_first_is_open() -> None:
    html = render('=== "iPhone"\n\n    設定を開く\n\n=== "Android"\n\n    メニューを開く\n')
    assert html == (
        '<div class="tabs">\n<details class="tab" name="tabs-1" open="open">\n<summary>iPhone</summary>\n<p>設定を開く</p>\n'
        '</details>\n<details class="tab" name="tabs-1">\n<summary>Android</summary>\n<p>メニューを開く</p>\n</details>\n</div>'
    )


def test_two_groups_of_tabs_have_names_of_their_own() -> None:
    html = render('=== "a"\n\n    b\n\n間\n\n=== "c"\n\n    d\n')
    assert 'name="tabs-1"' in html
    assert 'name="tabs-2"' in html


def test_an_admonition_without_title_gets_one_in_the_language_of_the_article() -> None:
    assert '<p class="admonition-title">注意</p>' in render("!!! warning\n    本文", "ja")
    assert '<p class="admonition-title">Warning</p>' in render("!!! warning\n    text", "en")


def test_details_and_footnotes_are_rendered() -> None:
    assert "<summary>なぜ</summary>" in render('??? question "なぜ"\n    本文')
    assert '<li id="fn:1">' in render("本文[^1]。\n\n[^1]: 注")


@pytest.mark.parametrize(
    "written",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        "[x](javascript:alert(1))",
        '<a href="java&#115;cript:alert(1)">x</a>',
        "![x](data:image/svg+xml;base64,AAAA)",
        '<p style="position:fixed">x</p>',
        "<svg onload=alert(1)><a>x</a></svg>",
        "<form action=/x><input name=y><button>z</button></form>",
        '<iframe src="https://evil.example/"></iframe>',
        '[x](y.md){: onclick="alert(1)" style="color:red" }',
        "<style>body{display:none}</style>",
        "<math><mtext><img src=x onerror=alert(1)></math>",
    ],
)
def test_what_could_harm_a_reader_is_taken_out(written: str) -> None:
    html = render(f"前\n\n{written}\n\n後")
    for harmful in (
        "<script",
        "onerror",
        "onload",
        "onclick",
        "javascript:",
        "data:",
        "style",
        "<svg",
        "<form",
        "<input",
        "<iframe",
    ):
        assert harmful not in html
    assert "前" in html
    assert "後" in html


def test_an_embedded_video_becomes_a_link() -> None:
    assert '<a href="https://v.example/1">https://v.example/1</a>' in render('<iframe src="https://v.example/1"></iframe>')


@pytest.mark.parametrize("word", ["<project-id>", "<title>", "<textarea>", "<script>", "<お名前>", "<Your name>"])
def test_words_in_angle_brackets_stay_readable(word: str) -> None:
    html = render(f"前 {word} 後")
    assert f"前 {word.replace('<', '&lt;').replace('>', '&gt;')} 後" in html


@pytest.mark.parametrize(
    "text",
    [
        ">" * 3000 + " x",
        "\n".join("  " * depth + "- x" for depth in range(300)),
        "<div>" * 3000,
        "[" * 20_000,
        "::: tip\n" * 500,
        "<a " * 5000,
    ],
)
def test_what_is_nested_beyond_reason_is_shown_as_plain_text(text: str) -> None:
    rendering = render_article(text, "ja")
    assert rendering.html.startswith("<p>")
    assert rendering.is_plain


def test_a_long_table_is_no_problem() -> None:
    assert render("|a|b|\n|-|-|\n" + "|x|y|\n" * 3000).count("<tr>") == 3001


def test_threads_do_not_disturb_each_other() -> None:
    results: dict[int, str] = {}

    def work(number: int) -> None:
        results[number] = render(f"# {number}\n\n本文[^1]\n\n[^1]: 注 {number}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(f"注 {number}" in results[number] for number in range(8))


@given(st.text(alphabet="<>/=\"'&;[]()!{}#`*_~|:+-. \nabscript", max_size=120))
def test_any_text_gives_safe_html(text: str) -> None:
    html = render(text)
    assert "<script" not in html
    assert "\x02" not in html


@pytest.mark.parametrize(
    "hostile", ["- " * 3_000 + "x", "> " * 3_000 + "x", "\n".join("  " * depth + "- x" for depth in range(600))]
)
def test_what_cannot_be_rendered_leaves_the_next_article_alone(hostile: str) -> None:
    render_article(hostile, "ja")
    assert render("~~古い~~").strip() == "<p><del>古い</del></p>"
