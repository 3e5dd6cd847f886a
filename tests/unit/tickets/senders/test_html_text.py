import pytest

from kbsearch.tickets.senders.html_text import html_text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<p>一</p><p>二</p>", "一\n二"),
        ("一<br>二<BR/>三", "一\n二\n三"),
        ("<ul><li>a</li>\n<li>b</li></ul>", "a\nb"),
        ("a &lt;b&gt; &amp; 𠮷 &nbsp;c", "a <b> & 𠮷 \xa0c"),
        ("x<script>alert(1)</script><style>p{}</style>y", "xy"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_html_reads_as_it_looks(source: str, text: str) -> None:
    assert html_text(source) == text
