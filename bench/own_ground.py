"""A server of its own for as long as a measurement takes, and applications on it.

Imported by benches once they have put the project root on the path.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade

from award import create_app
from award.config import Settings
from award.postgres import Cluster


@dataclass(frozen=True, slots=True)
class Ground:
    """The server, and the folder in which it and its applications keep their things."""

    server: Cluster
    folder: Path

    def site(self, name: str) -> Flask:
        """An application on a new database with every table."""
        with self.server.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        url = f"{self.server.url(name)}?host={self.server.host()}"
        app = create_app(
            Settings(env="testing", DATABASE_URL=url, instance=self.folder, log_level="ERROR")
        )
        with app.app_context():
            upgrade()
        return app


@contextmanager
def own_ground() -> Iterator[Ground]:
    """A server that is gone afterwards, with all that was on it."""
    with tempfile.TemporaryDirectory() as name:
        server = Cluster(Path(name) / "postgres")
        server.ensure()
        try:
            yield Ground(server, Path(name))
        finally:
            server.stop()
