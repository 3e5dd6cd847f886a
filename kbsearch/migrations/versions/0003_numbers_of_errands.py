"""No number of an errand comes again: mails and events of webhooks are named by it."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Let SQLite count on where all errands are done; PostgreSQL always does."""
    _rewrite(autoincrement=True)


def downgrade() -> None:
    """Let SQLite begin anew."""
    _rewrite(autoincrement=False)


def _rewrite(*, autoincrement: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        with op.batch_alter_table("outbox", recreate="always", table_kwargs={"sqlite_autoincrement": autoincrement}):
            pass
