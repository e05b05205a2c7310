"""What a plan is worth before it is applied: loads, overlaps, connection, precision of severities.

Model behind the figures: mark = paper + severity of the judge + noise of equal variance.  After the
papers are eliminated, the information on the severities is ``C = diag(loads) - sum_p n_p n_p' / k_p``
(n_p: 0/1 readers of paper p, k_p of them), the Laplacian of the graph of judges with common papers
(John and Williams, "Cyclic and Computer Generated Designs", 1995, ch. 2).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from scoring.assignment.flow import least_loads
from scoring.assignment.linking import judge_parts
from scoring.assignment.mixing import FloatArray
from scoring.assignment.problem import AssignmentProblem, IntArray, Plan, pair_array
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
        ``(J,)`` readings per judge; ``load_spread`` is greatest minus least, ``least_spread`` the smallest
        spread that the hard rules allow (None when no plan exists any more).
    overlaps
        ``(common papers, pairs of judges)``, ascending; idle judges included.
    components
        judges that can be compared with each other, as sorted positions; judges without readings in none.
    connectivity
        second smallest eigenvalue of the information matrix scaled by the loads, 1 = complete balanced
        design, 0 = disconnected.
    variance_ratio
        mean variance of a severity difference over its lower bound for this number of readings; None when
        disconnected.
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
    kept: int | None
    dropped: int | None
    added: int | None
    problems: tuple[Problem, ...]


def report(problem: AssignmentProblem, plan: Plan) -> Quality:
    """The figures of ``plan``; it need not be valid, but its positions must be inside the lists."""
    pairs = pair_array(plan.pairs, len(plan.pairs))
    judges = len(problem.judges)
    loads = np.bincount(pairs[:, 1], minlength=judges)
    parts = judge_parts(pairs[:, 0], pairs[:, 1], len(problem.papers), judges)
    components = tuple(
        tuple(np.flatnonzero(parts == part).tolist()) for part in range(int(parts.max(initial=-1)) + 1)
    )
    common, information = _tables(pairs, len(problem.papers), judges)
    connectivity, ratio = _precision(information, loads, len(components))
    kept, dropped, added = _changes(problem, plan)
    spread, least = _spread(loads), _least_spread(problem)
    return Quality(
        loads=tuple(loads.tolist()), load_spread=spread, least_spread=least,
        overlaps=_overlaps(common), components=components,
        connectivity=connectivity, variance_ratio=ratio, kept=kept, dropped=dropped, added=added,
        problems=(
            *_link_problems(problem, components, connectivity, ratio), *_load_problems(loads, spread, least)
        ),
    )


def _spread(loads: IntArray) -> int:
    return int(loads.max(initial=0) - loads.min(initial=loads.max(initial=0)))


def _least_spread(problem: AssignmentProblem) -> int | None:
    try:
        return _spread(least_loads(problem))
    except Infeasible:
        return None


def _tables(pairs: IntArray, papers: int, judges: int) -> tuple[IntArray, FloatArray]:
    """Common papers of each two judges (J, J), and the information on their severities (J, J)."""
    reads = csr_array((np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(papers, judges))
    weight = 1.0 / np.maximum(np.bincount(pairs[:, 0], minlength=papers), 1)
    common = (reads.T @ reads).toarray()
    shared = (reads.T @ (reads * weight[:, None])).toarray()
    return common.astype(np.int64), np.diag(common.diagonal()) - shared


def _overlaps(common: IntArray) -> tuple[tuple[int, int], ...]:
    above = common[np.triu_indices(len(common), 1)]
    return tuple(sorted(Counter(above.tolist()).items()))


def _precision(information: FloatArray, loads: IntArray, components: int) -> tuple[float, float | None]:
    """Connectivity and variance ratio of the judges with readings."""
    busy = np.flatnonzero(loads)
    if components != 1 or len(busy) < 2:
        return 0.0, None
    table = information[np.ix_(busy, busy)]
    roots = np.linalg.eigvalsh(table)[1:]
    scale = np.sqrt(loads[busy])
    scaled = np.linalg.eigvalsh(table / np.outer(scale, scale))[1:]
    # The complete balanced design has all these roots equal, so their mean is the greatest least root.
    return float(scaled[0] / scaled.mean()), float((1 / roots).mean() * roots.mean())


def _changes(problem: AssignmentProblem, plan: Plan) -> tuple[int | None, int | None, int | None]:
    if not problem.previous:
        return None, None, None
    before, now = set(problem.previous), set(plan.pairs)
    return len(before & now), len(before - now), len(now - before)


def _link_problems(
    problem: AssignmentProblem, components: tuple[tuple[int, ...], ...],
    connectivity: float, ratio: float | None,
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
