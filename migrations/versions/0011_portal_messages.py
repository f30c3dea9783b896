"""A third kind of message leaves by the outbox: an export to a portal of traceability.

Revision ID: 0011
Revises: 0010
"""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NAME = "ck_outbox_message_kind_known"


def upgrade() -> None:
    _allow("kind IN ('email', 'document', 'portal')")


def downgrade() -> None:
    op.execute("DELETE FROM outbox_message WHERE kind = 'portal'")
    _allow("kind IN ('email', 'document')")


def _allow(condition: str) -> None:
    op.execute(f"ALTER TABLE outbox_message DROP CONSTRAINT {NAME}")
    op.execute(f"ALTER TABLE outbox_message ADD CONSTRAINT {NAME} CHECK ({condition})")
