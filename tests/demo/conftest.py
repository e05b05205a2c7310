"""The demo, run once for all its tests (SQLite only: the journeys hold on PostgreSQL)."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from reviewapp.config import Settings
from reviewapp.db import Database
from reviewapp.demo.contest import Demo
from reviewapp.demo.director import Progress
from tests.conftest import demo_app


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
def played(demo_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """The sample contest from notice to publication, second round open; a copy of our own."""
    folder = tmp_path_factory.mktemp("demo") / "instance"
    shutil.copytree(demo_instance, folder)
    app = demo_app(folder)
    site = app.extensions["jianwen"]
    demo = Demo(site.settings, site.database, quietly)
    demo.set_up()  # done already: finds the two rounds
    yield Played(app, site.settings, site.database, demo.first, demo.second)
    site.database.dispose()
