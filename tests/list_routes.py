"""Writes tests/routes.txt anew: `python -m tests.list_routes`, then read what changed."""

from tempfile import TemporaryDirectory

from award import create_app
from award.config import ROOT, Settings
from tests.test_house_rules import routes

if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        app = create_app(
            Settings(env="testing", DATABASE_URL="postgresql:///none", instance=folder)
        )
        text = "\n".join(routes(app)) + "\n"
        (ROOT / "tests" / "routes.txt").write_text(text, encoding="utf-8")
