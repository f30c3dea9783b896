"""Members of councils declare of each dossier that they have no conflict with it.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "clearance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_clearance_user_id"),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name="fk_clearance_dossier_id"),
        sa.PrimaryKeyConstraint("id", name="pk_clearance"),
        sa.UniqueConstraint("user_id", "dossier_id", name="uq_clearance_user_id_dossier_id"),
    )
    op.create_index("ix_clearance_dossier_id", "clearance", ["dossier_id"])


def downgrade() -> None:
    op.drop_table("clearance")
