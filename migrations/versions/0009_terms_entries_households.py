"""A term for each assignment, products freed by withdrawal, tax codes of households.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ENTRY_NAME = "uq_product_entry_cycle_id_organisation_id_search_key"
ENTRY_KEY = ["cycle_id", "organisation_id", "search_key"]
DUE_NAME = "ck_assignment_due_after_offer"
SHAPE_NAME = "ck_organisation_tax_code_shape"
NUMBER = "tax_code ~ '^[0-9]{10}(-[0-9]{3})?$'"
PERSONAL_NUMBER = "kind = 'household' AND tax_code ~ '^0[0-9]{11}$'"


def upgrade() -> None:
    op.add_column("assignment", sa.Column("due_at", sa.DateTime(timezone=True), nullable=True))
    op.create_check_constraint(op.f(DUE_NAME), "assignment", "due_at > offered_at")

    op.add_column("product_entry", sa.Column("freed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE product_entry SET freed_at = dossier.ended_at FROM dossier "
        "WHERE dossier.id = product_entry.dossier_id AND dossier.state = 'withdrawn'"
    )
    op.drop_constraint(ENTRY_NAME, "product_entry", type_="unique")
    op.create_index(
        "uq_product_entry_one_running",
        "product_entry",
        ENTRY_KEY,
        unique=True,
        postgresql_where="freed_at IS NULL",
    )

    op.drop_constraint(op.f(SHAPE_NAME), "organisation", type_="check")
    op.create_check_constraint(
        op.f(SHAPE_NAME), "organisation", f"{NUMBER} OR {PERSONAL_NUMBER}"
    )


def downgrade() -> None:
    op.drop_constraint(op.f(SHAPE_NAME), "organisation", type_="check")
    op.create_check_constraint(op.f(SHAPE_NAME), "organisation", NUMBER)
    op.drop_index("uq_product_entry_one_running", table_name="product_entry")
    op.create_unique_constraint(ENTRY_NAME, "product_entry", ENTRY_KEY)
    op.drop_column("product_entry", "freed_at")
    op.drop_constraint(op.f(DUE_NAME), "assignment", type_="check")
    op.drop_column("assignment", "due_at")
