"""What a plan is worth before it is applied: loads, overlaps, connection, precision (see ``precision``)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from scoring.assignment.flow import Evenest, evenest
from scoring.assignment.linking import judge_parts
from scoring.assignment.precision import Common, common_papers, precision
from scoring.assignment.problem import AssignmentProblem, IntArray, Plan, pair_array
from scoring.assignment.split import crossings, least_trace
from scoring.errors import Infeasible

Problem = tuple[str, dict[str, object]]

# Below these a plan is called weak (SCORING section 4: connectivity > 0.5, variance <= 1.1 x bound).
CONNECTIVITY_WANTED = 0.5
VARIANCE_WANTED = 1.1
# With fewer readings per judge, adjusting for severity gains nothing on real marks (SCORING section 2.5).
READINGS_PER_JUDGE = 15


@dataclass(frozen=True, slots=True)
class Quality:
    """Figures of a plan; J judges.

    loads
        ``(J,)`` readings per judge, repeats included; ``load_spread`` is greatest minus least readings
        without them, ``least_spread`` the smallest spread that the hard rules allow (None when no plan exists
        any more).
    overlaps
        ``(common papers, pairs of judges)``, ascending; idle judges included.
    components
        judges that can be compared with each other, as sorted positions; judges without readings in none.
    connectivity
        how well the judges hang together, 1 = complete balanced design, 0 = disconnected.
    variance_ratio, load_ratio, severity_error, score_error
        see ``precision.Precision``; None when disconnected.
    links, link_ratio
        where the most even loads would split the judges: readings of this plan that link the sides, and the
        variance over the least of any plan with as many (see ``split``); None elsewhere, and None when
        disconnected.
    preferred
        share of the readings that fall to a judge whose expertise it is; None without such a wish.
    kept, dropped, added
        readings shared with the previous plan, given up from it, new against it; None without one.
    problems
        ``(code, facts)``: ``disconnected``, ``weak_links``, ``imprecise``, ``uneven_loads``, ``idle_judges``,
        ``single_reading``, ``few_readings``.
    """

    loads: tuple[int, ...]
    load_spread: int
    least_spread: int | None
    overlaps: tuple[tuple[int, int], ...]
    components: tuple[tuple[int, ...], ...]
    connectivity: float
    variance_ratio: float | None
    load_ratio: float | None
    severity_error: float | None
    score_error: float | None
    links: int | None
    link_ratio: float | None
    preferred: float | None
    kept: int | None
    dropped: int | None
    added: int | None
    problems: tuple[Problem, ...]


def report(problem: AssignmentProblem, plan: Plan, *, valid: bool = False) -> Quality:
    """The figures of ``plan``; it need not be valid, but its positions must be inside the lists.

    ``valid``: the plan is known to keep the hard rules; then it is not asked again how even they let it be
    where it is as even as can be.
    """
    pairs = pair_array(plan.pairs, len(plan.pairs))
    judges = len(problem.judges)
    loads = np.bincount(pairs[:, 1], minlength=judges)
    parts = judge_parts(pairs[:, 0], pairs[:, 1], len(problem.papers), judges)
    components = tuple(
        tuple(np.flatnonzero(parts == part).tolist()) for part in range(int(parts.max(initial=-1)) + 1)
    )
    readings = np.bincount(pairs[:, 0], minlength=len(problem.papers))
    common = common_papers(pairs, readings, judges)
    exact = precision(common, readings, loads) if len(components) == 1 else None
    connectivity, ratio = (exact.connectivity, exact.variance_ratio) if exact else (0.0, None)
    kept, dropped, added = _changes(problem, plan)
    spread = _spread(loads)
    even = spread == int(loads.sum() % max(judges, 1) > 0)
    found = None if valid and even else _evenest(problem)
    least = spread if valid and even else _spread(found.loads) if found else None
    links, link_ratio = _links(found, pairs, readings, ratio)
    again = np.bincount(pair_array(plan.repeats, len(plan.repeats))[:, 1], minlength=judges)
    return Quality(
        loads=tuple((loads + again).tolist()), load_spread=spread, least_spread=least,
        overlaps=_overlaps(common, judges), components=components,
        connectivity=connectivity, variance_ratio=ratio, load_ratio=exact.load_ratio if exact else None,
        severity_error=exact.severity_error if exact else None,
        score_error=exact.score_error if exact else None, links=links, link_ratio=link_ratio,
        preferred=_preferred(problem, plan),
        kept=kept, dropped=dropped, added=added,
        problems=(
            *_link_problems(problem, components, connectivity, ratio), *_load_problems(loads, spread, least)
        ),
    )  # fmt: skip


def _spread(loads: IntArray) -> int:
    return int(loads.max(initial=0) - loads.min(initial=loads.max(initial=0)))


def _evenest(problem: AssignmentProblem) -> Evenest | None:
    try:
        return evenest(problem)
    except Infeasible:
        return None


def _links(
    found: Evenest | None, pairs: IntArray, readings: IntArray, ratio: float | None
) -> tuple[int | None, float | None]:
    """Linking readings, and the variance over the least that so many allow."""
    loads = np.bincount(pairs[:, 1], minlength=0 if found is None else len(found.sides))
    if found is None or found.sides.max(initial=-1) < 1 or ((loads > 0) != (found.sides >= 0)).any():
        return None, None
    diagonal, bonds, links = crossings(found.sides, pairs, readings)
    if ratio is None or not diagonal.any():
        return links, None
    least = least_trace(np.bincount(found.sides[found.sides >= 0]), diagonal, bonds)
    own = ratio * ((loads > 0).sum() - 1) ** 2 / diagonal.sum()
    return links, float(own / least)


def _overlaps(common: dict[int, Common], judges: int) -> tuple[tuple[int, int], ...]:
    """How many pairs of judges have how many papers in common."""
    keys, times = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for row, column, count in common.values():
        keys.append((row.astype(np.int64) * judges + column)[row < column])
        times.append(count[row < column])
    _, pair = np.unique(np.concatenate(keys), return_inverse=True)
    counts = np.bincount(np.bincount(pair, weights=np.concatenate(times)).astype(np.int64))
    none = judges * (judges - 1) // 2 - int(counts.sum())
    found = [(0, none)] + [(size, int(counts[size])) for size in np.flatnonzero(counts).tolist()]
    return tuple(found if none else found[1:])


def _preferred(problem: AssignmentProblem, plan: Plan) -> float | None:
    if not problem.preferred or not plan.pairs:
        return None
    kinds, preferred = problem.paper_kind, problem.preferred
    return sum(judge in preferred[kinds[paper]] for paper, judge in plan.pairs) / len(plan.pairs)


def _changes(problem: AssignmentProblem, plan: Plan) -> tuple[int | None, int | None, int | None]:
    if not problem.previous:
        return None, None, None
    before, now = set(problem.previous), set(plan.pairs)
    return len(before & now), len(before - now), len(now - before)


def _link_problems(
    problem: AssignmentProblem,
    components: tuple[tuple[int, ...], ...],
    connectivity: float,
    ratio: float | None,
) -> list[Problem]:
    found: list[Problem] = []
    if len(problem.papers) and problem.wanted().max() < 2:
        found.append(("single_reading", {}))
    if len(components) > 1:
        found.append(("disconnected", {"parts": tuple(len(part) for part in components)}))
    elif ratio is not None and connectivity < CONNECTIVITY_WANTED:
        found.append(("weak_links", {"connectivity": connectivity, "wanted": CONNECTIVITY_WANTED}))
    if ratio is not None and ratio > VARIANCE_WANTED:
        found.append(("imprecise", {"variance_ratio": ratio, "wanted": VARIANCE_WANTED}))
    return found


def _load_problems(loads: IntArray, spread: int, least: int | None) -> list[Problem]:
    found: list[Problem] = []
    if spread > 1:
        found.append(("uneven_loads", {"spread": spread, "least": least}))
    idle = np.flatnonzero(loads == 0)
    if len(idle):
        found.append(("idle_judges", {"judges": tuple(idle.tolist())}))
    few = np.flatnonzero((loads > 0) & (loads < READINGS_PER_JUDGE))
    if len(few):
        found.append(("few_readings", {"judges": tuple(few.tolist()), "wanted": READINGS_PER_JUDGE}))
    return found
