"""No number of a customer, a ticket or a message comes again: what was made for one must not open another's."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Let SQLite count on where all are deleted; PostgreSQL always does."""
    _rewrite(autoincrement=True)


def downgrade() -> None:
    """Let SQLite begin anew."""
    _rewrite(autoincrement=False)


def _rewrite(*, autoincrement: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in ("customers", "tickets", "messages"):
            with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": autoincrement}):
                pass
