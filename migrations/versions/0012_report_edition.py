"""A sent report is corrected by its next edition; the one that was sent stays as it is.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

OLD = "uq_programme_report_province_code_year_period"


def upgrade() -> None:
    op.add_column(
        "programme_report", sa.Column("edition", sa.Integer(), nullable=False, server_default="1")
    )
    op.alter_column("programme_report", "edition", server_default=None)
    op.drop_constraint(OLD, "programme_report", type_="unique")
    op.create_unique_constraint(
        f"{OLD}_edition", "programme_report", ["province_code", "year", "period", "edition"]
    )
    op.create_check_constraint(
        op.f("ck_programme_report_edition_positive"), "programme_report", "edition > 0"
    )


def downgrade() -> None:
    op.drop_constraint(
        op.f("ck_programme_report_edition_positive"), "programme_report", type_="check"
    )
    op.execute(
        "DELETE FROM programme_report AS old USING programme_report AS new "
        "WHERE new.province_code = old.province_code AND new.year = old.year "
        "AND new.period = old.period AND new.edition > old.edition"
    )
    op.drop_constraint(f"{OLD}_edition", "programme_report", type_="unique")
    op.create_unique_constraint(OLD, "programme_report", ["province_code", "year", "period"])
    op.drop_column("programme_report", "edition")
