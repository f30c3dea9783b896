"""Documents that a province issued for its programme; signs that stand for households' numbers.

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "programme_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("province_code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Enum("resolution", "decision", "directive", "plan", "guidance", "report", "letter", "other", name="programmedocumentkind", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("number <> '' AND issuer <> '' AND title <> ''", name=op.f("ck_programme_document_named")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_programme_document_file_id")),
        sa.ForeignKeyConstraint(["province_code"], ["province.code"], name=op.f("fk_programme_document_province_code")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user_account.id"], name=op.f("fk_programme_document_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_document")),
        sa.UniqueConstraint("province_code", "number", "issued_on", name=op.f("uq_programme_document_province_code_number_issued_on")),
    )
    op.create_index(op.f("ix_programme_document_province_code"), "programme_document", ["province_code"])
    op.create_table(
        "household_sign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("tax_code", sa.Text(), nullable=False),
        sa.CheckConstraint("tax_code ~ '^[0-9]{12}$'", name=op.f("ck_household_sign_personal_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_sign")),
        sa.UniqueConstraint("tax_code", name=op.f("uq_household_sign_tax_code")),
    )


def downgrade() -> None:
    op.drop_table("household_sign")
    op.drop_table("programme_document")
