from kbsearch.articles.headings import set_headings


def test_the_first_h1_is_the_title_and_leaves_the_body() -> None:
    body = set_headings("<h1>返金</h1>\n<p>本文</p>")
    assert (body.title, body.html) == ("返金", "<p>本文</p>")


def test_an_h1_that_repeats_the_title_leaves_the_body() -> None:
    assert set_headings("<h1>ＦＡＱ について</h1><p>a</p>", "faqについて").html == "<p>a</p>"


def test_another_h1_stays_as_a_heading_of_the_body() -> None:
    body = set_headings("<h1>別の題</h1><h2>節</h2>", "返金")
    assert body.html == '<h2 id="別の題">別の題</h2>\n<h3 id="節">節</h3>\n'


def test_headings_of_one_text_are_numbered() -> None:
    assert set_headings("<h2>a</h2><h2>a</h2>", "t").html == '<h2 id="a">a</h2>\n<h2 id="a-2">a</h2>\n'


def test_an_id_written_by_hand_stays_and_no_other_takes_it() -> None:
    html = set_headings('<h2>a</h2><h2>a</h2><h2 id="a-2">b</h2>', "t").html
    assert [part.split('"')[1] for part in html.splitlines()] == ["a", "a-3", "a-2"]


def test_a_heading_without_text_is_no_heading() -> None:
    assert set_headings('<h2><img src="a.png"></h2><p>b</p>', "t").html == '<img src="a.png"><p>b</p>'


def test_a_heading_around_another_gives_way() -> None:
    assert set_headings("<h2><ul><li><h3>a</h3></li></ul></h2>", "t").html == '<ul><li><h3 id="a">a</h3>\n</li></ul>'


def test_markup_in_a_heading_is_kept_and_its_text_makes_the_anchor() -> None:
    html = set_headings("<h2><code>A &amp; B</code></h2>", "t").html
    assert html == '<h2 id="a-b"><code>A &amp; B</code></h2>\n'
