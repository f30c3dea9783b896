"""Migrations: linear, numbered, reversible, equal to the models, on the oldest PostgreSQL too."""

import ast
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade
from sqlalchemy import text

from award import create_app
from award.config import ROOT
from award.extensions import db
from award.postgres import Cluster
from tests.conftest import Databases, settings_for

FOLDER = ROOT / "migrations"
VERSIONS = sorted((FOLDER / "versions").glob("*.py"))
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")


def test_migrations_form_one_numbered_line():
    directory = ScriptDirectory(str(FOLDER))

    line = [(script.down_revision, script.revision) for script in directory.walk_revisions()]

    numbers = [f"{number:04}" for number in range(len(VERSIONS), 0, -1)]
    assert line == list(zip([*numbers[1:], None], numbers, strict=True))
    assert [path.name[:4] for path in VERSIONS] == sorted(numbers)


def test_the_head_file_names_the_last_migration():
    """Two branches that add a migration each meet in this file as a conflict of git."""
    assert (FOLDER / "HEAD").read_text().strip() == VERSIONS[-1].name[:4]


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.name)
def test_a_migration_does_not_use_the_models_of_today(path):
    imported = {
        name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else []
        )
    }

    assert {name for name in imported if name.startswith("award.models")} == set()


def tables(app: Flask) -> list[str]:
    with app.app_context():
        names = db.session.scalars(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        ).all()
        db.session.remove()
        return list(names)


def leftovers(app: Flask) -> list[str]:
    """Functions and types that are nobody's any more."""
    with app.app_context():
        names = db.session.scalars(
            text(
                "SELECT proname::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
                "UNION ALL SELECT typname::text FROM pg_type "
                "WHERE typnamespace = 'public'::regnamespace AND typtype IN ('e', 'd')"
            )
        ).all()
        db.session.remove()
        return list(names)


@pytest.fixture
def migrated(clone_database) -> Flask:
    """An application on a database of its own at the newest revision."""
    return clone_database()


def test_models_and_migrations_say_the_same(migrated):
    with migrated.app_context():
        check()


def test_every_migration_goes_down_and_up_again(migrated):
    before = tables(migrated)

    with migrated.app_context():
        downgrade(revision="base")
    bare, remains = tables(migrated), leftovers(migrated)
    with migrated.app_context():
        upgrade()

    assert bare == ["alembic_version"]
    assert remains == []
    assert tables(migrated) == before


@pytest.fixture
def old_postgres(tmp_path_factory) -> Iterator[Databases]:
    """A server of Debian's PostgreSQL 15, the oldest version that is supported."""
    if not DEBIAN_15.exists():
        pytest.skip("no PostgreSQL 15 in /usr/lib/postgresql")
    folder = tmp_path_factory.mktemp("pg15")
    cluster = Cluster(folder / "postgres", options=("fsync=off",))
    place = replace(cluster.place, binaries=DEBIAN_15)
    place.run(
        place.command("initdb", "-D", str(place.data), "-U", "postgres", "-E", "UTF8", "-A",
                      "trust", "--locale=C.UTF-8"),
        cwd=place.home,
    )  # fmt: skip
    cluster.__dict__["place"] = place
    databases = Databases(folder)
    databases.server, databases.given = cluster, None
    yield databases
    cluster.stop()
    shutil.rmtree(place.home)


def test_all_migrations_run_on_postgresql_15_and_equal_the_models(old_postgres):
    app = create_app(settings_for(old_postgres.clone("award_old"), old_postgres.folder))

    with app.app_context():
        version = db.session.scalar(text("SHOW server_version_num"))
        db.session.remove()
        check()
        db.engine.dispose()

    assert version is not None
    assert version.startswith("15")


def test_the_queue_is_installed_as_its_package_expects(migrated):
    with migrated.app_context():
        columns = db.session.scalars(
            text(
                "SELECT attname::text FROM pg_attribute "
                "WHERE attrelid = 'procrastinate_job_to_defer_v1'::regclass ORDER BY attnum"
            )
        ).all()
        db.session.remove()

    assert columns == [
        "queue_name", "task_name", "priority", "lock", "queueing_lock", "args", "scheduled_at",
    ]  # fmt: skip


def test_the_schema_has_no_part_that_only_the_newest_server_knows():
    """What PostgreSQL 16 and later added, by the words that would stand in a migration."""
    newer = ("uuidv7", "any_value(", "json_table", "MERGE INTO")
    texts = {path.name: path.read_text(encoding="utf-8") for path in VERSIONS}

    assert [name for name, text in texts.items() if any(word in text for word in newer)] == []
