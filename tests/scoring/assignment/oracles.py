"""Slow, obvious reference versions: every plan of a tiny problem, listed one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

from hypothesis import strategies as st

from scoring.assignment.problem import AssignmentProblem


def every_plan(problem: AssignmentProblem) -> Iterator[tuple[tuple[int, int], ...]]:
    """All plans that keep the hard rules, by trying every choice of readers for every paper."""
    choices = []
    for paper in range(len(problem.papers)):
        wanted = problem.demand[paper] if problem.demand else problem.readings
        fixed = {judge for p, judge in problem.fixed if p == paper}
        barred = problem.barred[problem.paper_kind[paper]] if problem.paper_kind else frozenset()
        readers = [
            j for j in range(len(problem.judges)) if (paper, j) not in problem.conflicts and j not in barred
        ]
        choices.append(
            [
                set_
                for set_ in combinations(readers, wanted)
                if fixed <= set(set_) and not any({a, b} <= set(set_) for a, b in problem.apart)
            ]
        )
    for plan in product(*choices):
        loads = [load + min(load, problem.repeats) for load in loads_of(plan, len(problem.judges))]
        limits = zip(problem.load_min, loads, problem.load_max, strict=True)
        if all(low <= load <= high for low, load, high in limits):
            yield tuple((paper, judge) for paper, readers in enumerate(plan) for judge in readers)


def loads_of(plan: tuple[tuple[int, ...], ...], judges: int) -> list[int]:
    return [sum(judge in readers for readers in plan) for judge in range(judges)]


def loads_of_pairs(pairs: tuple[tuple[int, int], ...], judges: int) -> list[int]:
    return [sum(judge == j for _, j in pairs) for judge in range(judges)]


@st.composite
def tiny_problems(
    draw: st.DrawFn, *, with_previous: bool = False, with_apart: bool = False, with_repeats: bool = False
) -> AssignmentProblem:
    """Up to five papers and four judges with everything that can bind, often infeasible."""
    papers, judges = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    cells = [(p, j) for p in range(papers) for j in range(judges)]
    conflicts = draw(st.frozensets(st.sampled_from(cells), max_size=len(cells) // 3))
    kinds = draw(st.lists(st.frozensets(st.integers(0, judges - 1), max_size=1), max_size=2))
    paper_kind = [draw(st.integers(0, len(kinds) - 1)) for _ in range(papers)] if kinds else []
    free = [(p, j) for p, j in cells if (p, j) not in conflicts and not (kinds and j in kinds[paper_kind[p]])]
    couples = [(a, b) for a in range(judges) for b in range(a)]
    apart = (
        draw(st.frozensets(st.sampled_from(couples), max_size=2)) if with_apart and couples else frozenset()
    )
    pick = st.sampled_from(free) if free else st.nothing()
    fixed = draw(st.frozensets(pick, max_size=2)) if free else frozenset()
    fixed = frozenset(
        (p, j) for p, j in fixed if not any((p, b) in fixed and {j, b} in map(set, apart) for b in range(j))
    )
    low = draw(st.lists(st.integers(0, 2), min_size=judges, max_size=judges))
    width = draw(st.lists(st.integers(0, 5), min_size=judges, max_size=judges))
    demand = draw(st.just([]) | st.lists(st.integers(0, 3), min_size=papers, max_size=papers))
    previous = draw(st.frozensets(st.sampled_from(cells), max_size=8)) if with_previous else frozenset()
    return AssignmentProblem(
        papers=tuple(f"p{i}" for i in range(papers)),
        judges=tuple(f"j{i}" for i in range(judges)),
        readings=draw(st.integers(1, 3)),
        conflicts=conflicts,
        load_min=tuple(low),
        load_max=tuple(a + b for a, b in zip(low, width, strict=True)),
        paper_kind=tuple(paper_kind),
        barred=tuple(kinds),
        apart=apart,
        repeats=draw(st.integers(0, 2)) if with_repeats else 0,
        fixed=tuple(sorted(fixed)),
        previous=tuple(sorted(previous)),
        demand=tuple(demand),
    )
