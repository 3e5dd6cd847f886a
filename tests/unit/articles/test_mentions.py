import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.glossary import Glossary, GlossaryEntry
from kbsearch.articles.mentions import Mentions, meanings

WORDS = {
    "請求書": (),
    "請求": (),
    "返金": ("払い戻し",),
    "サポート": (),
    "プレミアムサポート": (),
    "切り分け": (),
    "SLA": (),
    "よくある質問": ("Q&A",),
    "店": (),
    "reply template": (),
    "query": (),
    "bug": (),
    "IT": (),
    "24/7": (),
}
ENTRIES = {
    term: GlossaryEntry(term, f"{term} <説明>", same=same, anchor=f"a{number}")
    for number, (term, same) in enumerate(WORDS.items())
}
MENTIONS = Mentions(Glossary(ENTRIES.values()))


def used(text: str) -> list[str]:
    return [entry.term for entry in MENTIONS.in_text(text)]


def linked(html: str, title: str = "") -> str:
    """Return the HTML with every link as [word]."""
    explained, _ = MENTIONS.explained(html, title, lambda anchor: f"/g#{anchor}")
    return re.sub(r'<a class="term"[^>]*>(.*?)</a>', r"[\1]", explained)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("返金します", ["返金"]),
        ("請求書を送る", ["請求書"]),
        ("請求額と請求", ["請求"]),
        ("全額返金", []),
        ("プレミアムサポートとサポート", ["プレミアムサポート", "サポート"]),
        ("サポーター", []),
        ("原因の切り分けを行う", ["切り分け"]),
        ("原因を切り分ける。切り分けて", []),
        ("SLAとは", ["SLA"]),
        ("sla, SLAs", ["SLA"]),
        ("まずよくある質問を", ["よくある質問"]),
        ("お店", []),
        ("Reply  templates are", ["reply template"]),
        ("two queries, one query", ["query", "query"]),
        ("debugging a bug", ["bug"]),
        ("it is IT", ["IT"]),
        ("open 24/7.", ["24/7"]),
        ("124/7", []),
    ],
)
def test_the_longest_word_that_stands_by_itself_is_meant(text: str, terms: list[str]) -> None:
    assert used(text) == terms


def test_only_the_first_use_is_linked_under_any_of_its_names() -> None:
    assert linked("<p>払い戻しと返金。</p><p>返金</p>") == "<p>[払い戻し]と返金。</p><p>返金</p>"


@pytest.mark.parametrize(
    "html",
    [
        '<h2 id="x">返金</h2>',
        '<p><a href="/x">返金の<em>条件</em></a></p>',
        "<pre><code>返金</code></pre>",
        "<p><code>返金</code></p>",
        "<table><thead><tr><th>返金</th></tr></thead></table>",
        "<dl><dt>返金</dt></dl>",
        '<p class="admonition-title">返金</p>',
        '<p><img alt="返金" src="x.png"></p>',
    ],
)
def test_headings_links_and_code_are_left_alone_and_do_not_count_as_the_first_use(html: str) -> None:
    assert linked(html) == html
    assert linked(f"{html}<p>返金</p>") == f"{html}<p>[返金]</p>"


def test_the_words_of_the_articles_own_title_are_not_explained() -> None:
    assert linked("<p>返金とサポート</p>", "返金を申し込む") == "<p>返金と[サポート]</p>"


def test_a_link_leads_to_the_glossary_and_is_described_by_the_meaning() -> None:
    html, entries = MENTIONS.explained("<p>Q&amp;A と返金</p>", "", lambda anchor: f"/g?a&b#{anchor}")
    first, second = (ENTRIES[term] for term in ("よくある質問", "返金"))
    assert html == (
        f'<p><a class="term" href="/g?a&amp;b#{first.anchor}" aria-describedby="page--meaning-1">Q&amp;A</a> と'
        f'<a class="term" href="/g?a&amp;b#{second.anchor}" aria-describedby="page--meaning-2">返金</a></p>'
    )
    assert meanings(entries) == (
        '<div class="meanings" hidden><p id="page--meaning-1">よくある質問 &lt;説明&gt;</p><p id="page--meaning-2">返金 &lt;説明&gt;</p></div>'
    )


def test_an_article_without_such_words_stays_as_it_is() -> None:
    html = "<p>天気 &lt; &quot;晴れ&quot;</p>"
    assert MENTIONS.explained(html, "", str) == (html, ())
    assert meanings(()) == ""


def test_an_empty_glossary_explains_nothing() -> None:
    assert Mentions(Glossary()).explained("<p>返金</p>", "", str) == ("<p>返金</p>", ())


@given(st.lists(st.sampled_from([*WORDS, "お", " ", "、", "&amp;", "<b>", "</b>", "x"]), max_size=12))
def test_without_its_links_the_html_is_what_it_was(pieces: list[str]) -> None:
    html = "".join(piece.replace("Q&A", "Q&amp;A") for piece in pieces)
    explained, entries = MENTIONS.explained(html, "", str)
    assert re.sub(r'<a class="term"[^>]*>(.*?)</a>', r"\1", explained) == html
    assert len({entry.term for entry in entries}) == len(entries)


def test_related_words_are_those_named_and_those_that_name_it() -> None:
    mentions = Mentions(
        Glossary(
            [
                GlossaryEntry("返金", "", "へんきん", related=("解約",)),
                GlossaryEntry("解約", "", opposite=("契約",)),
                GlossaryEntry("契約", "", opposite=("解約",)),
                GlossaryEntry("日割り", "", related=("返金",)),
            ]
        )
    )
    assert mentions.related_to("返金してほしい") == ("解約", "日割り")
    assert mentions.related_to("へんきん") == ("解約", "日割り")
    assert mentions.related_to("返金と解約") == ("契約", "日割り")
    assert mentions.related_to("天気") == ()
