"""The platform: health, headers, errors, settings."""


def test_the_process_says_that_it_lives(client):
    response = client.get("/healthz/live")

    assert (response.status_code, response.json) == (200, {"status": "ok"})
