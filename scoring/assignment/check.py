"""The independent checker: does a plan keep the hard rules?  Shares no code with the solver.

Plain Python over the problem as stated, one rule after the other, obvious on purpose: it is what stands
between a mistake in the solver and a judge who reads a relative's paper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scoring.assignment.problem import AssignmentProblem, Plan


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule.

    code
        ``outside`` (position not in the lists), ``repeated`` (pair twice), ``conflict`` (a single pair),
        ``barred`` (the judge reads no papers of this kind), ``fixed`` (a started reading is missing), ``apart``
        (``judge`` and ``other`` may not read the same paper), ``readings`` (paper has ``found`` instead of
        ``wanted``), ``load_min``, ``load_max`` (judge has ``found``, limit ``wanted``), ``repeat`` (a reading to be
        repeated that the plan does not hold once), ``repeats`` (judge has ``found`` repeats, not ``wanted``).
    paper, judge, other
        positions, None where the rule has none.
    """

    code: str
    paper: int | None = None
    judge: int | None = None
    found: int | None = None
    wanted: int | None = None
    other: int | None = None


def violations(problem: AssignmentProblem, plan: Plan) -> tuple[Violation, ...]:
    """Every broken hard rule of the plan; empty when it may be applied."""
    papers, judges = len(problem.papers), len(problem.judges)
    readers: list[list[int]] = [[] for _ in range(papers)]
    found = []
    for paper, judge in plan.pairs:
        if 0 <= paper < papers and 0 <= judge < judges:
            readers[paper].append(judge)
        else:
            found.append(Violation("outside", paper, judge))
    found += _pair_violations(problem, readers)
    found += _apart_violations(problem, readers)
    found += _paper_violations(problem, readers)
    found += _load_violations(problem, plan, readers)
    found += _repeat_violations(problem, plan, readers)
    return tuple(found)


def _pair_violations(problem: AssignmentProblem, readers: list[list[int]]) -> Iterator[Violation]:
    conflicts, barred, nobody = problem.conflicts, problem.barred, frozenset[int]()
    kinds = problem.paper_kind or (None,) * len(readers)
    for paper, (judges, kind) in enumerate(zip(readers, kinds, strict=True)):
        different = set(judges)
        if len(different) < len(judges):
            for judge, times in Counter(judges).items():
                if times > 1:
                    yield Violation("repeated", paper, judge, times, 1)
        not_of_kind = nobody if kind is None else barred[kind]
        for judge in different:
            if (paper, judge) in conflicts:
                yield Violation("conflict", paper, judge)
            if judge in not_of_kind:
                yield Violation("barred", paper, judge)
    for paper, judge in problem.fixed:
        if judge not in readers[paper]:
            yield Violation("fixed", paper, judge)


def _apart_violations(problem: AssignmentProblem, readers: list[list[int]]) -> Iterator[Violation]:
    if not problem.apart:
        return
    for paper, judges in enumerate(readers):
        for one in judges:
            for other in judges:
                if one < other and ((one, other) in problem.apart or (other, one) in problem.apart):
                    yield Violation("apart", paper, one, other=other)


def _paper_violations(problem: AssignmentProblem, readers: list[list[int]]) -> Iterator[Violation]:
    for paper, judges in enumerate(readers):
        wanted = problem.demand[paper] if problem.demand else problem.readings
        if len(judges) != wanted:
            yield Violation("readings", paper, None, len(judges), wanted)


def _load_violations(problem: AssignmentProblem, plan: Plan, readers: list[list[int]]) -> Iterator[Violation]:
    loads = [0] * len(problem.judges)
    for judges in readers:
        for judge in judges:
            loads[judge] += 1
    for _, judge in plan.repeats:
        if 0 <= judge < len(loads):
            loads[judge] += 1
    for judge, load in enumerate(loads):
        if load < problem.load_min[judge]:
            yield Violation("load_min", None, judge, load, problem.load_min[judge])
        if load > problem.load_max[judge]:
            yield Violation("load_max", None, judge, load, problem.load_max[judge])


def _repeat_violations(
    problem: AssignmentProblem, plan: Plan, readers: list[list[int]]
) -> Iterator[Violation]:
    times = Counter(plan.repeats)
    for paper, judge in times:
        read = 0 <= paper < len(readers) and readers[paper].count(judge) == 1
        if not read or times[paper, judge] > 1:
            yield Violation("repeat", paper, judge, times[paper, judge], 1)
    if not problem.repeats and not plan.repeats:
        return
    given = Counter(judge for _, judge in plan.repeats)
    loads = Counter(judge for judges in readers for judge in judges)
    for judge in range(len(problem.judges)):
        wanted = min(problem.repeats, loads[judge])
        if given[judge] != wanted:
            yield Violation("repeats", None, judge, given[judge], wanted)
