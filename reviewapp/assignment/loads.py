"""What judges have to read, now and under a plan: the rows of the pages.  Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviewapp.assignment.bars import LIVE, REASONS, Bars, barred
from reviewapp.assignment.problem import able_together
from reviewapp.assignment.queries import PaperOwner, is_base
from reviewapp.models.assignment import AssignmentPlan
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState, Judge
from reviewapp.runs import Json


@dataclass(frozen=True, slots=True)
class JudgeLoad:
    """One judge's readings as they stand: planned ones by progress, and third or leader's ones."""

    judge: Judge
    open: int
    begun: int
    submitted: int
    further: int
    recused: int
    repeats: int  # hidden ones, counted nowhere else

    @property
    def readings(self) -> int:
        return self.open + self.begun + self.submitted


@dataclass(frozen=True, slots=True)
class PlannedLoad:
    """One judge's readings under a plan, as paper codes; `lost` are those the plan takes away."""

    judge: Judge
    begun: tuple[str, ...]
    kept: tuple[str, ...]
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    again: tuple[str, ...]  # of those he reads, given to him a second time

    @property
    def before(self) -> int:
        return len(self.begun) + len(self.kept) + len(self.lost)

    @property
    def after(self) -> int:
        return len(self.begun) + len(self.kept) + len(self.gained)


@dataclass(frozen=True, slots=True)
class Standoff:
    """How many papers one judge may not read, by reason, and how many are left."""

    judge: Judge
    counts: Mapping[str, int]
    left: int


def present_loads(judges: Sequence[Judge], present: Sequence[Assignment]) -> list[JudgeLoad]:
    """Judges who take part, and others who hold readings all the same."""
    counts: Counter[tuple[int, str]] = Counter()
    for a in present:
        counts[a.judge_id, _progress(a)] += 1
    names = ("open", "begun", "submitted", "further", "recused", "repeats")
    found = [JudgeLoad(j, *(counts[j.id, name] for name in names)) for j in judges]
    return [load for load in found if load.judge.active or load.readings or load.further]


def _progress(a: Assignment) -> str:
    if a.kind == AssignmentKind.REPEAT:
        return "repeats" if a.state in LIVE else "cancelled"
    if a.state == AssignmentState.RECUSED:
        return "recused"
    if a.state not in LIVE:
        return "cancelled"
    if not is_base(a):
        return "further"
    if a.state == AssignmentState.SUBMITTED:
        return "submitted"
    return "open" if a.sheet is None else "begun"


def missing_readings(
    owners: Sequence[PaperOwner],
    judges: Sequence[Judge],
    present: Sequence[Assignment],
    readings: int,
    common: Mapping[int, int],
) -> int:
    """Readings that papers lack: below `readings` ones that are submitted or held by somebody who judges.
    common: paper id → readings wanted where every judge reads."""
    judging = {j.id for j in judges if j.active and not j.is_leader}
    held = Counter(
        a.paper_id
        for a in present
        if is_base(a)
        and (a.state == AssignmentState.SUBMITTED or (a.state in LIVE and a.judge_id in judging))
    )
    return sum(max(0, common.get(o.paper_id, readings) - held[o.paper_id]) for o in owners)


def common_readings(owners: Sequence[PaperOwner], judges: Sequence[Judge], bars: Bars) -> dict[int, int]:
    """Paper id → how many judges read it, for the papers that all read who may."""
    shared = [o for o in owners if o.common]
    at = {j.id: i for i, j in enumerate(judges)}
    apart = sorted([at[a], at[b]] for a, b in bars.apart() if {a, b} <= at.keys())
    against = barred(shared, judges, bars)
    return {o.paper_id: able_together(p, against, len(judges), apart) for p, o in enumerate(shared)}


def planned_loads(
    plan: AssignmentPlan, inputs: Json, judges: Mapping[int, Judge], codes: Mapping[int, str]
) -> list[PlannedLoad]:
    """The plan against what was there when it was computed, judge by judge in the order of aliases."""
    papers, ids = inputs["papers"], inputs["judges"]
    begun = {(papers[p], ids[j]) for p, j in inputs["fixed"]}
    loose = {(papers[p], ids[j]) for p, j in inputs["present"]} - begun
    wanted = {(p, j) for p, j in plan.pairs}
    again = {(p, j) for p, j in plan.repeats}
    groups = (begun & wanted, (loose & wanted) - begun, wanted - loose - begun, loose - wanted, again)

    def of(judge_id: int) -> list[tuple[str, ...]]:
        return [tuple(sorted(codes.get(p, "—") for p, j in group if j == judge_id)) for group in groups]

    return [PlannedLoad(judges[j], *of(j)) for j in ids if j in judges]


def by_those_gone(inputs: Json) -> int:
    """Readings a plan need not give because people who judge no more have submitted them."""
    common = set(inputs.get("common", ()))
    return sum(
        max(0, inputs["readings"] - wanted) for p, wanted in enumerate(inputs["demand"]) if p not in common
    )


def left_open(present: Sequence[Assignment], inputs: Json) -> int:
    """Readings not submitted by people who judge no more: applying a plan cancels them."""
    judging = set(inputs["judges"])
    return sum(
        1
        for a in present
        if is_base(a)
        and a.state in LIVE
        and a.state != AssignmentState.SUBMITTED
        and a.judge_id not in judging
    )


def repeats_moved(plan: AssignmentPlan, inputs: Json) -> tuple[int, int]:
    """Hidden repeats that the plan adds to those there were, and that it takes away."""
    before = {(inputs["papers"][p], inputs["judges"][j]) for p, j in inputs.get("repeated", [])}
    after = {(p, j) for p, j in plan.repeats}
    return len(after - before), len(before - after)


def standoffs(owners: Sequence[PaperOwner], judges: Sequence[Judge], bars: Bars) -> list[Standoff]:
    """Who may not read how much, and why."""
    found = barred(owners, judges, bars)
    counts = Counter[tuple[int, str]]()
    for kind, size in Counter(found.kind).items():
        counts.update(dict.fromkeys(found.kinds[kind].items(), size))
    counts.update((j, why) for (_p, j), why in found.pairs.items())
    lines = []
    for j, judge in enumerate(judges):
        mine = {why: counts[j, why] for why in REASONS}
        lines.append(Standoff(judge, mine, len(owners) - sum(mine.values())))
    return lines
