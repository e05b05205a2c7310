"""Who may not read what, what is fixed, and when a plan no longer fits."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from reviewapp.assignment import queries
from reviewapp.assignment.bars import Bars, barred
from reviewapp.assignment.inputs import problem_inputs
from reviewapp.assignment.problem import as_problem, barred_from, barred_pairs, moved_on
from reviewapp.models.judging import AssignmentKind, AssignmentState
from tests import factories
from tests.factories import World
from tests.reviewapp.assignment import builders


def _reasons(session: Session, world: World, judge: int) -> list[str | None]:
    present = queries.assignments(session, world.round.id)
    bars = Bars.of(queries.conflicts(session, world.round.id), present, world.round.region_conflict)
    owners = queries.paper_owners(session, world.round.id)
    found = barred(owners, world.judges, bars)
    return [found.kinds[found.kind[p]].get(judge, found.pairs.get((p, judge))) for p in range(len(owners))]


def test_home_unit_region_and_recommending_body_stand_against_a_judge(session: Session, world: World) -> None:
    for recommender in range(3):
        builders.add_papers(session, world, 1, recommender)
    own = factories.make_entry(session, world, 0, unit=world.hospitals[0])
    factories.make_paper(session, world, own)
    # judge1: hospital in 赤峰; judge2: the direct hospital; judge3: nowhere
    assert _reasons(session, world, 0) == ["own_region", None, None, "own_unit"]
    assert _reasons(session, world, 1) == [None, None, "own_unit", None]
    assert _reasons(session, world, 2) == [None, None, None, None]
    world.round.region_conflict = False
    assert _reasons(session, world, 0) == [None, None, None, "own_unit"]


@pytest.mark.parametrize("name", ["评委丙", " 评委 丙", "评委　丙"])
def test_author_with_the_judges_name_stands_against_him_however_it_is_spaced(
    session: Session, world: World, name: str
) -> None:
    factories.make_paper(session, world, factories.make_entry(session, world, 1, author=name))
    assert _reasons(session, world, 2) == ["author"]
    assert _reasons(session, world, 1) == [None]


def test_judge_reads_only_his_genres(session: Session, world: World) -> None:
    builders.add_papers(session, world, 1, 1)  # 随笔
    bare = factories.make_entry(session, world, 1)
    factories.make_paper(session, world, bare).genre = ""
    world.judges[1].genres, world.judges[2].genres = ["随笔", "书信"], ["书信"]
    assert _reasons(session, world, 1) == [None, None]
    assert _reasons(session, world, 2) == ["other_genre", None]


def test_declared_conflict_recusal_and_further_reading_stand_against_a_judge(
    session: Session, world: World
) -> None:
    papers = builders.add_papers(session, world, 2, 1)
    judge = world.judges[2]
    left = factories.make_assignment(session, world, papers[0], judge)
    left.state = AssignmentState.RECUSED
    third = factories.make_assignment(session, world, papers[1], judge)
    third.kind = AssignmentKind.THIRD
    assert _reasons(session, world, 2) == ["recused", "further"]
    unit = world.hospitals[1]
    factories.make_paper(session, world, factories.make_entry(session, world, 1, unit=unit))
    factories.declare_conflict(session, world, judge, unit)
    assert _reasons(session, world, 2) == ["recused", "further", "declared"]
    assert _reasons(session, world, 1) == [None, None, None]


def test_submitted_reading_stays_fixed_even_against_a_conflict_but_a_draft_does_not(
    session: Session, world: World
) -> None:
    papers = builders.add_papers(session, world, 2, 0)  # 赤峰: judge1 may not
    done, begun = (factories.make_assignment(session, world, p, world.judges[0]) for p in papers)
    factories.submit_marks(session, world, done, (30, 20, 20))
    builders.begin(session, begun)
    builders.forget(session)
    inputs = problem_inputs(session, world.round)
    assert inputs["fixed"] == [[0, 0]]
    against = barred_from(inputs)
    assert 0 not in against(0)
    assert 0 in against(1)
    assert barred_pairs(inputs) == 1
    as_problem(inputs)  # fixed and conflicts do not contradict each other


def test_reading_by_somebody_who_left_counts_when_submitted(session: Session, world: World) -> None:
    papers = builders.add_papers(session, world, 2, 1)
    kept, dropped = (factories.make_assignment(session, world, p, world.judges[0]) for p in papers)
    factories.submit_marks(session, world, kept, (30, 20, 20))
    builders.begin(session, dropped)
    world.judges[0].active = False
    session.flush()
    builders.forget(session)
    inputs = problem_inputs(session, world.round)
    assert inputs["demand"] == [1, 2]
    assert world.judges[0].id not in inputs["judges"]


def test_papers_keep_more_readings_than_wanted_when_they_are_started(session: Session, world: World) -> None:
    paper = builders.add_papers(session, world, 1, 1)[0]
    for judge in world.judges[:3]:
        factories.submit_marks(
            session, world, factories.make_assignment(session, world, paper, judge), (30, 20, 20)
        )
    builders.forget(session)
    inputs = problem_inputs(session, world.round)
    assert world.round.readings == 2
    assert inputs["demand"] == [3]


def test_plan_still_fits_when_a_judge_begins_what_it_gives_him(session: Session, world: World) -> None:
    builders.ready(session, world)
    builders.assign(session, world)
    before = problem_inputs(session, world.round)
    pairs = [[before["papers"][p], before["judges"][j]] for p, j in before["previous"]]
    builders.begin(session, builders.base(session, world)[0])
    builders.forget(session)
    after = problem_inputs(session, world.round)
    assert after["fixed"] != before["fixed"]
    assert moved_on(before, after, pairs) == []
    assert moved_on(before, after, pairs[1:]) in ([], ["started"])
    first = builders.base(session, world)[0]
    without = [pair for pair in pairs if pair != [first.paper_id, first.judge_id]]
    assert moved_on(before, after, without) == ["started"]


def test_plan_no_longer_fits_when_papers_judges_conflicts_or_settings_moved(
    session: Session, world: World
) -> None:
    papers = builders.ready(session, world)
    before = problem_inputs(session, world.round)
    factories.declare_conflict(session, world, world.judges[2], world.hospitals[1])
    assert moved_on(before, problem_inputs(session, world.round), []) == []  # no paper of that unit
    world.round.readings = 3
    assert moved_on(before, problem_inputs(session, world.round), []) == ["settings"]
    world.round.readings = 2
    papers[0].excluded = True
    session.flush()
    assert moved_on(before, problem_inputs(session, world.round), []) == ["papers"]
    papers[0].excluded = False
    world.judges[2].active = False
    session.flush()
    assert moved_on(before, problem_inputs(session, world.round), []) == ["judges"]
    world.judges[2].active = True
    factories.declare_conflict(
        session,
        world,
        world.judges[2],
        session.get_one(type(world.hospitals[0]), world.recommenders[1].unit_id),
    )
    assert moved_on(before, problem_inputs(session, world.round), []) == ["conflicts"]
