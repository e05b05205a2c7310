"""Role × stage × verb in one table: a letter per stage (+ may, - may not, c closed, ? hidden)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy.orm import Session

from reviewapp.access import Actor
from reviewapp.contests import rules
from reviewapp.contests.stages import OPEN_VERBS, closed, following
from reviewapp.errors import Denial
from reviewapp.models.contest import Stage
from tests import factories
from tests.conftest import NOW

ROLES = ("admin", "organizer", "clerk", "leader", "judge1", "bureau1", "hospital1", "anonymous")
ALL, NONE, HIDDEN = "+++++++", "-------", "???????"
SETTINGS, RUBRIC, QUOTAS, METHOD, ENROL = "+++cccc", "+++cccc", "+++++cc", "+++++cc", "++++ccc"

#            verb            admin   organizer clerk   leader  judge1  bureau1 hospital1 anonymous
TABLE = {
    "watch":         (HIDDEN, ALL,      ALL,    ALL,    HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "watch_units":   (HIDDEN, ALL,      ALL,    HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "run_contest":   (HIDDEN, ALL,      NONE,   NONE,   HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "move_stage":    (HIDDEN, ALL,      NONE,   NONE,   HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "configure":     (HIDDEN, SETTINGS, NONE,   NONE,   HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "edit_rubric":   (HIDDEN, RUBRIC,   NONE,   NONE,   HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "edit_quotas":   (HIDDEN, QUOTAS,   NONE,   NONE,   HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "choose_method": (HIDDEN, METHOD,   NONE,   NONE,   HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "enrol":         (HIDDEN, ENROL,    NONE,   NONE,   HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "watch sealing":   (HIDDEN, ALL,    ALL,    HIDDEN, HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "watch standings": (HIDDEN, ALL,    ALL,    ALL,    HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "cancel sealing":  (HIDDEN, ALL,    ALL,    NONE,   HIDDEN, HIDDEN, HIDDEN, HIDDEN),
    "cancel plan":     (HIDDEN, ALL,    NONE,   NONE,   HIDDEN, HIDDEN, HIDDEN, HIDDEN),
}  # fmt: skip
WITH_KIND = {
    "watch sealing": partial(rules.watch_run, kind="sealing"),
    "watch standings": partial(rules.watch_run, kind="standings"),
    "cancel sealing": partial(rules.cancel_run, kind="sealing"),
    "cancel plan": partial(rules.cancel_run, kind="plan"),
}


def letter(denial: Denial | None) -> str:
    if denial is None:
        return "+"
    if denial.closed:
        return "c"
    return "?" if denial.hide else "-"


@pytest.mark.parametrize("verb", TABLE)
def test_rules_by_role_and_stage(verb: str, world: factories.World) -> None:
    rule: Callable[..., Denial | None] = WITH_KIND.get(verb) or getattr(rules, verb)
    actors = {**world.actors, "anonymous": Actor.anonymous()}
    found = {}
    for role in ROLES:
        answers = ""
        for stage in Stage:
            world.round.stage = stage
            answers += letter(rule(actors[role], world.round, now=NOW))
        found[role] = answers
    assert found == dict(zip(ROLES, TABLE[verb], strict=True))


def test_contests_are_opened_by_the_administrator_only(world: factories.World) -> None:
    actors = {**world.actors, "anonymous": Actor.anonymous()}
    allowed = {role for role in ROLES if rules.create_contest(actors[role], now=NOW) is None}
    assert allowed == {"admin"}


def test_organizer_of_another_contest_learns_nothing(session: Session, world: factories.World) -> None:
    stranger = factories.make_user(session, "stranger", "别处的主办")
    other = type(world.contest)(slug="other", title="另一个活动", created_at=NOW)
    session.add(other)
    session.flush()
    factories.grant(session, stranger, factories.Role.ORGANIZER, other)
    actor = factories.load_actor(session, stranger.id)
    assert actor is not None
    assert letter(rules.watch(actor, world.round, now=NOW)) == "?"
    assert letter(rules.configure(actor, world.round, now=NOW)) == "?"


@pytest.mark.parametrize(("verb", "stage", "field"), [
    ("submit", Stage.SUBMISSION, "submissions_until"),
    ("mark", Stage.JUDGING, "judging_until"),
])  # fmt: skip
def test_the_last_second_counts_and_the_next_does_not(
    verb: str, stage: Stage, field: str, world: factories.World
) -> None:
    world.round.stage = stage
    until = getattr(world.round, field)
    assert closed(world.round, verb, now=until) is None
    after = closed(world.round, verb, now=until + timedelta(microseconds=1))
    assert after is not None
    assert after.closed


def test_submission_is_closed_before_it_opens(world: factories.World) -> None:
    denial = closed(world.round, "submit", now=factories.OPENED - timedelta(seconds=1))
    assert denial is not None
    assert str(denial.reason) == "征集尚未开始。"


def test_stages_follow_each_other_to_the_end() -> None:
    walked = [Stage.SETUP]
    while (onward := following(walked[-1])) is not None:
        walked.append(onward)
    assert walked == list(Stage)
    assert OPEN_VERBS[Stage.CLOSED] == frozenset()
