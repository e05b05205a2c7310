"""Scans are asked for once, verdicts are people's, and papers follow them exactly."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from reviewapp import audit
from reviewapp.errors import Forbidden, Invalid, StageClosed, Stale
from reviewapp.models.contest import Stage
from reviewapp.models.entry import Entry, EntryState
from reviewapp.models.log import AuditEvent
from reviewapp.models.paper import Paper
from reviewapp.models.similarity import SimilarityCase, Verdict
from reviewapp.similarity import actions, queries
from reviewapp.similarity.actions import Decision
from tests.conftest import NOW
from tests.factories import World, make_entry

Store = Callable[..., list[SimilarityCase]]


def decide(session: Session, world: World, case: SimilarityCase, **given: Any) -> None:
    data = Decision(**{"version": case.version, "verdict": Verdict.NOTE, "reason": "核对过原件"} | given)
    actions.decide_case(session, world.actors["organizer"], case, world.round, data, now=NOW)


def state(session: Session, entries: list[Entry]) -> list[tuple[bool, int]]:
    papers = [session.get_one(Paper, e.paper_id) for e in entries]
    return [(p.excluded, p.penalty_points) for p in papers]


def test_second_request_answers_the_scan_that_waits(session: Session, world: World) -> None:
    first = actions.request_scan(session, world.actors["clerk"], world.round, now=NOW)
    assert actions.request_scan(session, world.actors["organizer"], world.round, now=NOW).id == first.id
    first.cancel_requested = True
    assert actions.request_scan(session, world.actors["organizer"], world.round, now=NOW).id != first.id


def test_scan_decides_nothing(session: Session, world: World, sealed: list[Entry], store: Store) -> None:
    (case,) = store(sealed[:3])
    assert (case.verdict, case.reason, case.penalty_points) == (Verdict.OPEN, "", 0)
    assert not any(m.affected for m in case.members)
    assert state(session, sealed) == [(False, 0)] * 4


def test_scan_is_not_stored_after_the_round_moved_on(world: World, sealed: list[Entry], store: Store) -> None:
    world.round.stage = Stage.PUBLICATION
    with pytest.raises(StageClosed):
        store(sealed[:2])


@pytest.mark.parametrize(
    ("verdict", "points", "after"),
    [
        (Verdict.NOTHING, 0, (False, 0)),
        (Verdict.NOTE, 0, (False, 0)),
        (Verdict.PENALTY, 7, (False, 7)),
        (Verdict.DISQUALIFIED, 0, (True, 0)),
    ],
)
def test_verdict_touches_the_affected_only_and_is_taken_back_whole(
    session: Session, world: World, sealed: list[Entry], store: Store, verdict: Verdict, points: int,
    after: tuple[bool, int],
) -> None:  # fmt: skip
    (case,) = store(sealed[:2])
    decide(session, world, case, verdict=verdict, affected=frozenset({sealed[1].id}), penalty_points=points)
    assert state(session, sealed) == [(False, 0), after, (False, 0), (False, 0)]
    assert (case.decided_by, case.decided_at) == (world.users["organizer"].id, NOW)
    decide(session, world, case, verdict=Verdict.OPEN, reason="作者提交了底稿")
    assert state(session, sealed) == [(False, 0)] * 4
    assert (case.decided_by, case.decided_at, case.penalty_points) == (None, None, 0)
    assert not any(m.affected for m in case.members)


def test_two_cases_on_one_entry_add_up_and_come_off_one_by_one(
    session: Session, world: World, sealed: list[Entry], store: Store
) -> None:
    one, other = store(sealed[:2], sealed[1:3])
    both = frozenset({sealed[1].id})
    decide(session, world, one, verdict=Verdict.PENALTY, affected=both, penalty_points=5)
    decide(session, world, other, verdict=Verdict.PENALTY, affected=both, penalty_points=3)
    assert state(session, sealed)[1] == (False, 8)
    decide(session, world, one, verdict=Verdict.DISQUALIFIED, affected=both)
    assert state(session, sealed)[1] == (True, 3)
    decide(session, world, other, verdict=Verdict.DISQUALIFIED, affected=both)
    decide(session, world, one, verdict=Verdict.NOTHING)
    assert state(session, sealed)[1] == (True, 0)
    decide(session, world, other, verdict=Verdict.OPEN)
    assert state(session, sealed)[1] == (False, 0)
    assert [c.number for c in queries.cases_touching(session, one)] == []


def test_others_that_touch_an_entry_are_named(
    session: Session, world: World, sealed: list[Entry], store: Store
) -> None:
    one, other = store(sealed[:2], sealed[1:3])
    assert list(queries.cases_touching(session, one)) == []
    decide(
        session, world, other, verdict=Verdict.PENALTY, affected=frozenset({sealed[2].id}), penalty_points=3
    )
    assert list(queries.cases_touching(session, one)) == []  # touches the case's neighbour, not its members
    decide(
        session, world, other, verdict=Verdict.PENALTY, affected=frozenset({sealed[1].id}), penalty_points=3
    )
    assert [c.number for c in queries.cases_touching(session, one)] == [other.number]


def test_withdrawn_work_stays_out_when_its_disqualification_is_taken_back(
    session: Session, world: World, sealed: list[Entry], store: Store
) -> None:
    (case,) = store(sealed[:2])
    decide(session, world, case, verdict=Verdict.DISQUALIFIED, affected=frozenset({sealed[0].id}))
    sealed[0].state = EntryState.WITHDRAWN
    decide(session, world, case, verdict=Verdict.OPEN)
    assert state(session, sealed)[0] == (True, 0)


BAD: list[tuple[dict[str, Any], str]] = [
    ({"reason": " "}, "reason"),
    ({"reason": "长" * 1001}, "reason"),
    ({"verdict": Verdict.OPEN}, "verdict"),
    ({"verdict": Verdict.PENALTY, "penalty_points": 3}, "affected"),
    ({"verdict": Verdict.DISQUALIFIED}, "affected"),
    ({"affected": frozenset({10**6})}, "affected"),
    ({"verdict": Verdict.PENALTY, "penalty_points": 0}, "penalty_points"),
    ({"verdict": Verdict.PENALTY, "penalty_points": -3}, "penalty_points"),
    ({"verdict": Verdict.PENALTY, "penalty_points": 101}, "penalty_points"),
]


@pytest.mark.parametrize(("given", "field"), BAD)
def test_bad_verdict_names_the_field_and_changes_nothing(
    session: Session, world: World, sealed: list[Entry], store: Store, given: dict[str, Any], field: str
) -> None:
    (case,) = store(sealed[:2])
    if field == "penalty_points":
        given = given | {"affected": frozenset({sealed[0].id})}
    with pytest.raises(Invalid) as refused:
        decide(session, world, case, **given)
    assert field in refused.value.fields
    assert case.verdict == Verdict.OPEN
    assert state(session, sealed) == [(False, 0)] * 4


def test_verdict_with_effect_waits_for_the_paper(
    session: Session, world: World, sealed: list[Entry], store: Store
) -> None:
    late = make_entry(session, world, title="未匿名")
    (case,) = store([sealed[0], late])
    for verdict in actions.TOUCHING:
        with pytest.raises(Invalid, match=rf"^{late.number} 号作品还没有生成匿名稿"):
            decide(session, world, case, verdict=verdict, affected=frozenset({late.id}), penalty_points=1)
    decide(session, world, case, verdict=Verdict.NOTE)
    assert case.verdict == Verdict.NOTE


def test_stale_verdict_and_stranger_are_refused(
    session: Session, world: World, sealed: list[Entry], store: Store
) -> None:
    (case,) = store(sealed[:2])
    seen = Decision(case.version, Verdict.NOTE, "核对过原件")
    with pytest.raises(Forbidden):
        actions.decide_case(session, world.actors["clerk"], case, world.round, seen, now=NOW)
    decide(session, world, case)
    with pytest.raises(Stale):
        decide(session, world, case, version=seen.version)


def test_evidence_renewed_by_a_scan_asks_to_look_again(
    session: Session, world: World, sealed: list[Entry], store: Store
) -> None:
    (case,) = store(sealed[:2])
    seen = case.version
    store(sealed[:2])
    with pytest.raises(Stale):
        decide(session, world, case, version=seen)


def test_later_scan_keeps_the_verdict_of_the_same_members(
    session: Session, world: World, sealed: list[Entry], store: Store
) -> None:
    one, other = store(sealed[:2], sealed[2:4])
    affected = frozenset({sealed[1].id})
    decide(session, world, one, verdict=Verdict.PENALTY, affected=affected, penalty_points=4)
    again = store([sealed[1], sealed[0]])
    assert [c.number for c in again] == [one.number, other.number]
    kept, gone = again
    assert (kept.verdict, kept.penalty_points, kept.superseded) == (Verdict.PENALTY, 4, False)
    assert {m.entry_id for m in kept.members if m.affected} == affected
    assert gone.superseded
    assert state(session, sealed)[1] == (False, 4)


def test_case_no_longer_found_keeps_its_effect_until_a_person_ends_it(
    session: Session, world: World, sealed: list[Entry], store: Store
) -> None:
    (case,) = store(sealed[:2])
    decide(session, world, case, verdict=Verdict.DISQUALIFIED, affected=frozenset({sealed[1].id}))
    old, new = store(sealed[:3])
    assert (old.superseded, new.superseded, new.verdict) == (True, False, Verdict.OPEN)
    assert state(session, sealed)[1] == (True, 0)
    assert [c.number for c in queries.cases_touching(session, new)] == [old.number]
    decide(session, world, old, verdict=Verdict.OPEN)
    assert state(session, sealed)[1] == (False, 0)
    revived, gone = store(sealed[:2])
    assert (revived.superseded, gone.superseded) == (False, True)


def test_history_tells_every_verdict(
    session: Session, world: World, sealed: list[Entry], store: Store
) -> None:
    one, _other = store(sealed[:2], sealed[2:4])
    decide(session, world, one, verdict=Verdict.PENALTY, affected=frozenset({sealed[1].id}), penalty_points=4)
    decide(session, world, one, verdict=Verdict.OPEN, reason="误判")
    told = [e for e in queries.history(session, world.contest.id, one) if e.verb == "similarity.decided"]
    assert [[e.facts[k] for k in ("before", "verdict", "penalty_points", "affected")] for e in told] == [
        [Verdict.OPEN, Verdict.PENALTY, 4, [sealed[1].id]],
        [Verdict.PENALTY, Verdict.OPEN, 0, []],
    ]
    assert (told[1].facts["reason"], told[1].actor_name) == ("误判", world.users["organizer"].display_name)
    assert audit.verify(session) == []
    verbs = session.scalars(select(AuditEvent.verb).order_by(AuditEvent.seq)).all()
    assert verbs == ["similarity.scanned", "similarity.decided", "similarity.decided"]
