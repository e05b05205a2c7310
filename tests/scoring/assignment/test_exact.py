"""The integer programme against every plan of tiny problems."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from scoring.assignment.check import violations
from scoring.assignment.exact import place_by_programme
from scoring.assignment.problem import AssignmentProblem, Plan
from scoring.assignment.rules import compile_rules
from scoring.errors import Infeasible
from tests.scoring.assignment.oracles import every_plan, loads_of_pairs, tiny_problems


@settings(max_examples=50, deadline=None, derandomize=True, database=None)
@given(tiny_problems(with_previous=True, with_apart=True))
def test_most_previous_readings_then_most_even_loads(problem: AssignmentProblem) -> None:
    if not any(True for _ in every_plan(replace(problem, apart=frozenset()))):
        return  # then others say why
    plans = list(every_plan(problem))
    rules, order = compile_rules(problem)
    if not plans:
        with pytest.raises(Infeasible):
            place_by_programme(rules, order)
        return
    readings = np.concatenate(place_by_programme(rules, order))
    plan = Plan.of(order.papers[readings[:, 0]], order.judges[readings[:, 1]])
    assert violations(problem, plan) == ()
    assert worth(problem, plan.pairs) == max(worth(problem, pairs) for pairs in plans)


def worth(problem: AssignmentProblem, pairs: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    """Previous readings kept, fixed ones left aside, and then evenness."""
    kept = set(pairs) & set(problem.previous) - set(problem.fixed)
    return len(kept), -sum(load * load for load in loads_of_pairs(pairs, len(problem.judges)))
