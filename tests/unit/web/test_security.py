import re

import pytest
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    "address", ["/", "/ja/", "/ja/nothing", "/ja/search?q=x", "/theme.css", "/static/site.css", "/healthz"]
)
def test_every_response_carries_the_headers(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert "camera=()" in headers["Permissions-Policy"]


@pytest.mark.parametrize("address", ["/ja/", "/ja/billing/refund?q=14日", "/ja/search?q=返金", "/ja/billing/", "/ja/nothing"])
def test_no_page_needs_an_inline_style_script_or_another_origin(client: FlaskClient, address: str) -> None:
    html = client.get(address).get_data(as_text=True)
    assert " style=" not in html
    assert "<style" not in html
    assert "<script>" not in html
    assert " onclick=" not in html
    loaded = re.findall(r'(?:src|srcset|poster|data|action)="([^"]*)"', html)
    linked = re.findall(r'<link rel="(?!canonical|alternate)[^"]*"[^>]* href="([^"]*)"', html)
    assert loaded and linked
    assert [address for address in loaded + linked if "//" in address] == []
