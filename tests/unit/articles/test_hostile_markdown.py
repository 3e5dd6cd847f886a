"""Whatever a hostile writer puts into an article, what comes out does nothing: known elements, known attributes, harmless links."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rendering import render

_ELEMENTS = (
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h1 h2 h3 "
    "h4 h5 h6 hr i img ins kbd li mark ol p pre q rb rp rt ruby s samp section small span strong sub summary sup table tbody "
    "td tfoot th thead time tr u ul var wbr"
)
_ATTRIBUTES = (
    "align alt class colspan datetime dir height href id lang name open reversed rowspan scope span src start title type width"
)
ELEMENTS = frozenset(_ELEMENTS.split())
ATTRIBUTES = frozenset(_ATTRIBUTES.split())
SCHEMES = ("", "http", "https", "mailto", "tel")
AROUND = "".join(map(chr, range(33)))
WITHIN = str.maketrans("", "", "\t\n\r")
"""What browsers leave out around an address and within it."""


class Inspector(HTMLParser):
    """Notes everything that is more than text with a form."""

    def __init__(self) -> None:
        super().__init__()
        self.harmful: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in ELEMENTS:
            self.harmful.append(f"<{tag}>")
        for name, value in attributes:
            if name not in ATTRIBUTES:
                self.harmful.append(f"<{tag} {name}>")
            if name in ("href", "src") and scheme_of(value or "") not in SCHEMES:
                self.harmful.append(f"<{tag} {name}={value!r}>")

    def handle_decl(self, decl: str) -> None:
        self.harmful.append(f"<!{decl}>")

    def handle_pi(self, data: str) -> None:
        self.harmful.append(f"<?{data}>")


def scheme_of(url: str) -> str:
    seen = url.strip(AROUND).translate(WITHIN)
    try:
        return urlsplit(seen).scheme
    except ValueError:
        return seen.partition(":")[0]


def harm_in(html: str) -> list[str]:
    inspector = Inspector()
    inspector.feed(html)
    inspector.close()
    return inspector.harmful


HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<script\n>alert(1)</script\n>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    '<img src="x` `<script>alert(1)</script>"` `>',
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<body onload=alert(1)>",
    "<p onclick\n=\nalert(1)>x</p>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    '[x](https://ok.example/ "a\\" onmouseover=\\"alert(1)")',
    "<javascript:alert(1)>",
    '<a href="&#1;javascript:alert(1)">x</a>',
    '<a href="  javascript&colon;alert(1)">x</a>',
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](a.png)',
    '<img srcset="javascript:alert(1) 1x" src="a.png">',
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "<svg><animate onbegin=alert(1) attributeName=x></svg>",
    '<svg><use href="data:image/svg+xml;base64,AAAA#x"></use></svg>',
    '<math><mi xlink:href="javascript:alert(1)">x</mi></math>',
    '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    '<table><td background="javascript:alert(1)">x</td></table>',
    "<template><script>alert(1)</script></template>",
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    '<base href="https://evil.example/">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    "<style>@import 'https://evil.example/x.css';</style>",
    '<object data="javascript:alert(1)"></object><embed src="javascript:alert(1)">',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<video src=x onerror=alert(1)></video><audio src="javascript:alert(1)"></audio>',
    '<form action="javascript:alert(1)"><button formaction="javascript:alert(1)">x</button></form>',
    '<input autofocus onfocus="alert(1)">',
    '<div style="background:url(javascript:alert(1))">x</div>',
    '<p id="x" contenteditable popover autofocus tabindex=1 accesskey=x>y</p>',
    '# x {: onclick="alert(1)" style="position:fixed" }',
    "```<script>alert(1)</script>\nx\n```",
    '```{ .py onclick="alert(1)" }\nx\n```',
    '!!! note "<img src=x onerror=alert(1)>"\n    x',
    '=== "<script>alert(1)</script>"\n\n    x',
    '??? "<svg onload=alert(1)>"\n    x',
    "[^<script>]: x\n\ny[^<script>]",
    "|<img src=x onerror=alert(1)>|\n|-|\n|[x](javascript:alert(1))|",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php system('x') ?>",
    "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>&x;",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x02<script>\x03alert(1)\x02</script>\x03",
    "{{ 7 * 7 }} {% include '/etc/passwd' %}",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_an_attack_comes_out_as_text_or_not_at_all(text: str) -> None:
    assert harm_in(render(f"前\n\n{text}\n\n後")) == []


@given(st.lists(st.sampled_from(HOSTILE) | st.sampled_from(list("<>\"'`\n \t[]()!:=/#|{}&;*_~\x00")), max_size=8).map("".join))
def test_attacks_that_are_put_together_come_out_harmless(text: str) -> None:
    assert harm_in(render(text)) == []


@pytest.mark.parametrize(
    ("text", "harm"),
    [
        ("<svg>", ["<svg>"]),
        ("<p onclick=x>", ["<p onclick>"]),
        ('<a href="java\nscript:x">', ["<a href='java\\nscript:x'>"]),
        ('<a href="mailto:a@b.example">', []),
    ],
)
def test_the_inspector_sees_harm(text: str, harm: list[str]) -> None:
    assert harm_in(text) == harm


def test_a_table_of_many_columns_is_no_problem() -> None:
    html = render("|" + "x|" * 500 + "\n|" + "-|" * 500 + "\n" + ("|" + "y|" * 500 + "\n") * 20)
    assert html.count("<td>") == 10_000
    assert harm_in(html) == []


@pytest.mark.parametrize(
    "text", ["**" * 5000 + "x", "_*" * 3000, "`" * 10_000, "!" * 10_000 + "[x](y)", "<b>" * 2000 + "x", "- " * 2000 + "x"]
)
def test_nesting_without_end_ends(text: str) -> None:
    assert harm_in(render(text)) == []
