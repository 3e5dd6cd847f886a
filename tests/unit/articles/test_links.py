import pytest

from kbsearch.articles.links import Target, resolve, rewrite

FILE = "ja/billing/refund.md"


class FakeUrls:
    def article(self, locale: str, path: str, anchor: str) -> str:
        return f"/{locale}/articles/{path}" + (f"#{anchor}" if anchor else "")

    def asset(self, path: str) -> str:
        return f"/files/{path}"


@pytest.mark.parametrize(
    ("href", "target"),
    [
        ("cancel.md", Target("ja", "billing/cancel", "")),
        ("./cancel.md", Target("ja", "billing/cancel", "")),
        ("../account/two-factor.md#手順", Target("ja", "account/two-factor", "手順")),
        ("../account/two-factor.md#%E6%89%8B%E9%A0%86", Target("ja", "account/two-factor", "手順")),
        ("../../en/billing/refund.md", Target("en", "billing/refund", "")),
        ("%E8%A7%A3%E7%B4%84.md", Target("ja", "billing/解約", "")),
        ("か\u3099ぞう.md", Target("ja", "billing/がぞう", "")),
        ("a b.md?x=1", Target("ja", "billing/a b", "")),
        ("images/card.svg", "ja/billing/images/card.svg"),
        ("../terms.pdf", "ja/terms.pdf"),
        ("../../../secret.md", "../secret.md"),
        ("%2e%2e/%2e%2e/%2e%2e/etc/passwd", "../etc/passwd"),
        ("https://example.com/a.md", None),
        ("//example.com/a.md", None),
        ("mailto:a@example.com", None),
        ("/ja/a.md", None),
        ("#条件", None),
        ("", None),
    ],
)
def test_a_written_link_leads_to(href: str, target: Target | str | None) -> None:
    assert resolve(FILE, href) == target


def page(html: str, *missing: Target | str) -> str:
    return rewrite(html, FILE, FakeUrls(), lambda target: target not in missing)


def test_links_and_pictures_become_urls() -> None:
    html = '<p><a class="x" href="cancel.md#a">解約</a><img alt="図" src="images/a.png"></p>'
    assert page(html) == (
        '<p><a class="x" href="/ja/articles/billing/cancel#a">解約</a><img alt="図" src="/files/ja/billing/images/a.png"></p>'
    )


def test_links_to_elsewhere_stay_as_they_are() -> None:
    html = '<a href="https://example.com/?a=1&amp;b=2">x</a><a href="#a">y</a><a>z</a>'
    assert page(html) == html


def test_a_broken_link_stays_readable() -> None:
    html = '<a href="gone.md"><em>解約</em></a>の<a href="cancel.md">方法</a>'
    assert page(html, Target("ja", "billing/gone", "")) == (
        '<span class="broken-link"><em>解約</em></span>の<a href="/ja/articles/billing/cancel">方法</a>'
    )


def test_a_link_to_an_unknown_heading_leads_to_the_article() -> None:
    missing = Target("ja", "billing/cancel", "gone")
    assert page('<a href="cancel.md#gone">x</a>', missing) == '<a href="/ja/articles/billing/cancel#gone">x</a>'


def test_a_broken_picture_becomes_its_alternative_text() -> None:
    html = '<img alt="カード &amp; 図" src="a.png"><img src="b.png">'
    missing = ("ja/billing/a.png", "ja/billing/b.png")
    assert page(html, *missing) == '<span class="broken-image">カード &amp; 図</span>'


def test_a_link_out_of_the_folder_is_broken_whatever_is_there() -> None:
    assert page('<a href="../../../secret.md">x</a>') == '<span class="broken-link">x</span>'


def test_a_picture_keeps_its_place_free_and_later_ones_may_come_later() -> None:
    html = '<img alt="a" src="a.png"><img alt="b" src="b.png"><img alt="c" src="c.png" width="9">'
    sizes = {"ja/billing/a.png": (640, 190)}
    assert rewrite(html, FILE, FakeUrls(), lambda target: True, sizes.get) == (
        '<img alt="a" src="/files/ja/billing/a.png" width="640" height="190">'
        '<img alt="b" src="/files/ja/billing/b.png" loading="lazy" decoding="async">'
        '<img alt="c" src="/files/ja/billing/c.png" width="9" loading="lazy" decoding="async">'
    )


def test_a_video_beside_the_article_is_played_with_the_captions_beside_it() -> None:
    html = page('<img alt="招待" src="videos/a.mp4">', "ja/billing/videos/a.vtt")
    assert html.startswith(
        '<video controls preload="metadata" playsinline src="/files/ja/billing/videos/a.mp4" aria-label="招待">'
    )
    assert "<track" not in html
    assert '<track kind="captions" src="/files/ja/billing/videos/a.vtt"' in page('<img alt="招待" src="videos/a.mp4">')


def test_a_video_of_a_video_site_is_a_card() -> None:
    assert page('<img alt="招待" src="https://youtu.be/abc">').startswith('<a class="video-card" href="https://youtu.be/abc"')


def test_a_picture_of_another_site_is_a_link_to_it() -> None:
    assert page('<img alt="図" src="https://example.com/a.png?x=1&amp;y=2"><img alt="" src="//example.com/b.png">') == (
        '<a class="picture-elsewhere" href="https://example.com/a.png?x=1&amp;y=2">図</a>'
        '<a class="picture-elsewhere" href="//example.com/b.png">//example.com/b.png</a>'
    )


def test_inside_a_link_a_picture_of_another_site_is_its_text() -> None:
    html = (
        '<a href="cancel.md"><img alt="解約" src="https://example.com/a.png"></a><img alt="図" src="https://example.com/a.png">'
    )
    assert page(html) == (
        '<a href="/ja/articles/billing/cancel">解約</a><a class="picture-elsewhere" href="https://example.com/a.png">図</a>'
    )
