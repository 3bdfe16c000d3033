"""Alembic runs this for every migration, over the connection that upgrade.py opened. There is no ini file."""

from __future__ import annotations

from alembic import context

from monitor.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
