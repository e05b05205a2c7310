"""Papers that every judge reads: chosen, planned for all who may, no discrepancy, and gone without a trace."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from reviewapp.assignment import actions, common_papers, queries, sentences
from reviewapp.assignment.bars import Bars
from reviewapp.assignment.loads import common_readings
from reviewapp.errors import Invalid
from reviewapp.models.judging import AssignmentState
from tests import factories
from tests.factories import World
from tests.reviewapp.assignment import builders
from tests.reviewapp.assignment.builders import NOW


def choose(session: Session, world: World, *codes: str, more: int = 0) -> tuple[str, ...]:
    by = world.actors["organizer"]
    return common_papers.choose_common_papers(session, by, world.round, codes, more=more, now=NOW)


def readers(session: Session, world: World, paper_id: int) -> set[int]:
    return {a.judge_id for a in builders.base(session, world) if a.paper_id == paper_id}


def test_every_judge_without_conflict_reads_a_common_paper_and_loads_stay_even(
    session: Session, world: World
) -> None:
    papers = builders.ready(session, world, papers=12)
    judges = [j for j in queries.judges(session, world.contest.id) if not j.is_leader]
    foreign = builders.add_papers(session, world, 1, recommender=0)[0]  # of judge1's region
    assert choose(session, world, papers[0].code, foreign.code) == tuple(
        sorted([papers[0].code, foreign.code])
    )
    plan = builders.assign(session, world)
    assert readers(session, world, papers[0].id) == {j.id for j in judges}
    assert readers(session, world, foreign.id) == {j.id for j in judges if j.id != world.judges[0].id}
    assert plan.quality["common"] == [[papers[0].id, 6], [foreign.id, 5]]
    assert plan.quality["load_spread"] <= 1
    said = sentences.precision_sentence(plan.quality, None, 100)
    measured = sentences.precision_sentence(plan.quality, 12.0, 100)
    assert said is not None
    assert measured is not None
    assert float(str(measured.facts["score"])) == pytest.approx(2 * float(str(said.facts["score"])), abs=0.2)
    for reading in builders.base(session, world):
        if reading.paper_id == papers[0].id:
            high = reading.judge_id == judges[0].id
            factories.submit_marks(session, world, reading, (40, 30, 30) if high else (1, 1, 1))
    assert builders.adjudicate(session, world) == {"due": [], "stuck": []}  # nobody is left to read it


def test_common_paper_taken_back_loses_what_nobody_has_begun(session: Session, world: World) -> None:
    papers = builders.ready(session, world, papers=6)
    choose(session, world, papers[0].code)
    builders.assign(session, world)
    held = [a for a in builders.base(session, world) if a.paper_id == papers[0].id]
    for reading in held[:3]:
        builders.begin(session, reading)
    assert choose(session, world) == ()
    builders.assign(session, world)
    assert readers(session, world, papers[0].id) == {a.judge_id for a in held[:3]}
    gone = {a.state for a in queries.assignments(session, world.round.id) if a in held[3:]}
    assert gone == {AssignmentState.CANCELLED}


def test_judges_kept_apart_share_no_common_paper(session: Session, world: World) -> None:
    papers = builders.ready(session, world, papers=6)
    one, other, third = world.judges[0], world.judges[1], world.judges[2]
    for pair in ((one, other), (other, third)):
        draft = actions.ConflictDraft(pair[0].id, None, None, "夫妻", other_judge_id=pair[1].id)
        actions.declare_conflict(session, world.actors["organizer"], world.round, draft, now=NOW)
    choose(session, world, papers[0].code)
    builders.assign(session, world)
    assert readers(session, world, papers[0].id) >= {one.id, third.id}
    assert len(readers(session, world, papers[0].id)) == 5
    bars = Bars.of(queries.conflicts(session, 1), [], region=True)
    members = [j for j in queries.judges(session, 1) if not j.is_leader]
    assert common_readings(queries.paper_owners(session, 1), members, bars) == {papers[0].id: 5}


def test_common_papers_are_drawn_from_what_most_may_read_and_refused_where_unknown(
    session: Session, world: World
) -> None:
    papers = builders.ready(session, world, papers=4)
    builders.add_papers(session, world, 4, recommender=0)  # not for judge1
    found = choose(session, world, papers[0].code, more=2)
    assert len(found) == 3
    assert set(found) <= {p.code for p in papers}
    assert choose(session, world, papers[0].code, more=2) == found
    for codes in (["QZ7K4"], [f"A{i}" for i in range(11)]):
        with pytest.raises(Invalid):
            choose(session, world, *codes)
    assert {p.code for p in queries.common_papers(session, 1)} == set(found)
