"""What pages carry for programs does no harm in a browser."""

import json

from tests.browser.conftest import OpenPage


def test_described_data_is_neither_run_nor_refused(open_page: OpenPage) -> None:
    for locale in ("ja", "en"):
        page = open_page(f"/{locale}/billing/refund")  # what the browser complains of fails the test
        (data,) = page.locator('script[type="application/ld+json"]').all_text_contents()
        assert [each["@type"] for each in json.loads(data)["@graph"]] == ["Article", "BreadcrumbList", "FAQPage"]
