"""A database and a folder that exist only as long as somebody works in them."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from award import database
from award.config import Settings


@contextmanager
def throw_away(settings: Settings) -> Iterator[Settings]:
    """Settings of an application on a new database of the same server; all is removed at the end.

    The embedded server is started at need; one at `DATABASE_URL` must let its user create
    databases. Raises `PostgresError` or `psycopg.Error` when no database can be made.
    """
    name = f"award_cycle_{os.getpid()}_{secrets.token_hex(3)}"
    folder = Path(tempfile.mkdtemp(prefix="award-cycle-"))
    connection, url = _server(settings, name)
    try:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        connection.execute(
            sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name))
        )
        yield Settings.model_validate(
            {
                "env": "local",
                "DATABASE_URL": url,
                "instance": folder,
                "storage": str(folder / "files"),
                "mail": f"file:{folder / 'mail'}",
                "log_level": "ERROR",
            }
        )
    finally:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )
        connection.close()
        shutil.rmtree(folder, ignore_errors=True)


def _server(settings: Settings, name: str) -> tuple[psycopg.Connection, str]:
    """A connection that may create databases, and the address that the new one will have."""
    if settings.database_url is None:
        own = database.cluster(settings)
        own.ensure()
        return own.connect(), f"{own.url(name)}?host={own.host()}"
    given = make_url(settings.database_url)
    plain = given.set(drivername="postgresql").render_as_string(hide_password=False)
    return (
        psycopg.connect(plain, autocommit=True),
        given.set(database=name).render_as_string(hide_password=False),
    )
