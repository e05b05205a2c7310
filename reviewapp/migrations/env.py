"""Alembic environment: run only through reviewapp.migrate, which hands over an open connection."""

from alembic import context

import reviewapp.models  # noqa: F401  (fills the metadata)
from reviewapp.db import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
    user_module_prefix="reviewapp.db.",
)
with context.begin_transaction():
    context.run_migrations()
