"""Alembic's entry: runs inside the Flask application, on its engine."""

from alembic import context
from sqlalchemy.schema import SchemaItem

import award.models  # noqa: F401 - fills the metadata
from award.extensions import Base, db

# The job queue's schema is migration 0002's; partitions belong to their table, not to the models.
OTHERS_TABLES = ("procrastinate_", "event_payload_")


def is_ours(
    _item: SchemaItem, name: str | None, kind: str, _reflected: bool, _other: object
) -> bool:
    """Leave tables that the models do not describe out of comparisons."""
    return not (kind == "table" and (name or "").startswith(OTHERS_TABLES))


def run() -> None:
    """Apply the asked migrations, each in its own transaction, never waiting long for a lock."""
    engine = db.session.get_bind()
    with engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            include_object=is_ours,
            compare_type=True,
            compare_server_default=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
            context.run_migrations()


if context.is_offline_mode():
    raise SystemExit("Migrations need a database: --sql is not supported.")
run()
