"""The line of every candidate outside: the chosen one it has to come before to enter.

Moving a candidate up the order changes nothing until it comes before its line; then it enters.  Candidates in the
same bodies have the same line.  Under nested quotas the choice changes by an exchange of one against one (they are
M-natural-convex), so the line is the last of those chosen whose leaving makes up for the entering.  Where
quotas cross, more may move; the line is searched by halving.  The last one chosen of a full body cannot always make
way: a minimum, or where quotas cross a maximum or a share, that this would break is the *bar*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from scoring.selection import nested
from scoring.selection.bodies import Frame, Rule
from scoring.selection.demands import Demand, demands, facts_of, told
from scoring.selection.room import Room
from scoring.selection.solution import Solver, counts
from scoring.tables import Bools, Ints


@dataclass(frozen=True, slots=True)
class Line:
    """``full``: the body without room, None = every one has some; ``last``: position of the candidate to come before,
    None = nobody; ``bar``: what keeps the last one chosen of the full body (of none: anybody) from making way, as facts
    (:func:`scoring.selection.demands.told`), None = nothing or no single bound."""

    full: int | None
    last: int | None
    bar: Mapping[str, object] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Lines:
    """``kind``: (m,) kind of each candidate; ``around``: of each kind in use the bodies with rules it lies in,
    innermost first; ``line``: of each kind that has a candidate outside."""

    kind: Ints
    around: dict[int, tuple[int, ...]]
    line: dict[int, Line]


def find_lines(solver: Solver, order: Ints, chosen: Bools) -> Lines:
    """The lines of a choice; ``order``, ``chosen`` as in :meth:`Solver.choose`."""
    if solver.tree is not None:
        return _nested(solver.frame, solver.tree, order, chosen)
    assert solver.room is not None
    return _crossing(solver.frame, solver.room, order, chosen)


def _nested(frame: Frame, tree: nested.Nest, order: Ints, chosen: Bools) -> Lines:
    got = counts(frame, chosen)
    entering = [_entering(rules, n, tree.weights) for rules, n in zip(tree.rules, got, strict=True)]
    leaving = [_leaving(rules, n, tree.weights) for rules, n in zip(tree.rules, got, strict=True)]
    # per body: what leaving costs inside it -> place in the order of the last chosen who costs that
    last: list[dict[int, int]] = [{} for _ in frame.names]
    for place, one in enumerate(order.tolist()):
        if chosen[one] and tree.home[one] >= 0:
            last[tree.home[one]][0] = place
    for body in reversed(tree.order):
        around = int(tree.parent[body])
        if around >= 0:
            for cost, place in last[body].items():
                total = cost + leaving[body]
                last[around][total] = max(place, last[around].get(total, -1))
    paths = {int(home): tuple(tree.path(int(home))) for home in np.unique(tree.home)}
    lines: dict[int, Line] = {}
    for home in np.unique(tree.home[~chosen]).tolist():
        full, place = _best_exchange(paths[home], entering, last)
        ending = max(last[full].values(), default=-1)
        bar = None if place >= ending else _minimum_kept(frame, tree, got, full, int(order[ending]))
        lines[home] = Line(full, int(order[place]) if place >= 0 else None, bar)
    return Lines(tree.home, paths, lines)


def _minimum_kept(
    frame: Frame, tree: nested.Nest, got: list[int], full: int, leaving: int
) -> Mapping[str, object] | None:
    """The minimum inside a full body that would miss the one leaving; hard ones first; None = none would."""
    path = tree.path(int(tree.home[leaving]))
    inside = path[: path.index(full)]
    missed = [rule for body in inside for rule in tree.rules[body] if got[body] <= rule.low]
    if not missed:
        return None
    rule = min(missed, key=lambda rule: rule.level)
    return facts_of(frame, rule.body, "minimum", rule.low)


def _best_exchange(path: tuple[int, ...], entering: list[int], last: list[dict[int, int]]) -> tuple[int, int]:
    """The innermost body without room, and the last place in the order that can be taken; -1 = none."""
    cost, full, best = 0, -1, -1
    for body in path:
        best = max([best, *(place for other, place in last[body].items() if cost + other >= 0)])
        cost += entering[body]
        if cost < 0 and full < 0:
            full = body
    return full, best


def _entering(rules: tuple[Rule, ...], got: int, weights: tuple[int, ...]) -> int:
    """What one more does to the rules of a body, the larger the better."""
    more = 0
    for rule in rules:
        more += weights[rule.level] * (got < rule.low)
        more -= weights[rule.level] * (rule.high is not None and got >= rule.high)
    return more


def _leaving(rules: tuple[Rule, ...], got: int, weights: tuple[int, ...]) -> int:
    """What one fewer does to the rules of a body, the larger the better."""
    fewer = 0
    for rule in rules:
        fewer -= weights[rule.level] * (got <= rule.low)
        fewer += weights[rule.level] * (rule.high is not None and got > rule.high)
    return fewer


def _crossing(frame: Frame, room: Room, order: Ints, chosen: Bools) -> Lines:
    alike = room.kinds
    got = counts(frame, chosen)
    sizes = [len(members) for members in frame.members]
    with_rules = {rule.body for rule in frame.binding()} | {share.body for share in frame.shares}
    around = {
        kind: tuple(sorted(with_rules & set(np.flatnonzero(inside).tolist()), key=lambda b: (sizes[b], b)))
        for kind, inside in enumerate(alike.inside)
    }
    ends = np.flatnonzero(chosen[order])
    full_at = {rule.body for rule in frame.binding() if rule.high is not None and got[rule.body] >= rule.high}
    last = np.full(len(alike.size), -1, dtype=np.int64)  # place among the chosen of the last of each kind
    last[alike.of[order[ends]]] = np.arange(len(ends))
    wanted = demands(frame, alike)
    lines = {}
    for kind in np.unique(alike.of[~chosen]).tolist():
        full = next((body for body in around[kind] if body in full_at), None)
        known = _last_exchange(room, kind, chosen, last)
        place = _last_place(room, kind, order, chosen, ends, known)
        # the last one chosen of the full body (-1: it has no places, reason enough), and whether it can make way
        leaving = None if full is None else int(np.where(alike.inside[:, full], last, -1).max())
        may = leaving is not None and (leaving < 0 or (place is not None and place >= ends[leaving]))
        bar = (
            None
            if may
            else _bar(room, wanted, kind, chosen, None if leaving is None else order[ends[leaving]])
        )
        told_bar = None if bar is None else told(frame, bar)
        lines[kind] = Line(full, None if place is None else int(order[place]), told_bar)
    return Lines(alike.of, around, lines)


def _bar(room: Room, wanted: list[Demand], kind: int, chosen: Bools, leaving: int | None) -> Demand | None:
    """The demand that one more of a kind, for the one leaving, would keep less well; hard ones first; None = none."""
    before = np.bincount(room.kinds.of[chosen], minlength=len(room.kinds.size))
    after = before.copy()
    after[kind] += 1
    if leaving is not None:
        after[room.kinds.of[leaving]] -= 1
    missing = room.program.wanted.missing(np.stack([before, after], axis=1))
    worse = np.flatnonzero(missing[:, 1] > missing[:, 0]).tolist()
    return min((wanted[i] for i in worse), key=lambda demand: demand.level, default=None)


def _last_exchange(room: Room, kind: int, chosen: Bools, last: Ints) -> int:
    """Place among the chosen of the last one whose leaving alone makes up for one more of a kind; -1 = none."""
    leaving = np.flatnonzero(last >= 0)
    counts = np.repeat(np.bincount(room.kinds.of[chosen], minlength=len(last))[:, None], len(leaving), axis=1)
    counts[kind] += 1
    counts[leaving, np.arange(len(leaving))] -= 1
    return int(last[leaving[room.program.kept_by(counts)]].max(initial=-1))


def _last_place(room: Room, kind: int, order: Ints, chosen: Bools, ends: Ints, known: int) -> int | None:
    """The last place in the order, of a chosen one, before which one more of a kind would enter; it enters before
    the place ``known`` among the chosen (-1 = nowhere known)."""
    enters, stays = known, len(ends)  # halving between a place where it enters and one where it does not
    middle = enters + 1
    while stays - enters > 1:
        if _would_enter(room, kind, order[: ends[middle]], chosen):
            enters = middle
        else:
            stays = middle
        middle = (enters + stays) // 2
    return int(ends[enters]) if enters >= 0 else None


def _would_enter(room: Room, kind: int, before: Ints, chosen: Bools) -> bool:
    """Whether there are counts that agree with the choice on all before, and hold one more of the kind."""
    alike = room.kinds
    low = np.bincount(alike.of[before[chosen[before]]], minlength=len(alike.size))
    high = alike.size.copy()
    closed = np.unique(alike.of[before[~chosen[before]]])
    high[closed] = low[closed]
    low[kind] += 1
    high[kind] = alike.size[kind]
    return room.counts(low, high) is not None
