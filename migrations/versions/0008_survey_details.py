"""What a survey says of an organisation: which share of its products, and since when.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("reported_organisation", sa.Column("percent", sa.Numeric(20, 6), nullable=True))
    op.add_column("reported_organisation", sa.Column("since", sa.Date(), nullable=True))
    op.create_check_constraint("percent_range", "reported_organisation", "percent BETWEEN 0 AND 100")


def downgrade() -> None:
    op.drop_constraint("percent_range", "reported_organisation", type_="check")
    op.drop_column("reported_organisation", "since")
    op.drop_column("reported_organisation", "percent")
