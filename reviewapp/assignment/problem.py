"""From rows to the assignment problem: who may not read what, and what is fixed already.  Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewapp.assignment.queries import PaperOwner, bare, is_base
from reviewapp.models.assignment import Conflict
from reviewapp.models.judging import Assignment, AssignmentState, Judge
from reviewapp.runs import Json

if TYPE_CHECKING:
    from scoring.assignment.problem import AssignmentProblem


# a judge with one of these reasons may not read the paper; the first that applies is named
REASONS = ("own_unit", "author", "own_region", "recused", "declared", "further")
LIVE = (AssignmentState.OPEN, AssignmentState.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Bars:
    """What stands against pairs of judge and paper in one round.

    recused: (paper id, judge id) left by the judge; further: read by him as third reader or leader already
    """

    declared: Sequence[Conflict]
    recused: frozenset[tuple[int, int]]
    further: frozenset[tuple[int, int]]
    region: bool

    @classmethod
    def of(cls, declared: Sequence[Conflict], present: Sequence[Assignment], region: bool) -> Bars:
        """From the round's declared conflicts and all its assignments."""
        pair = [(a, (a.paper_id, a.judge_id)) for a in present]
        return cls(
            declared,
            frozenset(key for a, key in pair if a.state == AssignmentState.RECUSED),
            frozenset(key for a, key in pair if not is_base(a) and a.state in LIVE),
            region,
        )

    def reason(self, judge: Judge, owner: PaperOwner) -> str | None:
        """Why this judge may not read this paper, one of REASONS; None: may."""
        pair = (owner.paper_id, judge.id)
        if judge.home_unit_id in (owner.unit_id, owner.recommender_unit_id):
            return "own_unit"
        if bare(judge.name) in owner.authors:
            return "author"
        if self.region and judge.home_region_id in owner.region_ids:
            return "own_region"
        if pair in self.recused:
            return "recused"
        if any(c.judge_id == judge.id and hits(c, owner) for c in self.declared):
            return "declared"
        return "further" if pair in self.further else None


def hits(conflict: Conflict, owner: PaperOwner) -> bool:
    """Does a declared conflict concern this paper: by its unit, its recommending body, or itself?"""
    if conflict.unit_id is not None and conflict.unit_id in (owner.unit_id, owner.recommender_unit_id):
        return True
    return conflict.entry_id is not None and conflict.entry_id == owner.entry_id


def as_inputs(
    owners: Sequence[PaperOwner], judges: Sequence[Judge], bars: Bars, present: Sequence[Assignment],
    readings: int,
) -> Json:  # fmt: skip
    """The problem as plain values; positions refer to `papers` and `judges`.

    A submitted reading stays whatever happens.  A sheet that is only begun stays too, unless something
    stands against it.  Readings submitted by people who judge no more count, so that `demand` is less there;
    it is never less than what is started.
    """
    paper_at = {o.paper_id: i for i, o in enumerate(owners)}
    judge_at = {j.id: i for i, j in enumerate(judges)}
    against = {
        (p, j): why
        for p, owner in enumerate(owners)
        for j, judge in enumerate(judges)
        if (why := bars.reason(judge, owner)) is not None
    }
    fixed: list[tuple[int, int]] = []
    kept: list[tuple[int, int]] = []
    gone = Counter[int]()  # paper → readings submitted by people who judge no more
    for a in present:
        if a.paper_id not in paper_at or not is_base(a) or a.state not in LIVE:
            continue
        if a.judge_id not in judge_at:
            gone[paper_at[a.paper_id]] += a.state == AssignmentState.SUBMITTED
            continue
        pair = (paper_at[a.paper_id], judge_at[a.judge_id])
        stays = a.state == AssignmentState.SUBMITTED or (a.sheet is not None and pair not in against)
        (fixed if stays else kept).append(pair)
    for pair in fixed:
        against.pop(pair, None)  # a submitted reading is past preventing
    begun = Counter(p for p, _j in fixed)
    return {
        "papers": [o.paper_id for o in owners],
        "judges": [j.id for j in judges],
        "aliases": [j.alias for j in judges],
        "readings": readings,
        "demand": [max(readings - gone[p], begun[p]) for p in range(len(owners))],
        "conflicts": [[p, j, why] for (p, j), why in sorted(against.items())],
        "load_max": [j.load_max for j in judges],
        "groups": [o.recommender_id for o in owners],
        "fixed": sorted([p, j] for p, j in fixed),
        "previous": sorted([p, j] for p, j in kept),
        "fresh": False,
    }


def as_problem(inputs: Json) -> AssignmentProblem:
    """The same for the solver and the checker; with `fresh`, nothing draws readings to where they were."""
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
        previous=() if inputs["fresh"] else tuple((p, j) for p, j in inputs["previous"]),
        paper_group=tuple(inputs["groups"]),
        demand=tuple(inputs["demand"]),
    )


def moved_on(before: Json, after: Json, pairs: Sequence[Sequence[int]]) -> list[str]:
    """What changed between the inputs of a plan (`pairs` of paper and judge ids) and now, as codes.

    ``papers``, ``judges``, ``conflicts``, ``settings``, ``started`` (a reading begun meanwhile that the plan
    would take away).  Empty: the plan still answers the question; judges who begin sheets that the plan
    gives them anyway change nothing.
    """
    codes = [name for name in ("papers", "judges") if before[name] != after[name]]
    if not codes:  # else positions mean something else
        against = {tuple(c[:2]) for c in after["conflicts"]} ^ {tuple(c[:2]) for c in before["conflicts"]}
        begun = {(p, j) for inputs in (before, after) for p, j in inputs["fixed"]}
        codes += ["conflicts"] if against - begun else []
        codes += ["settings"] if any(before[n] != after[n] for n in ("readings", "demand", "load_max")) else []
    planned = {(p, j) for p, j in pairs}
    started = {(after["papers"][p], after["judges"][j]) for p, j in after["fixed"]}
    return codes + (["started"] if started - planned else [])
