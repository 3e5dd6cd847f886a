import re

from flask.testing import FlaskClient

from web.static_files import FOREVER


def test_pages_name_static_files_by_their_content_so_they_may_be_kept(client: FlaskClient) -> None:
    html = client.get("/ja/billing/refund").get_data(as_text=True)
    addresses = re.findall(r'(?:src|href)="(/(?:static|theme|icon)[^"]*)"', html)
    assert len(addresses) > 6
    for address in addresses:
        assert re.search(r"\?v=[0-9a-f]{12}$", address), address
        response = client.get(address)
        assert (response.status_code, response.headers["Cache-Control"]) == (200, FOREVER)


def test_without_its_version_a_file_is_asked_for_again(client: FlaskClient) -> None:
    assert client.get("/static/site.css").headers["Cache-Control"] == "no-cache"
