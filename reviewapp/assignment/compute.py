"""The plan run and the adjudication run."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Session, joinedload

from reviewapp.access import Actor
from reviewapp.assignment import actions, queries
from reviewapp.assignment.bars import LIVE, Bars
from reviewapp.assignment.inputs import problem_inputs
from reviewapp.assignment.problem import as_inputs, as_problem, barred_from, barred_pairs, hold
from reviewapp.assignment.sentences import blocker_sentence
from reviewapp.contests.totals import points_of
from reviewapp.errors import Invalid
from reviewapp.models.contest import Arbitration, Round
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState
from reviewapp.models.result import Run
from reviewapp.models.rubric import Rubric
from reviewapp.runs import Json, Progress, Task
from reviewapp.words import say

if TYPE_CHECKING:
    from scoring.assignment.problem import AssignmentProblem, Plan
    from scoring.marks.discrepancy import Rule

KINDS = {
    AssignmentKind.READING: "base",
    AssignmentKind.THIRD: "third",
    AssignmentKind.LEADER: "leader",
}


def load_plan(session: Session, run: Run) -> Json:
    round_ = session.get_one(Round, run.round_id)
    return problem_inputs(session, round_, fresh=bool(run.params.get("fresh")))


def calculate_plan(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    """A plan with its figures.  Raises Invalid, with what stands in the way in words, when there is none."""
    import numpy as np

    from scoring.assignment.flow import solve
    from scoring.errors import Infeasible

    if not inputs["papers"] or not inputs["judges"]:
        raise Invalid(say("没有可以分配的匿名稿，或没有评委。请先完成匿名核对并登记评委。"))
    problem = as_problem(inputs)
    try:
        plan = solve(problem, np.random.default_rng(seed))
    except Infeasible as error:
        raise Invalid(blocker_sentence(error.blockers, inputs["aliases"])) from error
    progress(1, 2)
    return {
        "pairs": [[inputs["papers"][p], inputs["judges"][j]] for p, j in plan.pairs],
        "repeats": [[inputs["papers"][p], inputs["judges"][j]] for p, j in plan.repeats],
        "quality": _figures(inputs, problem, plan),
    }


def _figures(inputs: Json, problem: AssignmentProblem, plan: Plan) -> Json:
    """The quality report with judges by id, and what the plan changes: kept, dropped, added, begun."""
    from scoring.assignment.check import violations
    from scoring.assignment.quality import report

    ids, quality = inputs["judges"], report(problem, plan)
    before = {(p, j) for p, j in inputs["present"]}
    after = set(plan.pairs)
    return {
        "loads": {str(ids[i]): n for i, n in enumerate(quality.loads)},
        "load_spread": quality.load_spread,
        "least_spread": quality.least_spread,
        "overlaps": [list(o) for o in quality.overlaps],
        "components": [[ids[j] for j in part] for part in quality.components],
        "connectivity": round(quality.connectivity, 6),
        "variance_ratio": _rounded(quality.variance_ratio),
        # in units of the noise of a single reading; the page says them in points
        "severity_error": _rounded(quality.severity_error),
        "score_error": _rounded(quality.score_error),
        "common": [[inputs["papers"][p], inputs["demand"][p]] for p in inputs["common"]],
        "begun": len(inputs["fixed"]),
        "kept": len(before & after),
        "dropped": len(before - after),
        "added": len(after - before),
        "problems": [[code, _plain(facts, ids)] for code, facts in quality.problems],
        "conflicts": barred_pairs(inputs),
        "changed": len({p for p, _j in before ^ after}) if before else 0,
        "violations": len(violations(problem, plan)),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)


def _plain(facts: dict[str, object], ids: list[int]) -> Json:
    """Facts as JSON values; judges by id instead of position."""
    return {
        name: [ids[j] for j in value] if name == "judges" and isinstance(value, tuple)
        else list(value) if isinstance(value, tuple)
        else value
        for name, value in facts.items()
    }  # fmt: skip


def store_plan(session: Session, run: Run, output: Json, now: datetime) -> None:
    round_ = session.get_one(Round, run.round_id, options=[joinedload(Round.contest)])
    actions.store_plan(session, Actor.system(), round_, run, output, now=now)


def load_adjudication(session: Session, run: Run) -> Json:
    """Papers whose live readings are all submitted, and who could read them once more.

    Readings near the line are no side in a discrepancy: they only say that their judge has read the paper.
    """
    round_ = session.get_one(Round, run.round_id)
    rubric = queries.rubric(session, round_)
    present = queries.assignments(session, round_.id)
    everyone = queries.judges(session, round_.contest_id)
    bars = Bars.of(queries.conflicts(session, round_.id), present, round_.region_conflict)
    problem = as_inputs(queries.paper_owners(session, round_.id), everyone, bars, present, round_.readings)
    live: dict[int, list[Assignment]] = {p: [] for p in problem["papers"]}
    for a in present:
        if a.state in LIVE and a.paper_id in live:
            live[a.paper_id].append(a)
    hold(problem, [a for found in live.values() for a in found])
    judged = {p: [a for a in found if a.kind in KINDS] for p, found in live.items()}
    shared = {problem["papers"][p] for p in problem["common"]}  # read by all who may: nobody is left to add
    complete = {
        p: found
        for p, found in judged.items()
        if found and p not in shared and all(a.state == AssignmentState.SUBMITTED for a in found)
    }
    return {
        "problem": problem,
        "leaders": [j.id for j in everyone if j.is_leader],
        "readings": round_.readings,
        "tolerance": str(Fraction(round_.tolerance_percent * (rubric.full_marks if rubric else 0), 100)),
        # the round says whether an equal gap is too large, the core whether it is still allowed
        "inclusive": not round_.tolerance_inclusive,
        "arbitration": round_.arbitration.value,
        "criteria": _criterion_tolerances(round_, rubric),
        "papers": {
            str(p): [_reading(a, rubric) for a in found] for p, found in sorted(complete.items()) if rubric
        },
    }


def _reading(assignment: Assignment, rubric: Rubric) -> list[Any]:
    assert assignment.sheet is not None
    total = points_of({m.criterion_id: m.steps for m in assignment.sheet.marks}, rubric)
    points = {
        str(m.criterion_id): str(Fraction(m.steps, rubric.steps_per_point)) for m in assignment.sheet.marks
    }
    return [str(assignment.id), KINDS[assignment.kind], str(total), points]


def _criterion_tolerances(round_: Round, rubric: Rubric | None) -> dict[str, str]:
    """Points by which the marks of one criterion may differ; empty when only totals count."""
    if rubric is None or not round_.criterion_tolerance_percent:
        return {}
    share = Fraction(round_.criterion_tolerance_percent, 100)
    return {str(c.id): str(share * c.maximum) for c in rubric.criteria}


def calculate_adjudication(inputs: Json, params: Json, seed: int, progress: Progress) -> Json:
    """Which papers need a third reading or the leader, and by whom; `stuck` where nobody may."""
    from scoring.marks.discrepancy import Kind, Reading, State, resolve

    rule = _rule(inputs)
    third, leader = [], []
    for paper, readings in inputs["papers"].items():
        found = [
            Reading(i, Kind(kind), Fraction(total), {c: Fraction(mark) for c, mark in points.items()})
            for i, kind, total, points in readings
        ]
        if any(reading.kind == Kind.LEADER for reading in found):
            continue  # the leader has spoken, also where no third reader could be found before
        state = resolve(found, rule).state
        if state == State.THIRD_NEEDED:
            third.append(int(paper))
        elif state == State.LEADER_NEEDED:
            leader.append(int(paper))
    due, stuck = _readers(inputs, third, seed)
    led, without = _leaders(inputs, leader + stuck)
    return {"due": due + led, "stuck": without}


def _rule(inputs: Json) -> Rule:
    from scoring.marks.discrepancy import Rule, Scheme, Tolerance

    schemes = {
        Arbitration.THIRD: Scheme.TWO_PLUS_ONE,
        Arbitration.THIRD_LEADER: Scheme.TWO_PLUS_ONE_PLUS_ONE,
        Arbitration.LEADER: Scheme.LEADER,
    }
    inclusive = inputs["inclusive"]
    return Rule(
        wanted=inputs["readings"],
        tolerance=Tolerance(Fraction(inputs["tolerance"]), inclusive),
        scheme=schemes[Arbitration(inputs["arbitration"])],
        criteria={c: Tolerance(Fraction(points), inclusive) for c, points in inputs["criteria"].items()},
    )


def _readers(inputs: Json, papers: list[int], seed: int) -> tuple[list[Json], list[int]]:
    """A further judge for each paper, by the same solver, loads evened over old and new together."""
    import numpy as np

    from scoring.assignment.flow import solve
    from scoring.errors import Infeasible

    problem = inputs["problem"]
    leaders = {problem["judges"].index(j) for j in inputs["leaders"]}
    at = {paper: p for p, paper in enumerate(problem["papers"])}
    free = [at[paper] for paper in papers if paper in at]
    taken = {(p, j) for p, j in problem["fixed"]}
    able = {p for p in free if _possible(problem, p, leaders)}
    done = Counter(p for p, _j in taken)
    core = as_problem(problem)
    core = replace(
        core,
        conflicts=core.conflicts | {(p, j) for p in free for j in leaders if (p, j) not in taken},
        demand=tuple(done[p] + (p in able) for p in range(len(at))),
    )
    try:
        plan = solve(core, np.random.default_rng(seed))
    except Infeasible:
        return [], papers
    new = [pair for pair in plan.pairs if pair not in taken]
    due = [{"paper": problem["papers"][p], "judge": problem["judges"][j], "kind": "third"} for p, j in new]
    reached = {row["paper"] for row in due}
    return due, [p for p in papers if p not in reached]


def _possible(problem: Json, paper: int, left_out: set[int]) -> bool:
    """Is there anybody else who could read the paper?"""
    read = {j for p, j in problem["fixed"] if p == paper}
    apart = {b for a, b in problem["apart"] if a in read} | {a for a, b in problem["apart"] if b in read}
    return len(left_out | read | apart | barred_from(problem)(paper)) < len(problem["judges"])


def _leaders(inputs: Json, papers: list[int]) -> tuple[list[Json], list[int]]:
    """The leader for each paper, unless the leader has a conflict too."""
    problem = inputs["problem"]
    at = {paper: p for p, paper in enumerate(problem["papers"])}
    against, taken = barred_from(problem), {(p, j) for p, j in problem["fixed"]}
    due, stuck = [], []
    for paper in papers:
        p = at[paper]
        able = [j for j in map(problem["judges"].index, inputs["leaders"]) if (p, j) not in taken]
        judge = next((problem["judges"][j] for j in able if j not in against(p)), None)
        if judge is None:
            stuck.append(paper)
        else:
            due.append({"paper": paper, "judge": judge, "kind": "leader"})
    return due, stuck


def store_adjudication(session: Session, run: Run, output: Json, now: datetime) -> None:
    round_ = session.get_one(Round, run.round_id, options=[joinedload(Round.contest)])
    actions.add_adjudications(session, Actor.system(), round_, run, output, now=now)


# Not guarded: a judge who begins a sheet meanwhile must not spoil the plan; applying it checks what moved.
PLAN = Task("plan", load_plan, calculate_plan, store_plan, guarded=False)
ADJUDICATION = Task(
    "adjudication", load_adjudication, calculate_adjudication, store_adjudication, guarded=False
)
