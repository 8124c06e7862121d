"""What Alembic runs around the steps."""

from alembic import context
from sqlalchemy import Connection

from pasdedeux.store.schema import Base


def migrate(connection: Connection) -> None:
    """Run the steps, in batches, since SQLite changes a table by making it anew."""
    context.configure(connection=connection, target_metadata=Base.metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


if hasattr(context, "config"):  # run by Alembic, not merely imported
    migrate(context.config.attributes["connection"])
