"""The tables of the job queue.

Procrastinate ships every step of its schema as a numbered file and keeps them for good. This
migration applies the steps up to version 3.4, whatever version is installed; a later step is a
later migration of ours. Tables named procrastinate_* are left out of `alembic check`.

Revision ID: 0002
Revises: 0001
"""

from alembic import op
from procrastinate.schema import migrations_path

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

LAST_STEP = "03.04.00_50_post_add_retry_failed_job_procedure.sql"


def upgrade() -> None:
    """Apply the steps, each committed alone.

    PostgreSQL 15 cannot use a new word of an enumeration in the transaction that adds it. What an
    interrupted attempt left behind is removed first.
    """
    steps = sorted(path for path in migrations_path.glob("*.sql") if path.name <= LAST_STEP)
    if not steps or steps[-1].name != LAST_STEP:
        raise RuntimeError(f"procrastinate no longer ships {LAST_STEP}")
    downgrade()
    with op.get_context().autocommit_block():
        for step in steps:
            op.get_bind().exec_driver_sql(step.read_text(encoding="utf-8").replace("%", "%%"))


def downgrade() -> None:
    op.execute(
        """
        DO $$
        DECLARE
            found record;
        BEGIN
            DROP TABLE IF EXISTS procrastinate_events, procrastinate_periodic_defers,
                procrastinate_jobs, procrastinate_workers CASCADE;
            FOR found IN SELECT oid::regprocedure AS name FROM pg_proc
                WHERE proname LIKE 'procrastinate%' AND pronamespace = current_schema::regnamespace
            LOOP
                EXECUTE 'DROP FUNCTION ' || found.name || ' CASCADE';
            END LOOP;
            FOR found IN SELECT oid::regtype AS name FROM pg_type
                WHERE typname LIKE 'procrastinate%' AND typnamespace = current_schema::regnamespace
                AND typtype IN ('e', 'c')
            LOOP
                EXECUTE 'DROP TYPE ' || found.name || ' CASCADE';
            END LOOP;
        END $$
        """
    )
