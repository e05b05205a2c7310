"""The choice under nested quotas, exact, with a reason for every candidate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from scoring.selection import reasons
from scoring.selection.bounds import bounds, nest
from scoring.selection.fill import fill
from scoring.selection.problem import EACH, Candidate, Choice, Decision, Quota, Shortfall, TieBreak
from scoring.selection.tiebreak import arrange

__all__ = ["EACH", "Candidate", "Choice", "Decision", "Quota", "Shortfall", "TieBreak", "choose"]

NO_CATEGORIES: Mapping[str, str] = MappingProxyType({})


def choose(
    candidates: Sequence[Candidate],
    quotas: Sequence[Quota],
    category_of: Mapping[str, str] = NO_CATEGORIES,
    *,
    seed: int,
    decimals: int = 2,
    tie_steps: Sequence[str] | None = None,
) -> Choice:
    """Select candidates under quotas.

    Among the sets that keep all hard quotas and fill the soft minima as far as possible, the one that is
    best candidate by candidate in the order of :func:`scoring.selection.tiebreak.arrange`; hence the
    one with the largest sum of scores.  A better score never loses a place.

    Parameters
    ----------
    candidates: n candidates with distinct ids, eligible or not.
    quotas: any number; several for one body are taken together, the strictest of each kind counting.
    category_of: group id -> category id, needed when a category has a quota; groups listed here count as
        existing even without candidates.
    seed: of the lot that decides what the tie chain leaves equal; publish it.
    decimals: scores are compared as shown with so many decimals.
    tie_steps: names of the candidates' tie keys.

    Returns
    -------
    Choice: see there.  Without any maximum every eligible candidate is selected.

    Raises
    ------
    InvalidProblem: malformed candidates or quotas, quotas that cross.
    Infeasible: hard minima that cannot be met, with blockers (:func:`scoring.selection.bounds.bounds`).
    """
    everybody = tuple(candidates)
    order = arrange(everybody, seed, decimals, tie_steps)
    tree = nest(everybody, quotas, category_of)
    limits = bounds(tree, everybody)
    filled = fill(tree, limits, order.sequence)
    outcome = reasons.Outcome(everybody, tree, limits, order, filled, decimals)
    decisions, ties = reasons.explain(outcome)
    return Choice(
        selected=tuple(everybody[i].id for i in filled.chosen),
        decisions=decisions,
        shortfalls=reasons.shortfalls(tree, limits, filled.counts),
        ties=ties,
    )
