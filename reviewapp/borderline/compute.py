"""The borderline run: standings, quotas and judges → which works are read once more, and by whom."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session, joinedload

from reviewapp.access import Actor
from reviewapp.assignment import queries as assignment_queries
from reviewapp.assignment.bars import LIVE, Bars
from reviewapp.assignment.problem import as_inputs, as_problem, barred_from, hold
from reviewapp.assignment.sentences import blocker_sentence
from reviewapp.borderline import actions, queries
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.models.judging import AssignmentKind, AssignmentState
from reviewapp.models.result import Run
from reviewapp.runs import Json, Progress, Task, output_of
from reviewapp.selection import compute as selection
from reviewapp.selection import queries as selection_queries

STEPS = 2  # chances, then readers


def load(session: Session, run: Run) -> Json:
    """The field of the selection with the scores so far; the judges with all readings that stand.

    `closed`: papers that may not be read again now: a reading is still out, or there were enough further ones.
    """
    round_ = session.get_one(Round, run.round_id)
    number_of = {p: n for n, p in queries.papers_by_number(session, round_.id).items()}
    present = assignment_queries.assignments(session, round_.id)
    judges = [j for j in assignment_queries.judges(session, round_.contest_id) if not j.is_leader]
    bars = Bars.of(assignment_queries.conflicts(session, round_.id), present, round_.region_conflict)
    owners = assignment_queries.paper_owners(session, round_.id)
    problem = as_inputs(owners, judges, bars, present, round_.readings)
    limits = problem["load_max"]  # hold() lifts them, for adjudication; here they are kept
    known = set(problem["papers"])
    hold(problem, [a for a in present if a.state in LIVE and a.paper_id in known])
    return {
        "field": selection_queries.inputs(session, round_, run.params["standings_run"]),
        "noise": _noise(output_of(session, run.params["standings_run"])),
        "problem": problem | {"load_max": limits},
        "numbers": [number_of[p] for p in problem["papers"]],
        "closed": sorted({a.paper_id for a in present if a.state == AssignmentState.OPEN}),
        "further": Counter(
            str(a.paper_id) for a in present if a.kind == AssignmentKind.BORDERLINE and a.state in LIVE
        ),
    }


def _noise(standings: Json) -> float:
    """Standard deviation of one reading, points."""
    return math.sqrt(max(standings["variance"]["residual"], 1e-6))


def calculate(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    """Readings with the chance of their paper and what they are expected to correct.

    Raises Invalid when the quotas cannot be kept, or no judge may take another reading.
    """
    import numpy as np

    from scoring.selection.borderline import MORE_AT_MOST, next_readings

    entries = inputs["field"]["entries"]
    share = selection.chances(inputs["field"], seed)
    progress(1, STEPS)
    place = {number: p for p, number in enumerate(inputs["numbers"])}
    problem, closed = inputs["problem"], set(inputs["closed"])
    against, read = barred_from(problem), Counter(p for p, _j in problem["fixed"])

    def open_for_more(entry: Json) -> bool:
        p = place.get(entry["number"])
        if p is None or entry["ineligible"]:
            return False
        paper = problem["papers"][p]
        more = inputs["further"].get(str(paper), 0) < MORE_AT_MOST
        return more and paper not in closed and len(against(p)) + read[p] < len(problem["judges"])

    errors = [math.nan if e["se"] is None else e["se"] for e in entries]
    found = next_readings(
        share, errors, inputs["noise"], params["budget"],
        may_read=np.array([open_for_more(e) for e in entries], dtype=bool),
        least_gain=1 / params["corrects"] if params["corrects"] else 0.0,
    )  # fmt: skip
    rows = {
        place[entries[i]["number"]]: {"chance": _round(share[i]), "gain": _round(found.gain[i])}
        for i in found.papers
    }
    readers = _readers(inputs, sorted(rows), seed)
    progress(STEPS, STEPS)
    return {
        "readings": [
            {"paper": problem["papers"][p], "judge": problem["judges"][readers[p]], **told}
            for p, told in rows.items()
        ],
        "stopped": found.stopped,
        "corrected": _round(sum(told["gain"] for told in rows.values())),
    }


def _readers(inputs: Json, papers: list[int], seed: int) -> dict[int, int]:
    """A further judge for each paper (positions), by the same solver as every plan."""
    import numpy as np

    from scoring.assignment.flow import solve
    from scoring.errors import Infeasible

    problem = as_problem(inputs["problem"])
    demand = np.bincount([p for p, _j in problem.fixed], minlength=len(problem.papers))
    demand[papers] += 1
    try:
        plan = solve(replace(problem, demand=tuple(demand.tolist())), np.random.default_rng(seed))
    except Infeasible as error:
        raise Invalid(blocker_sentence(error.blockers, inputs["problem"]["aliases"])) from error
    return dict(set(plan.pairs) - set(problem.fixed))


def _round(value: float) -> float:
    return round(float(value), 4)


def store(session: Session, run: Run, output: Json, now: datetime) -> None:
    round_ = session.get_one(Round, run.round_id, options=[joinedload(Round.contest)])
    actions.store_borderline(session, Actor.system(), round_, run, output, now=now)


# Not guarded: a judge who submits meanwhile must not spoil it; storing checks every pair.
BORDERLINE = Task("borderline", load, calculate, store, guarded=False)
