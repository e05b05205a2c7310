"""Why hard quotas cannot all be kept: the smallest set of bounds that contradict each other.

By the lemma of Farkas, bounds contradict each other when a sum of them, with weights, asks for more places than
the entries of every kind could give.  The set with the fewest bounds is found by an integer program over these
weights.  For nested quotas and for two crossing families weights of 0 and 1 are enough (their matrices are totally
unimodular; Hoffman 1960).  Where only whole numbers, not fractions, contradict the bounds, a set is found from
which none can be left out.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp
from scipy.optimize import Bounds, LinearConstraint, milp

from scoring.errors import Infeasible
from scoring.selection import crossing
from scoring.selection.bodies import HARD, Frame
from scoring.selection.demands import Demand, Kinds, demands, kinds

Blocker = tuple[str, dict[str, object]]
MOST_BLOCKERS = 20
_LARGEST_WEIGHT = 1000.0  # of a bound in a sum; a composition of x % needs weights up to 100


def infeasible(frame: Frame) -> Infeasible:
    """The error to raise, with its blockers."""
    return Infeasible("the hard quotas contradict each other or the entries", tuple(contradictions(frame)))


def contradictions(frame: Frame) -> list[Blocker]:
    """Sets of hard bounds that cannot be kept together, smallest first, no bound in two of them.

    Codes: ``too_few_eligible`` (scope, key, minimum, reachable, eligible): one minimum against the entries, or
    against maxima inside (named in ``parts``); ``minima_exceed_maximum`` (scope, key, minima, maximum,
    parts): minima inside a body against its maximum; ``contradiction`` (bounds: list of scope, key, bound,
    value): any other set.
    """
    found = _single(frame)
    alike = kinds(frame)
    hopeless = {(facts["scope"], facts["key"]) for _, facts in found}
    left = [d for d in demands(frame, alike) if d.level == HARD]
    left = [d for d in left if not (d.bound == "minimum" and frame.names[d.body] in hopeless)]
    while left and len(found) < MOST_BLOCKERS:
        together = _smallest(alike, left)
        if not together:
            break
        found.append(_told(frame, [left[i] for i in together]))
        left = [d for i, d in enumerate(left) if i not in together]
    return found


def _single(frame: Frame) -> list[Blocker]:
    """Minima above the number of entries."""
    found: list[Blocker] = []
    for rule in frame.rules:
        eligible = len(frame.members[rule.body])
        if rule.level == HARD and rule.low > eligible:
            scope, key = frame.names[rule.body]
            facts: dict[str, object] = {"scope": scope, "key": key, "minimum": rule.low}
            found.append(("too_few_eligible", facts | {"reachable": eligible, "eligible": eligible}))
    return found


def _smallest(alike: Kinds, bounds: Sequence[Demand]) -> list[int]:
    """Positions of the fewest bounds that contradict each other; empty = all can be kept."""
    found = _fewest_weights(alike, bounds)
    if found:
        return found
    return _irreducible(alike, bounds)


def _fewest_weights(alike: Kinds, bounds: Sequence[Demand]) -> list[int]:
    """Weights w >= 0 with ``sum w least > sum over kinds of size * max(0, sum w factors)``, fewest above 0."""
    count, kind_count = len(bounds), len(alike.size)
    factors = sp.csr_array(np.array([b.factors for b in bounds], dtype=float))
    least = np.array([b.least for b in bounds], dtype=float)
    weight, excess, used = sp.eye_array(count), sp.eye_array(kind_count), sp.eye_array(count)
    rows = sp.block_array(
        [
            [sp.csr_array(least[None, :]), sp.csr_array(-alike.size[None, :].astype(float)), None],
            [-factors.T, excess, None],
            [-weight, None, used * _LARGEST_WEIGHT],
        ],
        format="csr",
    )
    low = np.r_[1.0, np.zeros(kind_count + count)]
    free = np.full(count + kind_count, np.inf)
    found = milp(
        np.r_[np.zeros(count + kind_count), np.ones(count)],
        integrality=np.r_[np.zeros(count + kind_count), np.ones(count)],
        bounds=Bounds(np.zeros(2 * count + kind_count), np.r_[free, np.ones(count)]),
        constraints=LinearConstraint(rows, low, np.full(len(low), np.inf)),
        options={"mip_rel_gap": 0.0},
    )
    return [] if found.x is None else np.flatnonzero(found.x[-count:] > 0.5).tolist()


def _irreducible(alike: Kinds, bounds: Sequence[Demand]) -> list[int]:
    """Leave out one bound after the other as long as the rest still contradict each other."""
    kept = list(range(len(bounds)))
    if _possible(alike, bounds):
        return []
    for one in range(len(bounds)):
        rest = [i for i in kept if i != one]
        if not _possible(alike, [bounds[i] for i in rest]):
            kept = rest
    return kept


def _possible(alike: Kinds, bounds: Sequence[Demand]) -> bool:
    return not bounds or crossing.program(alike, bounds).any_counts() is not None


def _told(frame: Frame, together: Sequence[Demand]) -> Blocker:
    minima = [d for d in together if d.bound == "minimum"]
    maxima = [d for d in together if d.bound == "maximum"]
    if len(minima) + len(maxima) == len(together):
        if len(maxima) == 1 and _inside(frame, minima, maxima[0]):
            return "minima_exceed_maximum", _body(frame, maxima[0]) | {
                "minima": sum(d.least for d in minima),
                "maximum": maxima[0].value,
                "parts": [frame.names[d.body][1] for d in minima],
            }
        if len(minima) == 1 and _inside(frame, maxima, minima[0]):
            eligible = len(frame.members[minima[0].body])
            lost = sum(len(frame.members[d.body]) + d.least for d in maxima)
            return "too_few_eligible", _body(frame, minima[0]) | {
                "minimum": minima[0].value,
                "reachable": eligible - lost,
                "eligible": eligible,
                "parts": [frame.names[d.body][1] for d in maxima],
            }
    bounds = [_body(frame, d) | {"bound": d.bound, "value": _plain(d)} for d in together]
    return "contradiction", {"bounds": bounds}


def _inside(frame: Frame, parts: Sequence[Demand], whole: Demand) -> bool:
    """Whether the parts lie in the whole, apart from each other."""
    members = (
        np.concatenate([frame.members[d.body] for d in parts]) if parts else np.array([], dtype=np.int64)
    )
    return len(np.unique(members)) == len(members) and bool(np.isin(members, frame.members[whole.body]).all())


def _body(frame: Frame, demand: Demand) -> dict[str, object]:
    scope, key = frame.names[demand.body]
    return {"scope": scope, "key": key}


def _plain(demand: Demand) -> object:
    return demand.value if isinstance(demand.value, int) else float(demand.value)
