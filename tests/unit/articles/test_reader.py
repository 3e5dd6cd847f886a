from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.reader import MAX_BYTES, Reading, read_article
from kbsearch.model import Article, Audience, Link, Section, Severity

FILE = "ja/billing/refund.md"


def read(text: str, file: str = FILE) -> Reading:
    return read_article(file, text.encode())


def article_of(text: str, file: str = FILE) -> Article:
    article = read(text, file).article
    assert article is not None
    return article


def said(reading: Reading) -> list[str]:
    return [str(problem) for problem in reading.problems]


def test_a_file_becomes_an_article() -> None:
    reading = read(
        "---\nid: q7m4xa\ntitle: 返金\nquestions:\n  - (返金|払い戻し)の条件\n---\n\n本文 [解約](cancel.md)\n\n## 条件\n\n14 日"
    )
    assert reading.problems == ()
    assert reading.article == Article(
        id="q7m4xa",
        locale="ja",
        path="billing/refund",
        title="返金",
        questions=("返金の条件", "払い戻しの条件"),
        sections=(Section("", "", 0, "本文 解約"), Section("条件", "条件", 2, "14 日")),
        links=(Link("cancel.md", 8),),
        html='<p>本文 <a href="cancel.md">解約</a></p>\n<h2 id="条件">条件</h2>\n<p>14 日</p>',
        source="\n本文 [解約](cancel.md)\n\n## 条件\n\n14 日",
        revision="70386ed66a9d0f7abfcf1e8912700f209700a484",
    )


def test_without_an_id_the_path_is_the_id() -> None:
    assert article_of("# 返金\n\n本文").id == "billing/refund"


def test_without_a_title_the_first_h1_is_the_title() -> None:
    article = article_of("# 返金の*条件*\n\n本文")
    assert (article.title, article.html) == ("返金の条件", "<p>本文</p>")


def test_without_any_title_one_is_made_from_the_file_name() -> None:
    reading = read("本文", "en/billing/getting-a-refund.md")
    assert reading.article is not None
    assert reading.article.title == "Getting a refund"
    assert said(reading) == [
        "en/billing/getting-a-refund.md:1: This article has no title; “Getting a refund” was made from its path. "
        "Write `title:` in the front matter. [title]"
    ]


def test_front_matter_that_is_not_yaml_is_never_in_the_body() -> None:
    reading = read("---\ntitle: Reset: your password\n---\n本文")
    assert reading.article is not None
    assert (reading.article.title, reading.article.html) == ("Reset: your password", "<p>本文</p>")


def test_a_file_that_is_not_utf8_says_where_and_what_it_may_be() -> None:
    reading = read_article(FILE, "# 返金\nについて".encode("cp932"))
    assert reading.article is None
    assert said(reading) == [
        f"{FILE}:1: This file is not UTF-8: byte 2 cannot be read. It looks like Shift_JIS. Save it as UTF-8. [encoding]"
    ]


def test_an_empty_file_is_reported() -> None:
    assert said(read(" \n\n")) == [f"{FILE}: This file is empty and not indexed. Write the article or delete the file. [empty]"]


def test_front_matter_only_is_reported() -> None:
    reading = read("---\ntitle: x\n---\n\n<!-- あとで書く -->\n")
    assert reading.article is None
    assert said(reading) == [
        f"{FILE}: This article has no text below its front matter and is not indexed. Write the text or delete the file. [empty]"
    ]


def test_ten_megabytes_are_too_much_for_one_article() -> None:
    reading = read_article(FILE, b"a" * 10_000_000)
    assert reading.article is None
    assert said(reading) == [
        f"{FILE}: This file has 10.0 MB, too much for one article (at most 2 MB), and is not indexed. Split it up. [size]"
    ]
    assert MAX_BYTES == 2_000_000


def test_crlf_is_accepted_silently_and_a_bom_with_a_warning() -> None:
    assert read("---\r\ntitle: x\r\n---\r\n本文\r\n").problems == ()
    reading = read("\ufeff---\ntitle: x\n---\n本文")
    assert reading.article is not None
    assert reading.article.title == "x"
    assert [problem.severity for problem in reading.problems] == [Severity.WARNING]


def test_control_characters_are_removed_with_a_warning() -> None:
    reading = read("# t\n\n本\x00文\x02")
    assert reading.article is not None
    assert reading.article.sections[0].text == "本文"
    assert said(reading) == [
        f"{FILE}:3: Invisible control characters (the first is U+0000) were removed. Delete them from the file. [encoding]"
    ]


def test_a_code_block_never_closed_is_reported_with_its_line() -> None:
    assert said(read("---\ntitle: x\n---\n本文\n\n```\ncode"))[0].startswith(
        f"{FILE}:6: The code block that begins here is not closed"
    )


def test_text_nested_beyond_reason_is_kept_as_plain_text_and_reported() -> None:
    reading = read("# t\n" + "[" * 1000)
    assert reading.article is not None
    assert "[" * 1000 in reading.article.html
    assert "cannot be rendered and is shown as it stands" in said(reading)[-1]


def test_a_faulty_question_is_reported_with_its_line() -> None:
    reading = read("---\ntitle: x\nquestions:\n  - a\n  - (b\n---\n本文")
    assert [(problem.line, problem.rule) for problem in reading.problems] == [(5, "questions")]


def test_who_may_see_is_never_guessed() -> None:
    assert article_of("---\naudience: stuff\n---\n# t").audience is Audience.INTERNAL


def test_links_know_their_lines_and_pictures_are_links() -> None:
    article = article_of("---\ntitle: x\n---\n[a](a.md)\n\n![b](b.png) [a](a.md)\n\n```\n[c](c.md)\n```\n[d][1]\n\n[1]: d.md")
    assert article.links == (Link("a.md", 4), Link("b.png", 6), Link("a.md", 6), Link("d.md", 13))


def test_a_decomposed_file_name_is_composed() -> None:
    assert article_of("# t", "ja/か\u3099ぞう.md").path == "がぞう"


@given(st.binary(max_size=200))
def test_any_bytes_give_an_article_or_a_problem(content: bytes) -> None:
    reading = read_article(FILE, content)
    assert reading.article is not None or reading.problems


@given(st.text(max_size=100), st.text(max_size=20))
def test_any_text_and_name_give_an_article_or_a_problem(text: str, name: str) -> None:
    reading = read_article(f"ja/{name}.md", text.encode("utf-8", "replace"))
    assert reading.article is not None or reading.problems


def test_a_translation_names_its_source() -> None:
    article = article_of("---\nupdated: 2026-11-05\nsource_locale: EN\nsource_commit: 4fe60b8a\ntitle: 返金\n---\n\n本文")
    assert (article.updated, article.source_locale, article.source_commit) == (date(2026, 11, 5), "en", "4fe60b8a")


def test_a_source_in_a_language_we_do_not_have_is_reported_and_left_out() -> None:
    reading = read("---\nsource_locale: jp\ntitle: 返金\n---\n\n本文")
    assert reading.article is not None
    assert reading.article.source_locale == ""
    assert [problem.message.en for problem in reading.problems] == ["`source_locale` is one of ja, en; “jp” is not."]
