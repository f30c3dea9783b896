"""Private growers, declarations of conformity, labels that were read, chosen rule sets.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "growing_area",
        sa.Column("private_grower", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.alter_column("growing_area", "private_grower", server_default=None)
    op.create_table(
        "conformity_paper",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("organisation_id", sa.Integer(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "standard", "regulation", "certificate", name="conformitykind",
                native_enum=False, create_constraint=True, length=40,
            ),
            nullable=False,
        ),
        sa.Column("norm", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("file_id", sa.Uuid(), sa.ForeignKey("stored_file.id"), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Integer(), sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "norm <> '' AND number <> '' AND issuer <> ''",
            name=op.f("ck_conformity_paper_document_named"),
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= issued_on", name=op.f("ck_conformity_paper_valid_order")
        ),
    )
    op.create_index("ix_conformity_paper_organisation_id", "conformity_paper", ["organisation_id"])
    op.create_table(
        "carrier_check",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("product_id", sa.Integer(), sa.ForeignKey("product.id"), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("registered", sa.Text(), nullable=False),
        sa.Column("symbology", sa.Text(), nullable=False),
        sa.Column("matches", sa.Boolean(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), sa.ForeignKey("user_account.id"), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("content <> ''", name=op.f("ck_carrier_check_content_given")),
    )
    op.create_index("ix_carrier_check_product", "carrier_check", ["product_id", "id"])
    op.create_table(
        "rule_choice",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("organisation_id", sa.Integer(), sa.ForeignKey("organisation.id"), nullable=False),
        sa.Column("product_id", sa.Integer(), sa.ForeignKey("product.id"), nullable=True),
        sa.Column("rule_set", sa.Text(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chosen_by_id", sa.Integer(), sa.ForeignKey("user_account.id"), nullable=False),
    )
    op.create_index(
        "uq_rule_choice_once",
        "rule_choice",
        ["organisation_id", "product_id", "rule_set"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    op.drop_table("rule_choice")
    op.drop_table("carrier_check")
    op.drop_table("conformity_paper")
    op.drop_column("growing_area", "private_grower")
