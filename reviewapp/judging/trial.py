"""The trial 试评: a judge scores anchor essays before the papers and sees the agreed marks.  Verbs and figures.

Trial marks count for nothing else.  A judge who is excused has an empty trial sheet for what was left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.contests.totals import out_of_range, points_of, steps_allowed
from reviewapp.errors import Invalid, Stale
from reviewapp.judging import anchor_queries, rules
from reviewapp.models.contest import Round
from reviewapp.models.judging import Anchor, Judge, TrialSheet
from reviewapp.models.rubric import Criterion, Rubric
from reviewapp.words import say

REASON_LIMIT = 500  # characters


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of a trial: the judge's mark and the agreed one in points; None where there is none."""

    criterion: Criterion
    own: Fraction | None
    agreed: Fraction | None

    @property
    def difference(self) -> Fraction | None:
        """Points above (+) or below (−) the agreed mark."""
        return None if self.own is None or self.agreed is None else self.own - self.agreed


@dataclass(frozen=True, slots=True)
class Comparison:
    """A judge's trial of one essay beside the agreed marks, total in points of the contest."""

    anchor: Anchor
    lines: tuple[Line, ...]
    own: Fraction
    agreed: Fraction

    @property
    def difference(self) -> Fraction:
        return self.own - self.agreed


@dataclass(frozen=True, slots=True)
class Summary:
    """All of a judge's trials together: mean difference of the totals (+: above), mean size of it, and the
    mean difference per criterion id.  Points."""

    count: int
    mean: float
    size: float
    criteria: Mapping[int, float]


def submit_trial(
    session: Session,
    actor: Actor,
    round_: Round,
    rubric: Rubric,
    anchor: Anchor,
    marks: Mapping[int, int],
    *,
    now: datetime,
) -> TrialSheet:
    """A judge's marks (criterion id → steps) for an anchor essay, once for all.  Recorded with them.

    Raises Invalid when a criterion is blank or out of range, Stale when he has scored it already.
    """
    authorize(rules.try_anchor(actor, round_, anchor, now=now))
    judge_id = actor.judge_id(round_.contest_id)
    assert judge_id is not None  # the rule asks for a judge
    held = anchor_queries.own_trials(session, round_.id, judge_id).get(anchor.id)
    if held is not None and held.marks:
        raise Stale(say("这篇已经试评过。"))
    _check(rubric, marks)
    sheet = held or TrialSheet(anchor_id=anchor.id, judge_id=judge_id)
    sheet.marks, sheet.submitted_at = {str(c): s for c, s in marks.items()}, now
    session.add(sheet)
    session.flush()
    record(
        session, actor, "judging.trial_submitted", f"anchor:{anchor.id}", contest_id=round_.contest_id, now=now,
        judge_id=judge_id, marks=sheet.marks,
    )  # fmt: skip
    return sheet


def excuse_judge(
    session: Session, actor: Actor, round_: Round, judge: Judge, reason: str, *, now: datetime
) -> int:
    """The judge need not score what is left of the trial; answers how many essays.  Recorded with the reason.

    He still may: an essay he was excused from waits for him like any other.
    """
    authorize(rules.excuse_from_trial(actor, round_, now=now))
    why = reason.strip()[:REASON_LIMIT]
    if not why:
        raise Invalid(say("请写明免试评的理由。"), {"reason": say("必填。")})
    held = anchor_queries.own_trials(session, round_.id, judge.id)
    left = [a for a in anchor_queries.anchors(session, round_.id) if a.trial and a.id not in held]
    for anchor in left:
        session.add(TrialSheet(anchor_id=anchor.id, judge_id=judge.id, marks={}, submitted_at=now))
    session.flush()
    record(
        session, actor, "judging.trial_excused", f"judge:{judge.id}", contest_id=round_.contest_id, now=now,
        alias=judge.alias, reason=why, anchors=[a.id for a in left],
    )  # fmt: skip
    return len(left)


def compare(anchor: Anchor, sheet: TrialSheet, rubric: Rubric) -> Comparison:
    """The two sets of marks side by side, criteria in the rubric's order."""
    own, agreed = _marks(sheet.marks), _marks(anchor.marks)
    both = own.keys() & agreed.keys()  # a criterion changed since has no agreed mark
    return Comparison(
        anchor,
        tuple(
            Line(c, _points(own.get(c.id), rubric), _points(agreed.get(c.id), rubric))
            for c in rubric.criteria
        ),
        points_of({c: own[c] for c in both}, rubric),
        points_of({c: agreed[c] for c in both}, rubric),
    )


def summary(comparisons: Iterable[Comparison]) -> Summary | None:
    """Of the essays the judge has scored; None while there is none."""
    given = list(comparisons)
    if not given:
        return None
    sums: dict[int, list[Fraction]] = {}
    for line in (line for one in given for line in one.lines):
        if line.difference is not None:
            sums.setdefault(line.criterion.id, []).append(line.difference)
    differences = [one.difference for one in given]
    return Summary(
        len(given),
        float(sum(differences) / len(given)),
        float(sum(map(abs, differences)) / len(given)),
        {criterion: float(sum(found) / len(found)) for criterion, found in sums.items()},
    )


def _marks(stored: Mapping[str, int]) -> dict[int, int]:
    return {int(criterion): int(steps) for criterion, steps in stored.items()}


def _points(steps: int | None, rubric: Rubric) -> Fraction | None:
    return None if steps is None else Fraction(steps, rubric.steps_per_point)


def _check(rubric: Rubric, marks: Mapping[int, int]) -> None:
    wrong = {}
    for c in rubric.criteria:
        if c.id not in marks:
            wrong[str(c.id)] = say("“%(name)s”还没有打分。", name=c.name)
        elif marks[c.id] not in steps_allowed(c, rubric):
            wrong[str(c.id)] = out_of_range(c)
    if wrong:
        raise Invalid(say("还有 %(count)s 项没有打分或填写有误，未提交。", count=len(wrong)), wrong)
