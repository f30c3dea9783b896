"""The application as servers and the `flask` command find it."""

from award import create_app

app = create_app()
