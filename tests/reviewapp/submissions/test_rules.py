"""One table: who may do what in which stage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from reviewapp.access import Actor
from reviewapp.errors import Denial
from reviewapp.models.contest import Stage
from reviewapp.models.entry import EntryState, IntakeBatch
from reviewapp.submissions import rules
from tests.factories import DUE, World, make_entry

INSIDE = DUE - timedelta(days=1)
ROLES = ("admin", "organizer", "clerk", "leader", "judge1", "bureau1", "bureau2", "hospital1", "anonymous")
STAFF = {"organizer", "clerk"}
OWN = STAFF | {"bureau1", "hospital1"}
UNITS = {"bureau1", "bureau2", "hospital1"}
EVERY = frozenset(Stage)
BEFORE_JUDGING = {Stage.SUBMISSION, Stage.SEALING}
# verb → (who, in which stages); the work is of hospital1's unit, recommended by bureau1's body
TABLE: dict[str, list[tuple[set[str], set[Stage] | frozenset[Stage]]]] = {
    "submit": [({"bureau1"}, {Stage.SUBMISSION}), (STAFF, BEFORE_JUDGING)],
    "submit_own": [({"bureau1", "hospital1"}, {Stage.SUBMISSION}), (STAFF, BEFORE_JUDGING)],
    "submit_foreign": [],
    "hand_in": [(STAFF | UNITS, EVERY)],
    "see_own": [(UNITS, EVERY)],
    "see_all": [(STAFF, EVERY)],
    "see_entry": [(OWN, EVERY)],
    "see_batch": [(STAFF | {"bureau1"}, EVERY)],
    "see_sent_batch": [(OWN, EVERY)],
    "withdraw": [(OWN, BEFORE_JUDGING)],
    "seal": [(STAFF, BEFORE_JUDGING)],
    "redact": [(STAFF, BEFORE_JUDGING)],
}
Ask = Callable[[Actor], Denial | None]


def questions(session: Session, world: World) -> dict[str, Ask]:
    round_, body, hospital, foreign = (
        world.round,
        world.recommenders[0],
        world.hospitals[0],
        world.hospitals[1],
    )
    entry = make_entry(session, world, unit=hospital)
    batch = IntakeBatch(filename="a.zip", uploaded_by=world.users["bureau1"].id)
    sent = IntakeBatch(filename="b.zip", uploaded_by=world.users["hospital1"].id)
    return {
        "submit": lambda a: rules.submit(a, round_, body, now=INSIDE),
        "submit_own": lambda a: rules.submit(a, round_, body, hospital, now=INSIDE),
        "submit_foreign": lambda a: rules.submit(a, round_, body, foreign, now=INSIDE),
        "hand_in": lambda a: rules.hand_in(a, round_, now=INSIDE),
        "see_own": lambda a: rules.see_own(a, round_, now=INSIDE),
        "see_all": lambda a: rules.see_all(a, round_, now=INSIDE),
        "see_entry": lambda a: rules.see_entry(a, round_, entry, body, now=INSIDE),
        "see_batch": lambda a: rules.see_batch(a, round_, batch, body, now=INSIDE),
        "see_sent_batch": lambda a: rules.see_batch(a, round_, sent, body, now=INSIDE),
        "withdraw": lambda a: rules.withdraw(a, round_, entry, body, now=INSIDE),
        "seal": lambda a: rules.seal(a, round_, now=INSIDE),
        "redact": lambda a: rules.redact(a, round_, now=INSIDE),
    }


def test_table_of_roles_stages_and_verbs(session: Session, world: World) -> None:
    asked = questions(session, world)
    actors = world.actors | {"anonymous": Actor.anonymous()}
    wrong = []
    for stage in Stage:
        world.round.stage = stage
        for verb, ask in asked.items():
            for role in ROLES:
                allowed = any(role in who and stage in stages for who, stages in TABLE[verb])
                if (ask(actors[role]) is None) != allowed:
                    wrong.append((stage.value, verb, role))
    assert wrong == []
    assert set(asked) == set(TABLE)


@pytest.mark.parametrize("role", ["admin", "leader", "judge1", "bureau2", "anonymous"])
def test_strangers_do_not_learn_that_the_work_exists(session: Session, world: World, role: str) -> None:
    actors = world.actors | {"anonymous": Actor.anonymous()}
    denial = questions(session, world)["see_entry"](actors[role])
    assert denial is not None
    assert denial.hide


def test_cutoff_is_the_last_moment_that_counts(session: Session, world: World) -> None:
    body, bureau = world.recommenders[0], world.actors["bureau1"]
    assert rules.submit(bureau, world.round, body, now=DUE) is None
    late = rules.submit(bureau, world.round, body, now=DUE + timedelta(seconds=1))
    assert late is not None
    assert late.closed


def test_staff_take_late_works_while_papers_are_made_anonymous(session: Session, world: World) -> None:
    world.round.stage = Stage.SEALING
    late = DUE + timedelta(days=2)
    assert rules.submit(world.actors["clerk"], world.round, world.recommenders[0], now=late) is None


def test_withdrawn_work_cannot_be_withdrawn_again(session: Session, world: World) -> None:
    entry = make_entry(session, world)
    entry.state = EntryState.WITHDRAWN
    denial = rules.withdraw(world.actors["clerk"], world.round, entry, world.recommenders[0], now=INSIDE)
    assert denial is not None
    assert denial.closed
