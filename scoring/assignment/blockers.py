"""Why no plan exists: the smallest groups of papers and judges that stand in each other's way.

By the theorem of Hall (for flows: Gale 1957) a plan is missing exactly when some papers want more
readings than all their possible readers together can take, or some judges' minimum loads want more
readings than their papers have.  The group is read off a maximum flow and then thinned until no class
of papers (or no judge) can be left out of it.
"""

from __future__ import annotations

import numpy as np

from scoring.assignment.balance import Bounds, Flow, group_judges
from scoring.assignment.classes import Classes, forbidden, group_papers
from scoring.assignment.problem import BoolArray, IntArray
from scoring.assignment.rules import Order, Rules
from scoring.errors import Infeasible

Blocker = tuple[str, dict[str, object]]

# Unserved classes from which the smallest blocking group is looked for; each costs one search.
STARTS = 64


def refuse_impossible(rules: Rules, order: Order, *, fine: bool = False) -> None:
    """Raise Infeasible when no plan exists.

    Without ``fine`` papers of one kind count as one class, which is fast and right but can overlook that
    single forbidden pairs stand in the way.

    Blockers (positions as given, as tuples of int; counts are readings still to be placed):

    ``fixed_readings``  {paper, surplus}: more started readings than wanted; frees: so many more wanted
    ``fixed_load``      {judge, held, load_max}: more started readings than the judge's maximum
    ``few_judges``      {papers, judges, barred, needed, available}: each of the papers has too few possible
                        readers; frees: ``needed - available`` of the barred judges, or new ones
    ``capacity``        {papers, judges, needed, available, missing, unplaced, new_judges}: maximum loads are
                        too small; frees: ``missing`` readings more by these judges, or so many new judges
                        without a bar
    ``minimum_load``    {papers, judges, needed, available, missing, unplaced}: minimum loads too great;
                        frees: these judges' minima lower by ``missing`` together
    ``apart``           {judges, pairs, proven}: judges who may not read the same paper leave no way out; frees:
                        lifting one of the pairs; not ``proven`` in problems too large to be searched

    ``missing`` frees the named group alone; ``unplaced`` is what the whole problem lacks.
    """
    held = np.bincount(rules.fixed[:, 1], minlength=len(rules.low))
    bounds = Bounds(held, rules.low, rules.high)
    blockers = _fixed_blockers(rules, bounds) or _few_judges(rules)
    if not blockers:
        classes = group_papers(rules, rules.fixed, fine=fine)
        if not _serves(classes, bounds):
            blockers = _capacity_blocker(classes, bounds) or _minimum_blocker(classes, bounds)
    if blockers:
        kinds = ", ".join(sorted({kind for kind, _ in blockers}))
        raise Infeasible(f"no plan exists: {kinds}", tuple(_as_given(blocker, order) for blocker in blockers))


def _as_given(blocker: Blocker, order: Order) -> Blocker:
    """The blocker with positions as the caller gave them."""
    kind, facts = blocker
    places = {"paper": order.papers, "papers": order.papers, "judge": order.judges, "judges": order.judges,
              "barred": order.judges}  # fmt: skip
    said: dict[str, object] = {}
    for name, value in facts.items():
        if name in places:
            said[name] = (
                tuple(np.sort(places[name][list(value)]).tolist())
                if isinstance(value, tuple)
                else int(places[name][value])  # type: ignore[call-overload]
            )
        else:
            said[name] = value
    return kind, said


def _serves(classes: Classes, bounds: Bounds) -> bool:
    """Whether all readings can be placed and all minimum loads be met (then both can at once)."""
    groups = group_judges(classes, bounds, np.zeros((0, len(bounds.held)), dtype=bool))
    cap, limits = groups.sums(classes.cap), groups.bounds
    least = groups.size * np.maximum(limits.low - limits.held, 0)
    one, other = Flow(classes.demand, cap), Flow(classes.demand, cap)
    other.push(groups.size * (limits.high - limits.held))
    return one.push(least) == least.sum() and not other.missing.any()


def _fixed_blockers(rules: Rules, bounds: Bounds) -> list[Blocker]:
    surplus = np.bincount(rules.fixed[:, 0], minlength=len(rules.wanted)) - rules.wanted
    papers: list[Blocker] = [
        ("fixed_readings", {"paper": int(paper), "surplus": int(surplus[paper])})
        for paper in np.flatnonzero(surplus > 0)
    ]
    judges: list[Blocker] = [
        ("fixed_load", {"judge": int(j), "held": int(bounds.held[j]), "load_max": int(bounds.high[j])})
        for j in np.flatnonzero(bounds.held > bounds.high)
    ]
    return papers + judges


def _few_judges(rules: Rules) -> list[Blocker]:
    judges = len(rules.low)
    need = rules.wanted - np.bincount(rules.fixed[:, 0], minlength=len(rules.wanted))
    barred = rules.barred.sum(axis=1)[rules.kind] + np.bincount(
        np.concatenate([rules.single // max(judges, 1), rules.fixed[:, 0]]), minlength=len(need)
    )
    suspect = np.flatnonzero((need > 0) & (judges - barred < need))  # a pair barred twice is counted twice
    taken = forbidden(rules, rules.fixed, suspect)
    alike: dict[tuple[int, bytes], list[int]] = {}
    for paper, row in zip(suspect.tolist(), taken, strict=True):
        if judges - int(row.sum()) < need[paper]:
            alike.setdefault((int(need[paper]), row.tobytes()), []).append(paper)
    found: list[Blocker] = []
    for (needed, row), papers in alike.items():
        bars = np.frombuffer(row, dtype=bool)
        found.append(("few_judges", {
            "papers": tuple(papers), "judges": tuple(np.flatnonzero(~bars).tolist()),
            "barred": tuple(np.flatnonzero(bars).tolist()),
            "needed": needed, "available": int((~bars).sum()),
        }))  # fmt: skip
    return found


def _capacity_blocker(classes: Classes, bounds: Bounds) -> list[Blocker]:
    free = bounds.high - bounds.held
    flow = Flow(classes.demand, classes.cap)
    flow.push(free)
    short = np.flatnonzero(flow.missing > 0)[:STARTS]
    if not len(short):
        return []
    found = [flow.reachable_from(np.arange(len(classes.size)) == c)[0] for c in short]
    smallest = min(found, key=lambda group: int(classes.size[group].sum()))
    supply = classes.cap
    group = _thinned(smallest, classes.demand, supply, free)
    needed, missing = int(classes.demand[group].sum()), _lack(group, classes.demand, supply, free)
    judges = np.asarray(classes.eligible[group].any(axis=0))
    facts = _facts(classes, group, judges, needed, missing)
    new_judges = -(-missing // int(classes.size[group].sum()))
    return [("capacity", {**facts, "unplaced": int(flow.missing.sum()), "new_judges": new_judges})]


def _minimum_blocker(classes: Classes, bounds: Bounds) -> list[Blocker]:
    wanted = np.maximum(bounds.low - bounds.held, 0)
    flow = Flow(classes.demand, classes.cap)
    flow.push(wanted)
    short = np.flatnonzero(flow.loads < wanted)
    if not len(short):
        return []
    supply = classes.cap.T
    group = _thinned(_judges_competing_with(flow, int(short[0])), wanted, supply, classes.demand)
    needed, missing = int(wanted[group].sum()), _lack(group, wanted, supply, classes.demand)
    papers = np.asarray(classes.eligible[:, group].any(axis=1))
    facts = _facts(classes, papers, group, needed, missing)
    return [("minimum_load", {**facts, "unplaced": int((wanted - flow.loads).sum())})]


def _judges_competing_with(flow: Flow, judge: int) -> BoolArray:
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
