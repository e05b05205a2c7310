"""From rows to the assignment problem: what is wanted, what is fixed, what may not be.  Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from reviewapp.assignment.bars import LIVE, Barred, Bars, barred
from reviewapp.assignment.queries import PaperOwner, is_base
from reviewapp.models.judging import Assignment, AssignmentState, Judge
from reviewapp.runs import Json

if TYPE_CHECKING:
    from scoring.assignment.problem import AssignmentProblem


def as_inputs(
    owners: Sequence[PaperOwner], judges: Sequence[Judge], bars: Bars, present: Sequence[Assignment],
    readings: int,
) -> Json:  # fmt: skip
    """The problem as plain values; positions refer to `papers`, `judges` and `kinds`.

    A submitted reading stays whatever happens.  A sheet that is only begun stays too, unless something
    stands against it.  Readings submitted by people who judge no more count, so that `demand` is less there;
    it is never less than what is started.  `present` is all that is there, `previous` what should stay of it
    besides `fixed`.
    """
    paper_at = {o.paper_id: i for i, o in enumerate(owners)}
    judge_at = {j.id: i for i, j in enumerate(judges)}
    held = [a for a in present if a.paper_id in paper_at and is_base(a) and a.state in LIVE]
    done = [a for a in held if a.state == AssignmentState.SUBMITTED]
    gone = Counter(paper_at[a.paper_id] for a in done if a.judge_id not in judge_at)
    against = barred(owners, judges, bars, frozenset((a.paper_id, a.judge_id) for a in done))
    fixed, kept = list[list[int]](), list[tuple[int, int, int]]()  # kept: with the place on the judge's list
    for a in held:
        if a.judge_id not in judge_at:
            continue
        p, j = paper_at[a.paper_id], judge_at[a.judge_id]
        may = j not in against.of_paper(p) and (p, j) not in against.pairs
        if a.state == AssignmentState.SUBMITTED or (a.sheet is not None and may):
            fixed.append([p, j])
        else:
            kept.append((a.position, p, j))
    begun = Counter(p for p, _j in fixed)
    demand = [max(readings - gone[p], begun[p]) for p in range(len(owners))]
    apart = sorted([judge_at[a], judge_at[b]] for a, b in bars.apart() if {a, b} <= judge_at.keys())
    common = [p for p, owner in enumerate(owners) if owner.common]
    for p in common:
        reading = [j for q, j in fixed if q == p]
        demand[p] = max(able_together(p, against, len(judges), apart, reading), begun[p])
    return {
        "papers": [o.paper_id for o in owners],
        "judges": [j.id for j in judges],
        "aliases": [j.alias for j in judges],
        "readings": readings,
        "demand": demand,
        "kind": against.kind,
        "kinds": [sorted([j, why] for j, why in kind.items()) for kind in against.kinds],
        "conflicts": [[p, j, why] for (p, j), why in sorted(against.pairs.items())],
        "apart": apart,
        "common": common,
        "load_min": [j.load_min or 0 for j in judges],
        "load_max": [j.load_max for j in judges],
        "groups": [o.recommender_id for o in owners],
        "fixed": sorted(fixed),
        "present": sorted(fixed + [[p, j] for _place, p, j in kept]),
        "previous": sorted([p, j] for _place, p, j in shared(fixed, kept, sum(demand), len(judges))),
        "fresh": False,
        "repeats": 0,
        "repeated": [],
    }


def able_together(
    paper: int, against: Barred, judges: int, apart: Sequence[Sequence[int]], reading: Collection[int] = ()
) -> int:
    """How many judges may read a paper at once: all without a conflict, of two kept apart one; those who are
    `reading` it are among them."""
    able = set(range(judges)) - against.of_paper(paper) - {j for p, j in against.pairs if p == paper}
    for here in (
        reading,
        range(judges),
    ):  # first who gives way to those at work, then to the earlier in the list
        for one, other in apart:
            if {one, other} <= able and (one in here or other in here):
                able.remove(one if other in here and one not in here else other)
    return len(able)


def shared(
    fixed: Sequence[Sequence[int]], kept: Sequence[tuple[int, int, int]], wanted: int, judges: int
) -> list[tuple[int, int, int]]:
    """Of the readings nobody has begun, those that stay where they are.

    All, unless somebody joined who has nothing yet: then each judge gives away what he has above an even
    share of the `wanted` readings, the last on his list first; no paper more often than there are newcomers,
    none of whom can read it twice.
    """
    loads = Counter(j for _p, j in fixed) + Counter(j for _place, _p, j in kept)
    if not loads or len(loads) == judges:
        return list(kept)
    even, stays = -(-wanted // judges), []
    given, newcomers = Counter[int](), judges - len(loads)
    for place, p, j in sorted(kept, reverse=True):
        if loads[j] > even and given[p] < newcomers:
            loads[j] -= 1
            given[p] += 1
        else:
            stays.append((place, p, j))
    return stays


def hold(problem: Json, readings: Sequence[Assignment]) -> None:
    """All these readings stand, of whatever kind; of further ones no judge has to have a least number, and none
    is too many.  Changes `problem`."""
    paper_at = {p: i for i, p in enumerate(problem["papers"])}
    judge_at = {j: i for i, j in enumerate(problem["judges"])}
    held = {(paper_at[a.paper_id], judge_at[a.judge_id]) for a in readings if a.judge_id in judge_at}
    problem["conflicts"] = [[p, j, why] for p, j, why in problem["conflicts"] if (p, j) not in held]
    against = barred_from(problem)
    problem["fixed"] = sorted([p, j] for p, j in held if j not in against(p))
    problem["previous"] = []
    problem["load_min"] = [0] * len(problem["judges"])
    problem["load_max"] = [None] * len(problem["judges"])


def barred_from(inputs: Json) -> Callable[[int], frozenset[int]]:
    """Paper → judges (positions) who may not read it."""
    kinds = [frozenset(j for j, _why in kind) for kind in inputs["kinds"]]
    single = defaultdict[int, set[int]](set)
    for p, j, _why in inputs["conflicts"]:
        single[p].add(j)
    return lambda p: kinds[inputs["kind"][p]] | single[p] if p in single else kinds[inputs["kind"][p]]


def barred_pairs(inputs: Json) -> int:
    """How many pairs of paper and judge may not be."""
    sizes = Counter[int](inputs["kind"])
    return sum(sizes[i] * len(kind) for i, kind in enumerate(inputs["kinds"])) + len(inputs["conflicts"])


def as_problem(inputs: Json) -> AssignmentProblem:
    """The same for the solver and the checker; with `fresh`, nothing draws readings to where they were."""
    from scoring.assignment.problem import AssignmentProblem

    most = len(inputs["papers"]) + inputs["repeats"]
    return AssignmentProblem(
        papers=tuple(str(p) for p in inputs["papers"]),
        judges=tuple(str(j) for j in inputs["judges"]),
        readings=inputs["readings"],
        conflicts=frozenset((p, j) for p, j, _why in inputs["conflicts"]),
        load_min=tuple(inputs["load_min"]),
        load_max=tuple(most if m is None else m for m in inputs["load_max"]),
        fixed=tuple((p, j) for p, j in inputs["fixed"]),
        previous=() if inputs["fresh"] else tuple((p, j) for p, j in inputs["previous"]),
        paper_kind=tuple(inputs["kind"]),
        barred=tuple(frozenset(j for j, _why in kind) for kind in inputs["kinds"]),
        apart=frozenset((a, b) for a, b in inputs["apart"]),
        paper_group=tuple(inputs["groups"]),
        demand=tuple(inputs["demand"]),
        repeats=inputs["repeats"],
        repeated=tuple((p, j) for p, j in inputs["repeated"]),
    )


SETTINGS = ("readings", "demand", "load_min", "load_max", "apart", "repeats")


def moved_on(before: Json, after: Json, pairs: Sequence[Sequence[int]]) -> list[str]:
    """What changed between the inputs of a plan (`pairs` of paper and judge ids) and now, as codes.

    ``papers``, ``judges``, ``conflicts``, ``settings``, ``started`` (a reading begun meanwhile that the plan
    would take away).  Empty: the plan still answers the question; judges who begin sheets that the plan
    gives them anyway change nothing.
    """
    codes = [name for name in ("papers", "judges") if before[name] != after[name]]
    if not codes:  # else positions mean something else
        codes += ["conflicts"] if _bars_moved(before, after) else []
        codes += ["settings"] if any(before[n] != after[n] for n in SETTINGS) else []
    planned = {(p, j) for p, j in pairs}
    started = {(after["papers"][p], after["judges"][j]) for p, j in after["fixed"]}
    return codes + (["started"] if started - planned else [])


def _bars_moved(before: Json, after: Json) -> bool:
    """Whether anybody is barred who was not, or the reverse; readings that are begun stand all the same."""
    begun = defaultdict[int, set[int]](set)
    for p, j in [*before["fixed"], *after["fixed"]]:
        begun[p].add(j)
    was, now = barred_from(before), barred_from(after)
    nobody: Collection[int] = frozenset()
    return any((was(p) ^ now(p)) - set(begun.get(p, nobody)) for p in range(len(before["papers"])))
