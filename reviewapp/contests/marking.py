"""The verbs about marks and places: the rubric, the way scores are made, the quotas."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.contests import queries, rules
from reviewapp.contests.methods import FEWEST_TO_TRIM
from reviewapp.contests.rubrics import CriterionDraft, RubricDraft, problems
from reviewapp.contests.stages import has_begun
from reviewapp.errors import Invalid, Missing, StageClosed, Stale, refuse
from reviewapp.models.contest import Round, ScoreMethod, Stage
from reviewapp.models.result import Quota
from reviewapp.models.rubric import Band, Criterion, Rubric
from reviewapp.words import Sentence, say


def edit_rubric(session: Session, actor: Actor, round_: Round, data: RubricDraft, *, now: datetime) -> Rubric:
    """Replace the round's rubric.  Recorded with its criteria.

    A rubric that does not add up is refused with every problem named; what was typed stays on the form.
    """
    authorize(rules.edit_rubric(actor, round_, now=now))
    rubric = queries.rubric_of(session, round_)
    if rubric is not None and rubric.frozen_at is not None:
        raise StageClosed(say("评审已经开始，评分标准不能再改。"))
    if rubric is not None and data.version is not None and rubric.version != data.version:
        raise Stale(say("这一页在您填写期间已被别人修改。请刷新后重填。"))
    wrong = problems(data)
    if wrong:
        raise Invalid(wrong[0].sentence, {f"problem-{i}": p.sentence for i, p in enumerate(wrong)})
    if rubric is None:
        rubric = Rubric(contest_id=round_.contest_id)
        session.add(rubric)
    rubric.name, rubric.mode = data.name.strip() or "评分标准", data.mode
    rubric.full_marks, rubric.steps_per_point = data.full_marks, data.steps_per_point
    stored = {c.id: c for c in rubric.criteria}
    rubric.criteria = [_criterion(stored.get(c.id or 0), c, place) for place, c in enumerate(data.criteria)]
    flag_modified(rubric, "name")  # another version also where only criteria change
    session.flush()
    round_.rubric_id = rubric.id
    record(
        session, actor, "contests.rubric_edited", f"rubric:{rubric.id}", contest_id=round_.contest_id,
        now=now, criteria=[[c.name, c.maximum, c.weight, c.minimum] for c in rubric.criteria],
        full_marks=rubric.full_marks,
    )  # fmt: skip
    return rubric


def _criterion(stored: Criterion | None, data: CriterionDraft, place: int) -> Criterion:
    criterion = stored or Criterion()
    criterion.position, criterion.name = place, data.name.strip()
    criterion.minimum, criterion.maximum, criterion.weight = data.minimum, data.maximum, data.weight
    criterion.description = data.description.strip()
    criterion.bands = [
        Band(name=b.name, low=b.low, high=b.high, description=b.description) for b in data.bands
    ]
    return criterion


@dataclass(frozen=True, slots=True)
class MethodDraft:
    """The way scores are made, and why it is changed (needed once judging has begun)."""

    method: ScoreMethod
    reason: str = ""


def choose_method(session: Session, actor: Actor, round_: Round, data: MethodDraft, *, now: datetime) -> None:
    """Which score counts.  Recorded with old, new and reason.

    Declared before judging begins; from then on a change needs a reason, and none is possible while a
    confirmed selection stands on the scores.
    """
    authorize(rules.choose_method(actor, round_, now=now))
    changes = data.method != round_.score_method
    wrong = {}
    too_few = cannot_trim(round_, data.method)
    if too_few is not None:
        wrong["score_method"] = too_few
    if changes and has_begun(round_, Stage.JUDGING) and len(data.reason.strip()) < 2:
        wrong["reason"] = say("评审已经开始，改变计分办法请写明理由。")
    refuse(wrong)
    if changes and queries.selection_is_confirmed(session, round_.id):
        raise StageClosed(say("入选结果已经确认，不能再改计分办法。确要更改，请先退回“评审”阶段。"))
    before, round_.score_method = round_.score_method, data.method
    record(
        session, actor, "contests.method_chosen", f"round:{round_.id}", contest_id=round_.contest_id, now=now,
        before=before.value, after=data.method.value, reason=data.reason.strip(),
    )  # fmt: skip


MEDIAN = 3  # readings of which trimming leaves the middle one


def cannot_trim(round_: Round, method: ScoreMethod) -> Sentence | None:
    """Why the round has too few readings for this method, or nothing."""
    if method != ScoreMethod.TRIMMED or round_.readings >= FEWEST_TO_TRIM:
        return None
    if round_.readings == MEDIAN:
        return say(
            "每篇只有 3 次评阅，去掉最高分和最低分就只剩中间一个分，也就是中位数；这样计分至少需要每篇 %(n)s 次评阅。",
            n=FEWEST_TO_TRIM,
        )
    return say(
        "去掉最高分和最低分至少需要每篇 %(n)s 次评阅，本轮是 %(readings)s 次。",
        n=FEWEST_TO_TRIM,
        readings=round_.readings,
    )


@dataclass(frozen=True, slots=True)
class QuotaDraft:
    """How many places: scope 'recommender' (each of the category), 'category', 'total', 'unit' or 'author' (each).

    priority: of soft quotas, 1 first; reserves: substitutes to be named; percent: of the works received, where a
    body or a category has places.
    """

    scope: str
    category_id: int | None
    minimum: int
    maximum: int | None
    hard: bool
    priority: int = 1
    reserves: int = 0
    percent: bool = False


WHOLE = 100  # percent
WITHOUT_CATEGORY = ("total", "unit", "author")


def set_quotas(
    session: Session, actor: Actor, round_: Round, data: tuple[QuotaDraft, ...], *, now: datetime
) -> None:
    """Replace the round's quotas.  Recorded with old and new."""
    authorize(rules.edit_quotas(actor, round_, now=now))
    wrong = {
        f"{q.scope}-{q.category_id or 0}": say("最少名额不能多于最多名额。")
        for q in data
        if q.minimum < 0 or (q.maximum is not None and q.maximum < q.minimum)
    }
    wrong |= {
        f"{q.scope}-{q.category_id or 0}": say("百分比应在 0 到 100 之间，只用于各单位和各类别。")
        for q in data
        if q.percent and (q.scope in WITHOUT_CATEGORY or max(q.minimum, q.maximum or 0) > WHOLE)
    }
    refuse(wrong)
    known = {c.id for c in queries.categories(session, round_.contest_id)}
    if any(q.category_id not in known for q in data if q.scope not in WITHOUT_CATEGORY):
        raise Missing
    old = queries.quotas(session, round_.id)
    before = [_facts(q) for q in old]
    for quota in old:
        session.delete(quota)
    session.add_all(Quota(round_id=round_.id, **asdict(q)) for q in data)
    record(
        session, actor, "contests.quotas_set", f"round:{round_.id}", contest_id=round_.contest_id, now=now,
        before=before, after=[_facts(q) for q in data],
    )  # fmt: skip


def _facts(quota: Quota | QuotaDraft) -> list[Any]:
    return [
        quota.scope, quota.category_id, quota.minimum, quota.maximum, quota.hard, quota.priority, quota.reserves,
        quota.percent,
    ]  # fmt: skip
