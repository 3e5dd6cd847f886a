"""To which ticket system a ticket was handed, and whose changes were read how far: the same number is another ticket elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_SHORT, _LONG = sa.String(64), sa.String(255)


def upgrade() -> None:
    """Add the column, and room for addresses. Where it is empty the ticket is looked for once more, and found."""
    op.add_column("tickets", sa.Column("desk", _LONG, nullable=False, server_default=""))
    with op.batch_alter_table("cursors") as table:
        table.alter_column("desk", existing_type=_SHORT, type_=_LONG, existing_nullable=False)


def downgrade() -> None:
    """Forget it; what happens from now on is asked for."""
    op.execute("DELETE FROM cursors")
    with op.batch_alter_table("cursors") as table:
        table.alter_column("desk", existing_type=_LONG, type_=_SHORT, existing_nullable=False)
    op.drop_column("tickets", "desk")
