import pytest

from kbsearch.articles.links import Target, broken_links
from kbsearch.model import Article, Link, Severity

FILES = (
    "ja/account/two-factor.md",
    "ja/billing/cancel.md",
    "ja/billing/refund.md",
    "en/billing/refund.md",
    "ja/guide/index.md",
)
ANCHORS = {("ja", "billing/refund", "条件")}


def exists(target: Target | str) -> bool:
    if isinstance(target, str):
        return target == "ja/billing/images/a.png"
    place = (target.locale, target.path, target.anchor)
    return f"{target.locale}/{target.path}.md" in FILES and (not target.anchor or place in ANCHORS)


def said(*hrefs: str, related: tuple[str, ...] = ()) -> list[str]:
    article = Article("x", "ja", "billing/cancel", "x", links=tuple(Link(href, 7) for href in hrefs), related=related)
    return [str(problem) for problem in broken_links(article, exists, FILES)]


def test_sound_links_are_no_problem() -> None:
    assert (
        said("refund.md", "refund.md#条件", "images/a.png", "https://x.example/", "#fn:1", "#top", "../../en/billing/refund.md")
        == []
    )


@pytest.mark.parametrize(
    ("href", "meant"),
    [
        ("refnd.md", "refund.md"),
        ("../biling/refund.md", "refund.md"),
        ("../refund.md", "refund.md"),
        ("refund", "refund.md"),
        ("refund.html", "refund.md"),
        ("../guide/", "../guide/index.md"),
        ("../account/two_factor.md", "../account/two-factor.md"),
    ],
)
def test_a_broken_link_names_the_likely_file(href: str, meant: str) -> None:
    assert said(href) == [f"ja/billing/cancel.md:7: The link “{href}” leads to no file. Did you mean '{meant}'? [links]"]


def test_no_article_is_suggested_for_a_missing_picture() -> None:
    assert said("refund.png") == [
        "ja/billing/cancel.md:7: The link “refund.png” leads to no file. Correct or remove it. [links]"
    ]


def test_an_unknown_heading_is_a_warning() -> None:
    article = Article("x", "ja", "billing/cancel", "x", links=(Link("refund.md#期限", 3), Link("#なし", 4)))
    problems = list(broken_links(article, exists, FILES))
    assert [problem.severity for problem in problems] == [Severity.WARNING] * 2
    assert problems[0].message.en == (
        "The link “refund.md#期限” leads to an article without a heading #期限; it opens at the top. Correct the part after #."
    )


def test_a_link_out_of_the_folder_is_reported() -> None:
    assert said("../../../etc/passwd") == [
        "ja/billing/cancel.md:7: The link “../../../etc/passwd” leads out of the articles folder. Link to a file inside it, "
        "or to a full address (https://…). [links]"
    ]


def test_an_unknown_related_article_is_reported() -> None:
    assert said(related=("billing/refund", "account/twofactor")) == [
        "ja/billing/cancel.md: `related` names “account/twofactor”, but there is no such article. "
        "Did you mean 'account/two-factor'? [links]"
    ]
