import time
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kbsearch.articles.front_matter import FrontMatter, parse
from kbsearch.model import Audience, Severity, Status

HIDDEN = " Until this is corrected, only staff see the article."


def read(*lines: str) -> FrontMatter:
    return parse("\n".join(("---", *lines, "---", "本文")), "ja/x.md")


def said(front: FrontMatter) -> list[str]:
    return [f"{problem.line}:{problem.column} {problem.message.en}" for problem in front.problems]


def test_all_keys_are_read() -> None:
    front = read(
        "id: q7m4xa",
        "title: パスワードを再設定する",
        "summary: 一文。",
        "questions: [パスワードを忘れた, ログインできない]",
        "tags:",
        "  - パスワード",
        "aliases: [/account/old.md]",
        "audience: internal",
        "status: draft",
        "publish_at: 2027-05-31T09:00+09:00",
        "review_by: 2027-05-31",
        "owner: support-team",
        "related: account/two-factor",
        "pinned_for: 解約",
    )
    assert front.problems == ()
    assert front.values == {
        "id": "q7m4xa",
        "title": "パスワードを再設定する",
        "summary": "一文。",
        "questions": ("パスワードを忘れた", "ログインできない"),
        "tags": ("パスワード",),
        "aliases": ("account/old",),
        "audience": Audience.INTERNAL,
        "status": Status.DRAFT,
        "publish_at": datetime(2027, 5, 31, 9, tzinfo=timezone(timedelta(hours=9))),
        "review_by": date(2027, 5, 31),
        "owner": "support-team",
        "related": ("account/two-factor",),
        "pinned_for": ("解約",),
    }
    assert (front.body, front.body_line) == ("本文", 17)


def test_a_file_without_front_matter_is_all_body() -> None:
    assert parse("# 見出し\n本文") == FrontMatter({}, (), "# 見出し\n本文", 1, {})


def test_a_colon_in_the_title_is_reported_and_the_title_kept() -> None:
    front = read("title: Reset: your password", "tags: [a]")
    assert front.values == {"title": "Reset: your password", "tags": ("a",)}
    assert said(front) == [
        "2:13 This is not valid YAML (mapping values are not allowed in this context). The line was read as it stands; "
        'put the value in quotes: title: "Reset: your password"'
    ]
    assert front.body == "本文"


def test_a_colon_in_a_question_is_reported_and_the_question_kept() -> None:
    front = read("questions:", "  - 返金: いつ届く", "  - ふつうの質問")
    assert front.values["questions"] == ("返金: いつ届く", "ふつうの質問")
    assert said(front) == [
        "3:5 `questions` holds text, but YAML reads this as something else. It was taken as written; put it in quotes: "
        '"返金: いつ届く"'
    ]


def test_an_unreadable_value_is_left_out_and_the_rest_used() -> None:
    front = read("title: x", "tags: [a,", "  b", "owner: me")
    assert front.values == {"title": "x", "owner": "me"}
    assert said(front) == [
        "3:7 The value of `tags` is not valid YAML (did not find expected ',' or ']') and was left out. Correct it; "
        "everything else is used."
    ]


def test_front_matter_that_is_not_closed_is_read_and_kept_out_of_the_body() -> None:
    front = parse("---\ntitle: x\naudience: internal\n\n# 見出し\n本文", "ja/x.md")
    assert front.values == {"title": "x", "audience": Audience.INTERNAL}
    assert front.body == "\n# 見出し\n本文"
    assert said(front) == ["1:1 The front matter is not closed. Lines 2 to 3 were taken for it; put a line of --- below them."]


def test_a_line_drawn_at_the_top_is_body() -> None:
    text = "---\n\nただの文。\n\n---\n続き"
    assert parse(text) == FrontMatter({}, (), text, 1, {})


def test_toml_of_other_tools_is_used_and_reported() -> None:
    front = parse('+++\ntitle = "x"\ntags = ["a", "b"]\n+++\n本文', "ja/x.md")
    assert front.values == {"title": "x", "tags": ("a", "b")}
    assert front.body == "本文"
    assert said(front) == [
        "1:1 This front matter is TOML (between +++ lines). Its values were used; write it as YAML between --- lines: "
        "`key: value`."
    ]


def test_a_list_as_front_matter_is_reported_and_left_out() -> None:
    front = read("- a", "- b")
    assert (front.values, front.body) == ({}, "本文")
    assert said(front) == [
        "2:1 The front matter is a list; it was left out. Write lines like `key: value`, for example "
        "`title: Reset your password`."
    ]


def test_a_misspelt_key_is_reported_with_the_likely_one() -> None:
    front = read("question: [a]", "description: b")
    assert said(front) == [
        "2:1 The key `question` is not known and not used. Did you mean `questions`?",
        "3:1 The key `description` is not known and not used. Did you mean `summary`?",
    ]
    assert {problem.severity for problem in front.problems} == {Severity.WARNING}


def test_keys_of_other_tools_are_one_warning() -> None:
    front = read("title: x", *(f"ms.key{number}: 1" for number in range(8)))
    assert said(front) == [
        "3:1 Not known and not used: `ms.key0`, `ms.key1`, `ms.key2`, `ms.key3`, `ms.key4`, `ms.key5` and 2 more."
    ]


def test_a_key_in_capitals_is_used_and_reported() -> None:
    front = read("Title: x")
    assert front.values == {"title": "x"}
    assert said(front) == ["2:1 The key `Title` was read as `title`. Write `title`."]


def test_a_key_written_twice_is_reported() -> None:
    front = read("title: x", "title: y")
    assert front.values == {"title": "y"}
    assert said(front) == ["3:1 `title` is written twice, in lines 2 and 3; the second is used. Remove one."]


@pytest.mark.parametrize("value", ["a b", "日本語", "x" * 65, "a/b"])
def test_an_id_that_no_address_can_hold_is_left_out(value: str) -> None:
    front = read(f"id: {value}")
    assert front.values == {}
    assert said(front) == [
        f"2:5 `id` may have letters a–z, digits, - and _, at most 64 of them; “{value}” is left out and the file's path used "
        "instead. Write another id."
    ]


def test_values_are_texts_whatever_yaml_makes_of_them() -> None:
    front = read("id: 0123", "title: 2027-05-31", "tags: [on, 2FA, 1.0]")
    assert front.values == {"id": "0123", "title": "2027-05-31", "tags": ("on", "2FA", "1.0")}


def test_a_key_without_a_value_is_as_if_not_written() -> None:
    assert read("title:", "audience:", "publish_at: ~", "tags: []").problems == ()


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2027-05-31", datetime(2027, 5, 31, tzinfo=UTC)),
        ("2027-05-31 09:30", datetime(2027, 5, 31, 9, 30, tzinfo=UTC)),
        ("2027-05-31T09:30:00Z", datetime(2027, 5, 31, 9, 30, tzinfo=UTC)),
    ],
)
def test_publish_at_is_utc_unless_an_offset_is_written(written: str, moment: datetime) -> None:
    assert read(f"publish_at: {written}").values["publish_at"] == moment


def test_a_date_in_another_style_is_reported_with_ours() -> None:
    front = read("review_by: 2027年5月1日")
    assert said(front) == ["2:12 `review_by` is a date like 2027-05-31; “2027年5月1日” is not. Did you mean “2027-05-01”?"]


@pytest.mark.parametrize(
    "lines",
    [
        ["audience: interal"],
        ["audience: [public, internal]"],
        ["audience: public", "audience: internal"],
        ["audiance: internal"],
        ["audience internal"],
        ["audience：internal"],
        ["title: x", "  audience: internal"],
        ["- audience: internal"],
        ["title: [", "audience: {"],
        ["status: drft"],
        ["statsu: draft"],
        ["publish_at: next week"],
        ["published_at: 2099-01-01"],
        ["draft: true"],
        ["published: false"],
        ["audience: public", "status: ???"],
    ],
)
def test_doubt_about_who_may_see_makes_the_article_internal(lines: list[str]) -> None:
    front = read(*lines)
    assert front.values["audience"] is Audience.INTERNAL
    assert any(problem.message.en.endswith(HIDDEN) for problem in front.problems)
    assert front.body == "本文"


@pytest.mark.parametrize("lines", [["draft: false"], ["published: true"], ["ms.audience: Admin"]])
def test_keys_of_other_tools_do_not_hide_an_article(lines: list[str]) -> None:
    assert "audience" not in read(*lines).values


def test_the_wrong_audience_names_the_likely_one() -> None:
    assert said(read("audience: interal")) == [
        "2:11 `audience` is one of public, internal; “interal” is not. Did you mean “internal”?" + HIDDEN
    ]


def test_broken_toml_that_says_who_may_see_makes_the_article_internal() -> None:
    front = parse('+++\ntitle = "x\naudience = "internal"\n+++\n本文')
    assert front.values == {"audience": Audience.INTERNAL}
    assert front.body == "本文"


def test_front_matter_below_a_comment_is_still_front_matter() -> None:
    front = parse("<!-- licence -->\n\n---\naudience: internal\n---\n本文")
    assert (front.values, front.body, front.body_line) == ({"audience": Audience.INTERNAL}, "本文", 6)


@pytest.mark.parametrize(
    "bomb",
    [
        "a: &a [x, x]\n" + "\n".join(f"k{n}: &b{n} [*a, *a, *a, *a]" for n in range(30)),
        "tags: " + "[" * 5000,
        "a: b: c\n" * 2000,
        "!!python/object/apply:os.system [ls]",
    ],
)
def test_a_yaml_bomb_is_over_quickly(bomb: str) -> None:
    started = time.perf_counter()
    assert parse(f"---\ntitle: x\n{bomb}\n---\n本文").body == "本文"
    assert time.perf_counter() - started < 2


PIECES = st.sampled_from(
    [
        "---\n",
        "+++\n",
        "title: ",
        "audience: internal\n",
        "- a\n",
        "[",
        "{",
        "a: b: c\n",
        "\n",
        "  ",
        "'",
        '"',
        "&a ",
        "*a ",
        "x = 1\n",
        "#",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_any_header_is_read_and_no_line_of_the_body_lost(text: str) -> None:
    front = parse("---\n" + text)
    lines = ("---\n" + text).split("\n")
    assert front.body == "\n".join(lines[front.body_line - 1 :])
