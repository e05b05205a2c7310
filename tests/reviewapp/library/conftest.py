"""Texts for the library, and a contest with a confirmed selection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.db import Database
from reviewapp.library.actions import Details, Draft
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry
from reviewapp.models.library import LibraryKind, LibraryText
from reviewapp.models.result import Run, RunState, Selection
from tests.conftest import NOW
from tests.factories import DUE, World, make_entry

ESSAY = "雪落了一夜，卫生院的灯没有熄。老院长踩着没膝的雪去牧点出诊，回来时眉毛上结了一层霜，药箱还是热的。"


def draft(title: str = "灯", text: str = ESSAY, kind: LibraryKind = LibraryKind.WINNER) -> Draft:
    return Draft(Details(kind, source="二〇二五年征文", year=2025, title=title, author="李四"), text)


def stored_text(session: Session, title: str = "灯", text: str = ESSAY, **values: object) -> LibraryText:
    """A row of the library, as if it had been added before everything else."""
    made = draft(title, text)
    row = LibraryText(
        kind=LibraryKind.WINNER, title=title, source="二〇二五年征文", year=2025, text=text, sha256=made.sha256,
        characters=len(text), added_at=NOW,
    )  # fmt: skip
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()
    return row


def confirm_selection(
    session: Session, world: World, chosen: Sequence[Entry], others: Sequence[Entry]
) -> Run:
    run = Run(
        round_id=world.round.id,
        kind="selection",
        state=RunState.DONE,
        frozen=True,
        created_at=NOW,
        finished_at=NOW,
    )
    session.add(run)
    session.flush()
    for entry in (*chosen, *others):
        session.add(Selection(run_id=run.id, entry_id=entry.id, selected=entry in chosen, code="in"))
    session.flush()
    return run


@pytest.fixture
def decided(database: Database, stored_world: World) -> dict[str, int]:
    """Two works chosen and one not, result public: title → receipt number."""
    with database.transaction() as session:
        session.get_one(Round, stored_world.round.id).stage = Stage.PUBLICATION
        entries = [make_entry(session, stored_world, title=f"第{n}篇", text=f"{n}{ESSAY}") for n in range(3)]
        confirm_selection(session, stored_world, entries[:2], entries[2:])
        return {e.title: e.number for e in entries}


@pytest.fixture
def inside_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The web's clock stands a day before the cut-off."""
    monkeypatch.setattr(web, "now", lambda: DUE - timedelta(days=1))


@pytest.fixture
def put(database: Database) -> Callable[..., int]:
    """``put("灯", text)``: a committed library text; its id."""

    def make(title: str = "灯", text: str = ESSAY, **values: object) -> int:
        with database.transaction() as session:
            return stored_text(session, title, text, **values).id

    return make
