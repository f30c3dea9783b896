"""A product has a picture, which its public page shows.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("product", sa.Column("picture_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        "fk_product_picture_id", "product", "stored_file", ["picture_id"], ["id"]
    )


def downgrade() -> None:
    op.drop_constraint("fk_product_picture_id", "product", type_="foreignkey")
    op.drop_column("product", "picture_id")
