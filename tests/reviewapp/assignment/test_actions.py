"""What the verbs of assignment change, refuse and record."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from reviewapp.assignment import actions, compute, lists
from reviewapp.assignment.sentences import MOVED, blocker_sentence, problem_sentence
from reviewapp.errors import Forbidden, Invalid, Missing, Stale
from reviewapp.models.assignment import PlanState
from reviewapp.models.contest import Stage
from reviewapp.models.judging import Assignment, AssignmentState
from reviewapp.models.log import AuditEvent
from scoring.errors import Infeasible
from tests import factories
from tests.factories import World
from tests.reviewapp.assignment import builders

NOW = builders.NOW


def _events(session: Session) -> list[str]:
    return [e.verb for e in session.query(AuditEvent).order_by(AuditEvent.seq)]


def _facts(session: Session) -> dict[str, Any]:
    return session.query(AuditEvent).order_by(AuditEvent.seq.desc()).first().facts  # type: ignore[union-attr]


def test_plan_is_computed_stored_applied_and_recorded(session: Session, world: World) -> None:
    builders.ready(session, world, papers=6)
    plan = builders.make_plan(session, world)
    assert plan.state == PlanState.DRAFT
    assert builders.live(session, world) == []
    added = actions.apply_plan(session, world.actors["organizer"], world.round, plan, now=NOW)
    assert added == 12 == len(builders.live(session, world))
    assert plan.applied_at == NOW
    assert world.rubric.frozen_at == NOW
    assert _events(session) == ["assignment.plan_requested", "assignment.planned", "assignment.applied"]
    assert _facts(session) == {"added": 12, "cancelled": 0, "repeats": 0}
    mine = [a for a in builders.live(session, world) if a.judge_id == world.judges[2].id]
    assert sorted(a.position for a in mine) == list(range(1, len(mine) + 1))


def test_order_of_a_list_is_fixed_but_does_not_follow_from_the_public_seed(
    session: Session, world: World
) -> None:
    builders.ready(session, world, papers=12)
    plan = builders.make_plan(session, world)
    actions.apply_plan(session, world.actors["organizer"], world.round, plan, now=NOW)

    def dealt_anew(key: bytes) -> list[tuple[int, int]]:
        for assignment in builders.live(session, world):
            assignment.position = 0
        session.info["audit_key"] = key
        lists.shuffle(session, world.round)
        session.flush()
        return [(a.id, a.position) for a in builders.live(session, world)]

    key = session.info["audit_key"]
    before = [(a.id, a.position) for a in builders.live(session, world)]
    assert dealt_anew(b"another installation") != before
    assert dealt_anew(key) == before


def test_new_plan_discards_the_older_draft(session: Session, world: World) -> None:
    builders.ready(session, world, papers=4)
    first = builders.make_plan(session, world)
    second = builders.make_plan(session, world)
    assert (first.state, second.state) == (PlanState.DISCARDED, PlanState.DRAFT)
    with pytest.raises(Stale, match="已经处理过"):
        actions.apply_plan(session, world.actors["organizer"], world.round, first, now=NOW)


def test_discarded_plan_changes_no_assignment(session: Session, world: World) -> None:
    builders.ready(session, world, papers=4)
    plan = builders.make_plan(session, world)
    actions.discard_plan(session, world.actors["organizer"], world.round, plan, now=NOW)
    assert plan.state == PlanState.DISCARDED
    assert builders.live(session, world) == []
    assert _events(session)[-1] == "assignment.discarded"


def test_apply_refuses_a_plan_whose_papers_moved_on(session: Session, world: World) -> None:
    papers = builders.ready(session, world, papers=4)
    plan = builders.make_plan(session, world)
    papers[0].excluded = True
    session.flush()
    with pytest.raises(Stale, match=str(MOVED["papers"])):
        actions.apply_plan(session, world.actors["organizer"], world.round, plan, now=NOW)
    assert builders.live(session, world) == []


def test_apply_refuses_a_plan_that_was_tampered_with(session: Session, world: World) -> None:
    builders.ready(session, world, papers=4)
    plan = builders.make_plan(session, world)
    plan.pairs = plan.pairs[:-1]
    with pytest.raises(Invalid, match="没有通过核验"):
        actions.apply_plan(session, world.actors["organizer"], world.round, plan, now=NOW)
    plan.pairs = [*plan.pairs, [plan.pairs[0][0], world.judges[3].id]]  # the leader is not in the problem
    with pytest.raises(Invalid, match="没有通过核验"):
        actions.apply_plan(session, world.actors["organizer"], world.round, plan, now=NOW)
    assert builders.live(session, world) == []


def test_impossible_round_says_what_stands_in_the_way(session: Session, world: World) -> None:
    world.round.stage = Stage.SEALING
    world.round.readings = 3
    builders.add_papers(session, world, 2, 0)  # judge1 may not read 赤峰
    with pytest.raises(
        Invalid,
        match="有 2 篇作品，除去不能评的评委（评委01）只剩 2 位可评，每篇还需要 3 位。请解除其中 1 位的回避",
    ):
        builders.make_plan(session, world)
    world.round.readings = 2
    world.judges[2].load_max = 1
    session.flush()
    with pytest.raises(Invalid, match="评委03"):
        builders.make_plan(session, world)


def test_round_without_papers_or_judges_says_so(session: Session, world: World) -> None:
    world.round.stage = Stage.SEALING
    with pytest.raises(Invalid, match="没有可以分配的匿名稿"):
        builders.make_plan(session, world)


def test_declared_conflict_takes_unsubmitted_works_away_and_is_recorded(
    session: Session, world: World
) -> None:
    papers = builders.ready(session, world, papers=3)
    judge = world.judges[2]
    held = [factories.make_assignment(session, world, p, judge) for p in papers]
    factories.submit_marks(session, world, held[0], (30, 20, 20))
    builders.begin(session, held[1])
    builders.forget(session)
    draft = actions.ConflictDraft(judge.id, world.recommenders[1].unit_id, None, "  亲属在该单位 ")
    conflict, taken = actions.declare_conflict(
        session, world.actors["organizer"], world.round, draft, now=NOW
    )
    assert taken == 2
    assert [session.get_one(Assignment, a.id).state for a in held] == [
        AssignmentState.SUBMITTED,
        AssignmentState.CANCELLED,
        AssignmentState.CANCELLED,
    ]
    assert _facts(session)["reason"] == conflict.reason == "亲属在该单位"
    with pytest.raises(Invalid, match="已经登记过"):
        actions.declare_conflict(session, world.actors["organizer"], world.round, draft, now=NOW)
    actions.remove_conflict(session, world.actors["organizer"], world.round, conflict, now=NOW)
    assert _events(session)[-1] == "assignment.conflict_removed"


@pytest.mark.parametrize(
    ("unit", "reason", "error"),
    [(None, "亲属", Invalid), (1, "  ", Invalid), (1, "亲属", Missing)],
)
def test_incomplete_conflict_is_refused(
    session: Session, world: World, unit: int | None, reason: str, error: type[Exception]
) -> None:
    judge = 10**6 if error is Missing else world.judges[0].id
    draft = actions.ConflictDraft(judge, unit, None, reason)
    with pytest.raises(error):
        actions.declare_conflict(session, world.actors["organizer"], world.round, draft, now=NOW)
    assert _events(session) == []


@pytest.mark.parametrize("role", ["clerk", "leader", "judge1", "bureau1", "admin"])
def test_nobody_else_acts(session: Session, world: World, role: str) -> None:
    builders.ready(session, world, papers=4)
    plan = builders.make_plan(session, world)
    actor, round_ = world.actors[role], world.round
    draft = actions.ConflictDraft(world.judges[0].id, 1, None, "亲属")
    for attempt in (
        lambda: actions.request_plan(session, actor, round_, now=NOW),
        lambda: actions.apply_plan(session, actor, round_, plan, now=NOW),
        lambda: actions.discard_plan(session, actor, round_, plan, now=NOW),
        lambda: actions.request_adjudication(session, actor, round_, now=NOW),
        lambda: actions.declare_conflict(session, actor, round_, draft, now=NOW),
    ):
        with pytest.raises(Forbidden):
            attempt()
    assert plan.state == PlanState.DRAFT


def test_figures_name_judges_by_id_and_every_code_has_a_sentence(session: Session, world: World) -> None:
    builders.ready(session, world, papers=4)
    quality = builders.make_plan(session, world).quality
    members = {str(j.id) for j in world.judges[:3]}
    assert members < set(quality["loads"])
    assert sum(quality["loads"].values()) == 8
    aliases = {key: f"评委{key}" for key in quality["loads"]}
    for code, facts in quality["problems"]:
        assert "%(" not in str(problem_sentence(code, facts, aliases))
        assert code not in str(problem_sentence(code, facts, aliases))
    assert str(problem_sentence("unheard_of", {}, {})) == "方案质量提示：unheard_of"


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("few_judges", {"papers": (1, 2), "judges": (0,), "needed": 3, "available": 1}),
        ("capacity", {"papers": (1,), "judges": (0, 1), "needed": 4, "available": 2, "missing": 2}),
        ("minimum_load", {"papers": (1,), "judges": (0,), "needed": 4, "available": 2, "missing": 2}),
        ("fixed_load", {"judge": 1, "held": 4, "load_max": 2}),
        ("fixed_readings", {"paper": 1, "surplus": 2}),
    ],
)  # fmt: skip
def test_every_blocker_of_the_solver_has_a_sentence_with_its_figures(
    kind: str, facts: dict[str, object]
) -> None:
    error = Infeasible("no plan", ((kind, facts),))
    text = str(blocker_sentence(error.blockers, ["评委01", "评委02"]))
    assert "%(" not in text
    assert text != str(blocker_sentence(()))
    assert compute.KINDS  # the sentence is made where the plan is computed
