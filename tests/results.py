"""A small contest judged to the end, and its computations done: for the tests of the result stages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session, joinedload

from reviewapp import runs, worker
from reviewapp.access import load_actor
from reviewapp.db import Database
from reviewapp.models.contest import Round, Stage
from reviewapp.models.entry import Entry
from reviewapp.models.result import Quota, Run, RunState
from reviewapp.recommendation import actions as recommendation
from reviewapp.selection import actions as selection
from reviewapp.standings import actions as standings
from tests import factories
from tests.conftest import NOW

PER_BODY = (5, 3, 2)  # entries of 赤峰市, 通辽市 and the direct unit; places: 2-3, 2-3, 1-2
STRICT = (0, 3, -2)  # points each judge gives less


def judged(
    database: Database, stage: Stage = Stage.SELECTION, *, papers: tuple[int, ...] = PER_BODY
) -> factories.World:
    """Sealed entries read by two of three judges of different strictness; committed."""
    with database.transaction() as session:
        world = factories.make_world(session, stage)
        number = 0
        for body, count in enumerate(papers):
            for _ in range(count):
                add_entry(session, world, body, 30 - number, number)
                number += 1
    return world


def add_entry(session: Session, world: factories.World, body: int, theme: int, turn: int = 0) -> Entry:
    """One entry of a body, marked `theme` for its theme by a judge of average strictness."""
    entry = factories.make_entry(session, world, body, title=f"第{turn}盏灯")
    paper = factories.make_paper(session, world, entry)
    for j in (turn % 3, (turn + 1) % 3):
        sheet = factories.make_assignment(session, world, paper, world.judges[j])
        factories.submit_marks(session, world, sheet, (theme - STRICT[j], 22, 21))
    return entry


def act(
    database: Database, world: factories.World, verb: Callable[..., Any], *args: Any, who: str = "organizer"
) -> Any:
    """One verb by a person, in its own transaction; rows given as ids of (model, id) are loaded inside."""
    with database.transaction() as session:
        actor = load_actor(session, world.users[who].id)
        round_ = round_of(session, world)
        loaded = [session.get_one(*a) if isinstance(a, tuple) else a for a in args]
        return verb(session, actor, round_, *loaded, now=NOW)


def round_of(session: Session, world: factories.World) -> Round:
    return session.get_one(Round, world.round.id, options=[joinedload(Round.contest)])


def computed(database: Database, world: factories.World, verb: Callable[..., Run]) -> int:
    """Ask for a computation and do it; its run's id."""
    run: Run = act(database, world, verb)
    state = runs.perform(database, worker.task_for(run.kind), run.id)
    assert state == RunState.DONE, _error(database, run.id)
    return run.id


def _error(database: Database, run_id: int) -> object:
    with database.session() as session:
        return session.get_one(Run, run_id).error


def frozen(database: Database, world: factories.World) -> int:
    """Standings computed and frozen."""
    run_id = computed(database, world, standings.request_standings)
    act(database, world, standings.freeze_standings, (Run, run_id))
    return run_id


def confirmed(database: Database, world: factories.World) -> int:
    """Standings frozen, selection made and confirmed."""
    frozen(database, world)
    run_id = computed(database, world, selection.request_selection)
    act(database, world, selection.confirm_selection, (Run, run_id))
    return run_id


def listed(database: Database, world: factories.World) -> int:
    """A recommendation list drawn up from a confirmed selection; its id."""
    confirmed(database, world)
    list_id: int = act(database, world, recommendation.draft_list).id
    return list_id


def output(database: Database, run_id: int) -> runs.Json:
    with database.session() as session:
        return runs.output_of(session, run_id)


def add_quota(database: Database, world: factories.World, **values: Any) -> None:
    with database.transaction() as session:
        session.add(Quota(round_id=world.round.id, **values))


def statements(database: Database, look: Callable[[], Any]) -> int:
    """How many SQL statements a page costs."""
    return len(asked(database, look))


def asked(database: Database, look: Callable[[], Any]) -> list[str]:
    """The SQL statements of a page."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    answer = look()
    event.remove(database.engine, "before_cursor_execute", note)
    assert answer.status_code == 200
    return seen
