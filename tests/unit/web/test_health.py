from flask.testing import FlaskClient


def test_health_is_answered_in_plain_text(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.text, response.mimetype) == (200, "ok\n", "text/plain")
