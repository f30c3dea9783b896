"""An error declaration has the id and the content of the event that it voids: two keys, not one.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COLUMNS = ("event_id", "hash")


def upgrade() -> None:
    op.add_column(
        "event_key",
        sa.Column("declares_error", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.alter_column("event_key", "declares_error", server_default=None)
    for column in COLUMNS:
        op.drop_constraint(f"uq_event_key_organisation_id_{column}", "event_key", type_="unique")
        op.create_unique_constraint(
            f"uq_event_key_organisation_id_{column}_declares_error",
            "event_key",
            ["organisation_id", column, "declares_error"],
        )
    op.create_index(
        "ix_event_key_declaration",
        "event_key",
        ["organisation_id"],
        postgresql_where="declares_error",
    )


def downgrade() -> None:
    op.drop_index("ix_event_key_declaration", table_name="event_key")
    for column in COLUMNS:
        op.drop_constraint(
            f"uq_event_key_organisation_id_{column}_declares_error", "event_key", type_="unique"
        )
        op.create_unique_constraint(
            f"uq_event_key_organisation_id_{column}", "event_key", ["organisation_id", column]
        )
    op.drop_column("event_key", "declares_error")
