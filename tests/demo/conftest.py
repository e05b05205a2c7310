"""The demo, run once for all its tests (SQLite only: the journeys hold on PostgreSQL)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from reviewapp import create_app, migrate
from reviewapp.config import Settings
from reviewapp.db import Database
from reviewapp.demo.contest import Demo
from reviewapp.demo.director import Progress
from tests.conftest import AUDIT_KEY


@dataclass(frozen=True, slots=True)
class Played:
    """The application after the demo, and the ids of its two rounds."""

    app: Flask
    settings: Settings
    database: Database
    first: int
    second: int


def quietly(_step: str) -> Progress:
    """Reports to nobody."""
    return lambda done, total: None


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The sample contest from notice to publication, second round open."""
    app = create_app(
        {
            "instance": tmp_path_factory.mktemp("demo"),
            "jobs_immediate": True,
            "testing": True,
            "secret_key": "s" * 32,
            "audit_key": AUDIT_KEY,
            "argon2_cost": "low",
        }
    )
    site = app.extensions["jianwen"]
    migrate.upgrade(site.database)
    demo = Demo(site.settings, site.database, quietly)
    demo.run()
    yield Played(app, site.settings, site.database, demo.first, demo.second)
    site.database.dispose()
