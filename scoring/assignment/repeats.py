"""Hidden repeats: some of a judge's readings are given to him twice, under another code.

What the two marks of one judge for one paper differ by is his own noise, free of the paper and of the
other judges; it is the only measure of it that needs no model.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import numpy as np

from scoring.assignment.problem import AssignmentProblem, Pair, Plan


def with_repeats(plan: Plan, problem: AssignmentProblem, rng: np.random.Generator) -> Plan:
    """The plan with ``problem.repeats`` of every judge's readings given twice: those repeated before, then
    others chosen at random.

    Started readings are repeated anew only where others do not suffice: the judge may remember them.
    """
    begun, place = set(problem.fixed), {pair: at for at, pair in enumerate(problem.repeated)}
    never = len(place)
    read_by: dict[int, list[Pair]] = defaultdict(list)
    for pair in plan.pairs:
        read_by[pair[1]].append(pair)
    chosen: list[Pair] = []
    for judge in sorted(read_by, key=problem.judges.__getitem__):
        pairs = sorted(read_by[judge], key=lambda pair: problem.papers[pair[0]])
        shuffled = [pairs[at] for at in rng.permutation(len(pairs)).tolist()]
        wished = sorted(shuffled, key=lambda pair: (place.get(pair, never), pair in begun))
        chosen += wished[: problem.repeats]
    return replace(plan, repeats=tuple(sorted(chosen)))
