"""The solver: a plan that keeps every hard rule, with the most even loads, well mixed and connected.

Order of precedence: hard rules (readings, conflicts, load limits, forbidden pairs of judges, fixed
readings); as many readings of the previous plan as they allow; one connected part (may cost some
evenness, see ``linking``); the most even loads (exact, see ``balance``); the most readings by preferred
judges; an even mix of paper groups and levels and even pair overlaps (by swaps).
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from scoring.assignment.balance import Bounds, Groups, even_flow, group_judges
from scoring.assignment.blockers import refuse_impossible
from scoring.assignment.board import Board
from scoring.assignment.classes import Classes, group_papers
from scoring.assignment.deal import deal
from scoring.assignment.exact import place_by_programme
from scoring.assignment.joining import join
from scoring.assignment.linking import group_parts, linked_shares
from scoring.assignment.mixing import mix
from scoring.assignment.problem import AssignmentProblem, BoolArray, IntArray, Plan
from scoring.assignment.repeats import with_repeats
from scoring.assignment.replan import keepable, most_kept
from scoring.assignment.rules import Rules, compile_rules
from scoring.assignment.shares import even_shares

__all__ = ["Evenest", "Plan", "evenest", "solve"]


def solve(problem: AssignmentProblem, rng: np.random.Generator) -> Plan:
    """A plan for the problem; the same problem and generator state give the same plan, in whatever order
    papers and judges stand.

    Raises Infeasible with the blockers described at ``blockers.refuse_impossible``.
    """
    rules, order = compile_rules(problem)
    refuse_impossible(rules, order)
    held = rules.fixed
    if len(rules.previous):
        held = np.concatenate([held, keepable(rules)])
    board = _placed(rules, held, rng)
    if board is None:
        refuse_impossible(rules, order, fine=True)
        if rules.apart is None:
            held = np.concatenate([rules.fixed, most_kept(rules, rng)])
            board = _placed(rules, held, rng)
    if board is None:  # two judges who must be apart stand in the way
        held, free = place_by_programme(rules, order)
        board = Board.of(rules, free[:, 0], free[:, 1], held)
        mix(board, rng)
    readings = np.concatenate([held, np.column_stack(join(board, held, rng))])
    plan = Plan.of(order.papers[readings[:, 0]], order.judges[readings[:, 1]])
    return with_repeats(plan, problem, rng) if problem.repeats else plan


class Evenest(NamedTuple):
    """Loads (J,) without repeats, and the sides (J,) into which such a plan falls, -1 for who reads nothing."""

    loads: IntArray
    sides: IntArray


def evenest(problem: AssignmentProblem) -> Evenest:
    """The most even loads under the hard rules, the previous plan and forbidden pairs of judges left aside.
    No plan has a smaller spread.

    Raises Infeasible as ``solve`` does.
    """
    rules, order = compile_rules(problem)
    refuse_impossible(rules, order)
    classes, bounds = group_papers(rules, rules.fixed), _bounds(rules, rules.fixed)
    groups = group_judges(classes, bounds, np.zeros((0, len(rules.low)), dtype=bool))
    flow = even_flow(classes.demand, groups.sums(classes.cap), groups)
    loads, place = bounds.held.copy(), np.zeros(len(groups.size), dtype=np.int64)
    for judge, group in enumerate(groups.of_judge.tolist()):
        loads[judge] += (flow.loads[group] + place[group]) // groups.size[group] if flow else 0
        place[group] += 1
    counts = even_shares(flow).counts if flow else np.zeros((0, len(groups.size)), dtype=np.int64)
    sides = (
        group_parts(classes, groups, counts, rules.fixed)[groups.of_judge] if flow else np.zeros_like(loads)
    )
    back = np.argsort(order.judges)
    return Evenest(loads[back], sides[back])


def _placed(rules: Rules, held: IntArray, rng: np.random.Generator) -> Board | None:
    """The readings besides the ``held`` ones, mixed; None when that was not possible."""
    classes = group_papers(rules, held)
    board = _dealt(rules, classes, held, rng)
    if board is None and not classes.exact:
        board = _dealt(rules, group_papers(rules, held, fine=True), held, rng)
    if board is not None:
        mix(board, rng)
    return board


def _dealt(rules: Rules, classes: Classes, held: IntArray, rng: np.random.Generator) -> Board | None:
    bounds = _bounds(rules, held)
    shared = _shared(rules, classes, held, _clipped(bounds, classes), rng)
    if shared is None or shared.binding:
        shared = _shared(rules, classes, held, bounds, rng)
    if shared is None:
        return None
    board = Board.of(rules, *deal(classes, shared.groups, shared.counts, shared.across, rng), held)
    return board if board.settle(rng) else None


def _clipped(bounds: Bounds, classes: Classes) -> Bounds:
    """The limits with great maxima made equal: judges fall into fewer groups, and the flow has fewer arcs."""
    mean = int(bounds.held.sum() + classes.demand.sum()) // max(len(bounds.held), 1)
    return replace(bounds, high=np.minimum(bounds.high, np.maximum(bounds.low, mean + mean // 2 + 2)))


class _Shared(NamedTuple):
    """Readings of each class by each group (C, G), which are links, and whether a maximum was reached."""

    groups: Groups
    counts: IntArray
    across: BoolArray
    binding: bool


def _shared(
    rules: Rules, classes: Classes, held: IntArray, bounds: Bounds, rng: np.random.Generator
) -> _Shared | None:
    wishes = _wishes(rules, classes)
    marks = np.zeros((0, len(rules.low)), dtype=bool) if wishes is None else wishes
    groups = group_judges(classes, bounds, marks, rng)
    wish = None if wishes is None else groups.sums(wishes.astype(np.int64)) > 0
    found = linked_shares(classes, groups, held, wish, rules.links)
    if found is None:
        return None
    full = groups.size * (groups.bounds.high - groups.bounds.held)
    return _Shared(groups, *found, bool((found[0].sum(axis=0) > full - groups.size).any()))


def _wishes(rules: Rules, classes: Classes) -> BoolArray | None:
    """Whether each judge's expertise is each class, ``(C, J)``."""
    if rules.preferred is None:
        return None
    return rules.preferred[rules.kind[np.array([group[0] for group in classes.members], dtype=np.int64)]]


def _bounds(rules: Rules, held: IntArray) -> Bounds:
    return Bounds(np.bincount(held[:, 1], minlength=len(rules.low)), rules.low, rules.high)
