"""Why no plan exists: the smallest groups of papers and judges that stand in each other's way.

By the theorem of Hall (for flows: Gale 1957) a plan is missing exactly when some papers want more
readings than all their possible readers together can take, or some judges' minimum loads want more
readings than their papers have.  The group is read off a maximum flow and then thinned until no class
of papers (or no judge) can be left out of it.
"""

from __future__ import annotations

import numpy as np

from scoring.assignment.balance import Bounds, ClassFlow
from scoring.assignment.classes import Classes
from scoring.assignment.problem import BoolArray, IntArray
from scoring.errors import Infeasible

Blocker = tuple[str, dict[str, object]]

# Unserved classes from which the smallest blocking group is looked for; each costs one search.
STARTS = 64


def refuse_impossible(classes: Classes, bounds: Bounds, surplus: IntArray) -> None:
    """Raise Infeasible when no plan exists.  ``surplus`` (P,): fixed readings above those wanted.

    Blockers (positions are tuples of int; counts are readings still to be placed):

    ``fixed_readings``  {paper, surplus}: more started readings than wanted
    ``fixed_load``      {judge, held, load_max}: more started readings than the judge's maximum
    ``few_judges``      {papers, judges, needed, available}: each of the papers has too few possible readers
    ``capacity``        {papers, judges, needed, available, missing, unplaced}: maximum loads are too small
    ``minimum_load``    {papers, judges, needed, available, missing, unplaced}: minimum loads too great

    ``missing`` frees the named group alone; ``unplaced`` is what the whole problem lacks.
    """
    blockers = _fixed_blockers(bounds, surplus) or _few_judges(classes)
    blockers = blockers or _capacity_blocker(classes, bounds) or _minimum_blocker(classes, bounds)
    if blockers:
        kinds = ", ".join(sorted({kind for kind, _ in blockers}))
        raise Infeasible(f"no plan exists: {kinds}", tuple(blockers))


def _fixed_blockers(bounds: Bounds, surplus: IntArray) -> list[Blocker]:
    papers: list[Blocker] = [
        ("fixed_readings", {"paper": int(paper), "surplus": int(surplus[paper])})
        for paper in np.flatnonzero(surplus > 0)
    ]
    judges: list[Blocker] = [
        ("fixed_load", {"judge": int(j), "held": int(bounds.held[j]), "load_max": int(bounds.high[j])})
        for j in np.flatnonzero(bounds.held > bounds.high)
    ]
    return papers + judges


def _few_judges(classes: Classes) -> list[Blocker]:
    readers = classes.eligible.sum(axis=1)
    return [
        ("few_judges", {
            "papers": tuple(sorted(classes.members[c].tolist())),
            "judges": tuple(np.flatnonzero(classes.eligible[c]).tolist()),
            "needed": int(classes.need[c]),
            "available": int(readers[c]),
        })
        for c in np.flatnonzero(readers < classes.need)
    ]


def _capacity_blocker(classes: Classes, bounds: Bounds) -> list[Blocker]:
    free = bounds.high - bounds.held
    flow = ClassFlow(classes)
    flow.push(free)
    short = np.flatnonzero(flow.missing > 0)[:STARTS]
    if not len(short):
        return []
    found = [flow.reachable_from(np.arange(len(classes.size)) == c)[0] for c in short]
    smallest = min(found, key=lambda group: int(classes.size[group].sum()))
    supply = classes.size[:, None] * classes.eligible
    group = _thinned(smallest, classes.demand, supply, free)
    needed, missing = int(classes.demand[group].sum()), _lack(group, classes.demand, supply, free)
    judges = np.asarray(classes.eligible[group].any(axis=0))
    facts = _facts(classes, group, judges, needed, missing)
    return [("capacity", {**facts, "unplaced": int(flow.missing.sum())})]


def _minimum_blocker(classes: Classes, bounds: Bounds) -> list[Blocker]:
    wanted = np.maximum(bounds.low - bounds.held, 0)
    flow = ClassFlow(classes)
    flow.push(wanted)
    short = np.flatnonzero(flow.loads < wanted)
    if not len(short):
        return []
    supply = (classes.size[:, None] * classes.eligible).T
    group = _thinned(_judges_competing_with(flow, int(short[0])), wanted, supply, classes.demand)
    needed, missing = int(wanted[group].sum()), _lack(group, wanted, supply, classes.demand)
    papers = np.asarray(classes.eligible[:, group].any(axis=1))
    facts = _facts(classes, papers, group, needed, missing)
    return [("minimum_load", {**facts, "unplaced": int((wanted - flow.loads).sum())})]


def _judges_competing_with(flow: ClassFlow, judge: int) -> BoolArray:
    """Judges (J,) whose readings would have to move for ``judge`` to get one more."""
    room, used = flow.room(), flow.counts > 0
    judges = np.arange(flow.counts.shape[1]) == judge
    while True:
        sources = room[:, judges].any(axis=1)
        grown = judges | used[sources].any(axis=0)
        if (grown == judges).all():
            return np.asarray(judges)
        judges = grown


def _lack(group: BoolArray, wanted: IntArray, supply: IntArray, limit: IntArray) -> int:
    """Readings the group wants above what it can get: ``supply`` (N, K) summed, capped by ``limit`` (K,)."""
    return int(wanted[group].sum() - np.minimum(supply[group].sum(axis=0), limit).sum())


def _thinned(group: BoolArray, wanted: IntArray, supply: IntArray, limit: IntArray) -> BoolArray:
    """Leave out members, those wanting most first, as long as the rest still lacks something."""
    group = group.copy()
    total, offered = int(wanted[group].sum()), supply[group].sum(axis=0)
    members = np.flatnonzero(group)
    for member in members[np.argsort(-wanted[members], kind="stable")]:
        rest, left = total - int(wanted[member]), offered - supply[member]
        if rest > np.minimum(left, limit).sum():
            group[member], total, offered = False, rest, left
    return group


def _facts(
    classes: Classes, group: BoolArray, judges: BoolArray, needed: int, missing: int
) -> dict[str, object]:
    papers = [paper for c in np.flatnonzero(group) for paper in classes.members[c].tolist()]
    return {
        "papers": tuple(sorted(papers)),
        "judges": tuple(np.flatnonzero(judges).tolist()),
        "needed": needed,
        "available": needed - missing,
        "missing": missing,
    }
