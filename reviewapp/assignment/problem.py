"""From rows to the assignment problem: who may not read what, and what is fixed already.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reviewapp.assignment.queries import PaperOwner, is_base, started
from reviewapp.models.assignment import Conflict
from reviewapp.models.judging import Assignment, AssignmentState, Judge
from reviewapp.runs import Json

if TYPE_CHECKING:
    from scoring.assignment.problem import AssignmentProblem


def reason_against(
    judge: Judge,
    owner: PaperOwner,
    declared: Sequence[Conflict],
    recused: frozenset[tuple[int, int]],
    region: bool,
) -> str | None:
    """Why this judge may not read this paper: own_unit, own_region, author, declared, recused; None: may."""
    if judge.home_unit_id in (owner.unit_id, owner.recommender_unit_id):
        return "own_unit"
    if judge.name in owner.authors:
        return "author"
    if region and judge.home_region_id in owner.region_ids:
        return "own_region"
    if (owner.paper_id, judge.id) in recused:
        return "recused"
    for conflict in declared:
        unit = conflict.unit_id in (owner.unit_id, owner.recommender_unit_id) and conflict.unit_id is not None
        if conflict.judge_id == judge.id and (unit or conflict.entry_id == owner.entry_id):
            return "declared"
    return None


def as_inputs(
    owners: Sequence[PaperOwner], judges: Sequence[Judge], declared: Sequence[Conflict],
    present: Sequence[Assignment], readings: int, region_conflict: bool,
) -> Json:  # fmt: skip
    """The problem as plain values; positions refer to `papers` and `judges`."""
    recused = frozenset((a.paper_id, a.judge_id) for a in present if a.state == AssignmentState.RECUSED)
    paper_at = {o.paper_id: i for i, o in enumerate(owners)}
    judge_at = {j.id: i for i, j in enumerate(judges)}
    here = [a for a in present if a.paper_id in paper_at and a.judge_id in judge_at and is_base(a)]
    fixed = [[paper_at[a.paper_id], judge_at[a.judge_id]] for a in here if started(a)]
    kept = [[paper_at[a.paper_id], judge_at[a.judge_id]] for a in here if a.state == AssignmentState.OPEN]
    conflicts = []
    for p, owner in enumerate(owners):
        for j, judge in enumerate(judges):
            why = reason_against(judge, owner, declared, recused, region_conflict)
            if why is not None and [p, j] not in fixed:  # a started reading is past preventing
                conflicts.append([p, j, why])
    return {
        "papers": [o.paper_id for o in owners],
        "judges": [j.id for j in judges],
        "readings": readings,
        "conflicts": conflicts,
        "load_max": [j.load_max for j in judges],
        "groups": [o.recommender_id for o in owners],
        "fixed": sorted(fixed),
        "previous": sorted(kept),
    }


def as_problem(inputs: Json) -> AssignmentProblem:
    """The same for the solver and the checker."""
    from scoring.assignment.problem import AssignmentProblem

    count = len(inputs["judges"])
    most = len(inputs["papers"])
    return AssignmentProblem(
        papers=tuple(str(p) for p in inputs["papers"]),
        judges=tuple(str(j) for j in inputs["judges"]),
        readings=inputs["readings"],
        conflicts=frozenset((p, j) for p, j, _why in inputs["conflicts"]),
        load_min=(0,) * count,
        load_max=tuple(most if m is None else m for m in inputs["load_max"]),
        fixed=tuple((p, j) for p, j in inputs["fixed"]),
        previous=tuple((p, j) for p, j in inputs["previous"]),
        paper_group=tuple(inputs["groups"]),
    )
