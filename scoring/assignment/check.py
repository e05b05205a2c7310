"""The independent checker: does a plan keep the hard rules?  Shares no code with the solver.

Plain Python over the problem as stated, one rule after the other, slow and obvious on purpose: it is
what stands between a mistake in the solver and a judge who reads a relative's paper.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from scoring.assignment.problem import AssignmentProblem, Plan


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule.

    code
        ``outside`` (position not in the lists), ``repeated`` (pair twice), ``conflict``, ``readings``
        (paper has ``found`` instead of ``wanted``), ``load_min``, ``load_max`` (judge has ``found``, limit
        ``wanted``), ``fixed`` (a started reading is missing).
    paper, judge
        positions, None where the rule has none.
    """

    code: str
    paper: int | None = None
    judge: int | None = None
    found: int | None = None
    wanted: int | None = None


def violations(problem: AssignmentProblem, plan: Plan) -> tuple[Violation, ...]:
    """Every broken hard rule of the plan; empty when it may be applied."""
    inside = [
        (paper, judge) for paper, judge in plan.pairs
        if 0 <= paper < len(problem.papers) and 0 <= judge < len(problem.judges)
    ]
    known = set(inside)
    found = [Violation("outside", paper, judge) for paper, judge in plan.pairs if (paper, judge) not in known]
    found += _pair_violations(problem, inside)
    found += _paper_violations(problem, inside)
    found += _load_violations(problem, inside)
    return tuple(found)


def _pair_violations(problem: AssignmentProblem, pairs: list[tuple[int, int]]) -> list[Violation]:
    times = Counter(pairs)
    found = [Violation("repeated", p, j, times[p, j], 1) for p, j in times if times[p, j] > 1]
    found += [Violation("conflict", p, j) for p, j in times if (p, j) in problem.conflicts]
    found += [Violation("fixed", p, j) for p, j in problem.fixed if (p, j) not in times]
    return found


def _paper_violations(problem: AssignmentProblem, pairs: list[tuple[int, int]]) -> list[Violation]:
    readings = Counter(paper for paper, _ in pairs)
    found = []
    for paper in range(len(problem.papers)):
        wanted = problem.demand[paper] if problem.demand else problem.readings
        if readings[paper] != wanted:
            found.append(Violation("readings", paper, None, readings[paper], wanted))
    return found


def _load_violations(problem: AssignmentProblem, pairs: list[tuple[int, int]]) -> list[Violation]:
    loads = Counter(judge for _, judge in pairs)
    found = []
    for judge in range(len(problem.judges)):
        if loads[judge] < problem.load_min[judge]:
            found.append(Violation("load_min", None, judge, loads[judge], problem.load_min[judge]))
        if loads[judge] > problem.load_max[judge]:
            found.append(Violation("load_max", None, judge, loads[judge], problem.load_max[judge]))
    return found
