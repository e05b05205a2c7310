"""Schema migrations without alembic.ini: the database is the one the settings name.

A migration runs inside one write transaction (BEGIN IMMEDIATE on SQLite), so that a process killed in
the middle leaves the old schema or the new one, never something between.
"""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import reviewapp.models  # noqa: F401  (fills the metadata)
from reviewapp.db import Base, Database

FOLDER = Path(__file__).parent / "migrations"


def upgrade(database: Database, revision: str = "head") -> None:
    _run(database, command.upgrade, revision)


def downgrade(database: Database, revision: str) -> None:
    _run(database, command.downgrade, revision)


def make_revision(database: Database, message: str) -> Path:
    """Write a revision from the difference between models and database, which is at the newest; where it is.

    Raises alembic.util.CommandError where the database is not at the newest revision.
    """
    with database.engine.connect() as connection:
        made = command.revision(_config(connection), message=message, autogenerate=True)
    return Path(made.path)  # type: ignore[union-attr]  # one revision was asked for, so it is one


def current(database: Database) -> str | None:
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    return ScriptDirectory.from_config(_config(None)).get_current_head()


def differences(database: Database) -> list[object]:
    """What the models have and the database has not, or the reverse; empty when they agree."""
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, Base.metadata))


def _run(database: Database, step: object, revision: str) -> None:
    with database.engine.execution_options(jianwen_write=True).begin() as connection:
        step(_config(connection), revision)  # type: ignore[operator]


def _config(connection: object) -> Config:
    config = Config(cmd_opts=Namespace(quiet=True))
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
