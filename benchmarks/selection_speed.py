"""``python -m benchmarks.selection_speed``: CPU seconds of choices, with all reasons, and of their stability.

100,000 equal scores; 100,000 papers under quotas nested four deep; regions crossed with themes and a composition;
hard quotas that contradict each other; draws at 1,000 and at 100,000 papers; the next readings.
"""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from fractions import Fraction

import numpy as np

from scoring.errors import Infeasible
from scoring.selection.borderline import next_readings
from scoring.selection.choose import EACH, Candidate, Composition, Quota, choose
from scoring.selection.stability import draws_for, inclusion_of_errors

MANY, REGIONS = 100_000, 50
Quotas = Sequence[Quota | Composition]


def contest(papers: int, regions: int, equal: bool = False) -> list[Candidate]:
    """Papers with region, unit, author (some send two works) and theme."""
    rng = np.random.default_rng(20260630)
    scores = np.full(papers, 75.0) if equal else rng.normal(75, 7, papers)
    theme, unit = rng.integers(0, 5, papers), rng.integers(0, 20, papers)
    return [
        Candidate(
            str(i),
            float(scores[i]),
            {
                "region": str(i % regions),
                "unit": f"{i % regions}.{unit[i]}",
                "author": f"{i % regions}.{unit[i]}.{i // 2 // regions}",
                "theme": "abcde"[theme[i]],
            },
        )
        for i in range(papers)
    ]


def told(what: str, act: Callable[[], object]) -> None:
    """Run and print CPU seconds."""
    start = time.process_time()
    answer = act()
    print(f"{what:68} {time.process_time() - start:7.2f} s   {answer}", flush=True)


def chosen(candidates: Sequence[Candidate], quotas: Quotas) -> str:
    try:
        return f"{len(choose(candidates, quotas, seed=1, group_scope='region').selected)} chosen"
    except Infeasible as error:
        return f"infeasible: {len(error.blockers)} contradictions"


def stability(candidates: Sequence[Candidate], quotas: Quotas) -> str:
    rng, error = np.random.default_rng(1), np.full(len(candidates), 4.0)
    share = inclusion_of_errors(candidates, error, quotas, rng=rng)
    plan = next_readings(share, error, 6.0, len(candidates) // 5)
    return f"{draws_for(len(candidates))} draws, {len(plan.papers)} next readings"


def main() -> None:
    """Measure and print."""
    region = [Quota("region", EACH, maximum=5)]
    nested = [
        *region,
        Quota("region", EACH, minimum=3, hard=False, reserves=2),
        Quota("unit", EACH, maximum=2),
        Quota("author", EACH, maximum=1),
        Quota("total", maximum=200),
    ]
    crossing = [
        *region,
        Quota("theme", EACH, minimum=10, maximum=27),
        Composition("theme", "a", at_least=Fraction(3, 10)),
        Quota("total", maximum=90),
    ]
    large, small = contest(MANY, REGIONS), contest(1000, 20)
    told("100,000 equal scores, 50 regions", lambda: chosen(contest(MANY, REGIONS, equal=True), region))
    told("100,000 papers, author in unit in region in total, soft minima", lambda: chosen(large, nested))
    hard = [Quota("region", EACH, minimum=50), Quota("unit", EACH, maximum=2)]
    told("100,000 papers, hard quotas that contradict each other", lambda: chosen(large, hard))
    told("1,000 papers, 20 regions x 5 themes and a composition", lambda: chosen(small, crossing))
    told("stability of 1,000 papers, four levels", lambda: stability(small, nested))
    told("stability of 100,000 papers, four levels", lambda: stability(large, nested))
    told("stability of 100,000 papers, regions only", lambda: stability(large, region))
    print(f"largest memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
