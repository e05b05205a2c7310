"""The simulated panel: marks for open sheets, through the same action as a judge's own.

Seeded and labelled: every sheet it fills says so in its note, and judges without an account are shown as
simulated wherever marks are.  The quality a paper is given comes from the sample's own list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from fractions import Fraction

import numpy as np
from sqlalchemy.orm import Session

from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.demo.queries import digests_by_paper, judges_of, round_with_contest, untouched_sheets
from reviewapp.judging import actions as judging
from reviewapp.judging import overview_queries, queries
from reviewapp.models.contest import Round
from reviewapp.models.judging import Assignment
from reviewapp.models.rubric import Rubric
from scoring.simulate import World, simulate_panel

NOTE = "模拟评分（演示数据）"
LEVELS = {"excellent": 88.0, "middling": 77.0, "weak": 66.0}  # true totals, points of 100
SPREAD = 3.0  # points of 100, around the level
# A trained panel: less noise than the simulator's default, nobody careless.
PANEL = World(
    mean=76.0,
    sd_severity=3.0,
    sd_noise=3.0,
    sd_residual=2.0,
    random=0,
    central=0,
    harsh=0,
    favouring=0,
    slips=0.004,
)
Progress = Callable[[int, int], None]


def mark_open_sheets(
    database: Database, round_id: int, quality_by_sha: Mapping[str, str], seed: int, *,
    leave: Mapping[int, int], now: datetime, progress: Progress,
) -> int:  # fmt: skip
    """Fill and submit every open sheet of the round, leaving `leave[judge id]` of them; returns how many."""
    with database.session() as session:
        round_ = round_with_contest(session, round_id)
        rubric = queries.rubric_of(session, round_)
        assert rubric is not None
        todo = _open_sheets(session, round_id, leave)
        marks = _draw(session, round_, rubric, todo, quality_by_sha, seed)
    for done, (assignment, steps) in enumerate(zip(todo, marks, strict=True)):
        progress(done, len(todo))
        with database.transaction() as session:
            _submit(session, round_id, assignment.id, steps, now)
    progress(len(todo), max(len(todo), 1))
    return len(todo)


def _open_sheets(session: Session, round_id: int, leave: Mapping[int, int]) -> list[Assignment]:
    """Untouched sheets in a fixed order; of each judge in `leave`, the last ones of his queue stay open."""
    found = untouched_sheets(session, round_id)
    by_judge: dict[int, list[Assignment]] = {}
    for assignment in found:
        if assignment.sheet is None:
            by_judge.setdefault(assignment.judge_id, []).append(assignment)
    return [a for judge, mine in by_judge.items() for a in mine[: max(0, len(mine) - leave.get(judge, 0))]]


def _draw(
    session: Session,
    round_: Round,
    rubric: Rubric,
    todo: list[Assignment],
    quality_by_sha: Mapping[str, str],
    seed: int,
) -> list[dict[int, int]]:
    shas = digests_by_paper(session, round_.id)
    judges = [j.id for j in judges_of(session, round_.contest_id)]
    papers = sorted({a.paper_id for a in todo})
    rng = np.random.default_rng([seed, round_.id, len(todo)])
    quality = np.array([LEVELS[quality_by_sha.get(shas[p], "middling")] for p in papers])
    quality = quality + rng.normal(0.0, SPREAD, len(papers))
    simulated = simulate_panel(
        quality,
        [(papers.index(a.paper_id), judges.index(a.judge_id)) for a in todo],
        [c.maximum for c in rubric.criteria],
        Fraction(1, rubric.steps_per_point),
        rng,
        PANEL,
        judges=len(judges),
        minima=[Fraction(str(c.minimum)) for c in rubric.criteria],
    )
    return [{c.id: int(s) for c, s in zip(rubric.criteria, row, strict=True)} for row in simulated.marks]


def _submit(
    session: Session, round_id: int, assignment_id: int, steps: dict[int, int], now: datetime
) -> None:
    round_ = round_with_contest(session, round_id)
    assignment = overview_queries.assignment_with_sheet(session, round_id, assignment_id)
    assert assignment is not None
    draft = judging.SheetDraft(f"demo-{assignment_id}", 0, steps, private_note=NOTE)
    as_judge = Actor(name=NOTE, judge_ids=frozenset({(round_.contest_id, assignment.judge_id)}))
    judging.submit_sheet(session, as_judge, assignment, round_, draft, now=now)
