import pytest

from kbsearch.articles.videos import card, is_played, player, site_of


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://www.youtube.com/watch?v=abc", "YouTube"),
        ("https://youtu.be/abc", "YouTube"),
        ("https://m.youtube.com/watch?v=abc", "YouTube"),
        ("https://www.youtube-nocookie.com/embed/abc", "YouTube"),
        ("https://player.vimeo.com/video/1", "Vimeo"),
        ("https://vimeo.com/1", "Vimeo"),
        ("https://youtube.com.evil.example/watch", ""),
        ("https://example.com/youtube.com", ""),
        ("javascript:alert(1)//youtube.com", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_the_site_of_an_address(url: str, site: str) -> None:
    assert site_of(url) == site


def test_a_video_elsewhere_is_a_link_that_opens_a_new_tab() -> None:
    html = card("https://youtu.be/abc?t=3&x=1", "招待の<しかた>", "ja")
    assert html == (
        '<a class="video-card" href="https://youtu.be/abc?t=3&amp;x=1" target="_blank" rel="noopener noreferrer">'
        '<span class="video-title">招待の&lt;しかた&gt;</span><span class="video-site">YouTube（新しいタブで開きます）</span></a>'
    )


@pytest.mark.parametrize(
    ("embedded", "watched"),
    [
        ("https://www.youtube-nocookie.com/embed/a-b_1?start=30", "https://www.youtube.com/watch?v=a-b_1&amp;t=30"),
        ("https://www.youtube.com/embed/abc?start=x", "https://www.youtube.com/watch?v=abc"),
        ("https://player.vimeo.com/video/76979871?h=1", "https://vimeo.com/76979871"),
        ("https://vimeo.com/76979871", "https://vimeo.com/76979871"),
    ],
)
def test_an_address_made_for_frames_becomes_the_one_for_people(embedded: str, watched: str) -> None:
    assert f'href="{watched}"' in card(embedded, "", "en")


def test_a_video_without_a_title_is_called_a_video() -> None:
    assert '<span class="video-title">Video</span>' in card("https://vimeo.com/1", "", "en")
    assert 'aria-label="動画"' in player("/media/a.mp4", "", "", "ja")


def test_a_video_beside_the_article_is_played_in_place_with_its_captions() -> None:
    html = player("/media/a.mp4", "Invite", "/media/a.vtt", "en")
    assert html.startswith('<video controls preload="metadata" playsinline src="/media/a.mp4" aria-label="Invite">')
    assert '<track kind="captions" src="/media/a.vtt" srclang="en" label="Video" default>' in html
    assert '<a href="/media/a.mp4">Save this video</a>' in html


def test_videos_are_told_by_their_ending() -> None:
    assert is_played("ja/a/invite.MP4")
    assert is_played("ja/a/invite.webm")
    assert not is_played("ja/a/invite.png")
