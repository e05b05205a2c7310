"""The solver: a plan that keeps every hard rule, with the most even loads, well mixed and connected.

Order of precedence: hard rules (readings, conflicts, load limits, fixed readings); as many readings of
the previous plan as they allow; the most even loads (exact, see ``balance``); one connected part (may
cost some evenness, see ``linking``); even pair overlaps and an even mix of paper groups (by swaps).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scoring.assignment.balance import Bounds, ClassFlow, even_flow
from scoring.assignment.blockers import refuse_impossible
from scoring.assignment.classes import Classes, group_papers
from scoring.assignment.linking import link
from scoring.assignment.mixing import Board, mix
from scoring.assignment.problem import AssignmentProblem, IntArray, Plan, pair_array
from scoring.assignment.replan import keepable, most_kept

__all__ = ["Plan", "least_loads", "solve"]


def solve(problem: AssignmentProblem, rng: np.random.Generator) -> Plan:
    """A plan for the problem; the same problem and generator state give the same plan.

    Raises Infeasible with the blockers described at ``blockers.refuse_impossible``.
    """
    start = _start(problem)
    if problem.previous:
        start = _with_previous(problem, start, rng)
    order = rng.permutation(len(problem.judges))
    flow = even_flow(start.classes, start.bounds, order)
    board = Board.of(*_deal(flow, rng), start.held, start.classes)
    groups = np.unique(np.array(problem.paper_group, dtype=np.int64), return_inverse=True)[1]
    mix(board, groups, rng)
    papers, judges = link(board, start.held, start.bounds, rng)
    return Plan.of(np.concatenate([papers, start.held[:, 0]]), np.concatenate([judges, start.held[:, 1]]))


def least_loads(problem: AssignmentProblem) -> IntArray:
    """The most even loads (J,) that keep the hard rules, the previous plan left aside.

    Raises Infeasible as ``solve`` does.
    """
    start = _start(problem)
    order = np.arange(len(problem.judges))
    return np.asarray(start.bounds.held + even_flow(start.classes, start.bounds, order).loads)


class _Start(NamedTuple):
    """Readings that stay (n, 2), the classes of what is still to be placed, and the load limits."""

    held: IntArray
    classes: Classes
    bounds: Bounds


def _holding(problem: AssignmentProblem, held: IntArray) -> _Start:
    return _Start(held, group_papers(problem, held), _bounds(problem, held))


def _start(problem: AssignmentProblem) -> _Start:
    """The problem with its fixed readings held, after making sure that a plan exists at all."""
    fixed = pair_array(problem.fixed, len(problem.fixed))
    start = _holding(problem, fixed)
    surplus = np.bincount(fixed[:, 0], minlength=len(problem.papers)) - problem.wanted()
    refuse_impossible(start.classes, start.bounds, surplus)
    return start


def _with_previous(problem: AssignmentProblem, start: _Start, rng: np.random.Generator) -> _Start:
    """Hold, besides the fixed readings, the greatest number of previous ones that some plan contains."""
    fixed = start.held
    kept = keepable(problem, fixed)
    trial = _holding(problem, np.concatenate([fixed, kept]))
    flow, bounds = ClassFlow(trial.classes), trial.bounds
    flow.push(np.maximum(bounds.low - bounds.held, 0))
    flow.push(bounds.high - bounds.held)
    if not flow.missing.any() and (bounds.held + flow.loads >= bounds.low).all():
        return trial
    partial = np.concatenate([kept, np.column_stack(_deal(flow, rng))])
    return _holding(problem, np.concatenate([fixed, most_kept(problem, fixed, partial, start.bounds)]))


def _bounds(problem: AssignmentProblem, held: IntArray) -> Bounds:
    return Bounds(
        held=np.bincount(held[:, 1], minlength=len(problem.judges)),
        low=np.array(problem.load_min, dtype=np.int64),
        high=np.array(problem.load_max, dtype=np.int64),
    )


def _deal(flow: ClassFlow, rng: np.random.Generator) -> tuple[IntArray, IntArray]:
    """Papers (R,) and judges (R,) of a flow on classes.

    Wrap-around rule (McNaughton 1959): the judges' shares are laid end to end and wrapped over the papers
    of the class; no share is longer than the class, so a paper's readings fall to different judges.
    """
    papers, judges = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for members, shares in zip(flow.classes.members, flow.counts, strict=True):
        order = rng.permutation(len(shares))
        row = np.repeat(order, shares[order])
        papers.append(rng.permutation(members)[np.arange(len(row)) % len(members)])
        judges.append(row)
    return np.concatenate(papers), np.concatenate(judges)
