"""What the overview says: how far each step is, what waits, who owes what.  Pure: numbers to sentences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from reviewapp.contests.queries import Counts, RecommenderRow
from reviewapp.contests.stages import NAMES, ORDER, following
from reviewapp.models.contest import Obligation, ObligationObject, Round, Stage
from reviewapp.words import Sentence, say


class StopState(StrEnum):
    """How a step looks on the rail."""

    WAITING = "waiting"
    ACTIVE = "active"
    DONE = "done"
    LATE = "late"


@dataclass(frozen=True, slots=True)
class Stop:
    """One step of the rail: its number counts what `sub` says, and opens `endpoint`."""

    label: Sentence
    state: StopState
    number: str
    sub: Sentence
    endpoint: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that still has to be done, and the page where it is done."""

    sentence: Sentence
    endpoint: str


@dataclass(frozen=True, slots=True)
class Owing:
    """One recommending unit against its obligation in works."""

    row: RecommenderRow
    minimum: int
    maximum: int | None
    due: datetime | None
    late: bool

    @property
    def short(self) -> int:
        return max(0, self.minimum - self.row.received)

    @property
    def sentence(self) -> Sentence:
        """还差 3 篇 / 已报足 / 超出 2 篇."""
        if self.short and self.late:
            return say("逾期，还差 %(count)s 篇", count=self.short)
        if self.short:
            return say("还差 %(count)s 篇", count=self.short)
        if self.maximum is not None and self.row.received > self.maximum:
            return say("超出 %(count)s 篇", count=self.row.received - self.maximum)
        return say("已报足") if self.minimum else say("未规定篇数")


def board(
    rows: Sequence[RecommenderRow], obligations: Sequence[Obligation], round_: Round, now: datetime
) -> list[Owing]:
    """Each recommending unit against what its category owes in essays; due by default when uploads end."""
    owed = {o.category_id: o for o in obligations if o.object == ObligationObject.ESSAY}
    found = []
    for row in rows:
        task = owed.get(row.recommender.category_id)
        due = (task.due if task else None) or round_.submissions_until
        minimum, maximum = (task.minimum, task.maximum) if task else (0, None)
        found.append(Owing(row, minimum, maximum, due, due is not None and now > due))
    return found


def at_least(round_: Round, stage: Stage) -> bool:
    """True when the round has reached the stage."""
    return ORDER.index(round_.stage) >= ORDER.index(stage)


def beyond(round_: Round, stage: Stage) -> bool:
    """True when the stage lies behind the round."""
    return ORDER.index(round_.stage) > ORDER.index(stage)


def passed(instant: datetime | None, now: datetime) -> bool:
    return instant is not None and now > instant


def stops(round_: Round, c: Counts, owing: Sequence[Owing], now: datetime) -> list[Stop]:
    """The nine steps of a round in the order of work."""
    return [
        _submission(round_, c, owing, now),
        _sealing(round_, c),
        _similarity(round_, c),
        _assignment(round_, c),
        _judging(round_, c, now),
        _standings(round_, c),
        _selection(round_, c),
        _recommendation(round_, c),
        _publication(round_, c, now),
    ]


def _state(*, done: bool, late: bool, active: bool) -> StopState:
    if late:
        return StopState.LATE
    if done:
        return StopState.DONE
    return StopState.ACTIVE if active else StopState.WAITING


def _submission(round_: Round, c: Counts, owing: Sequence[Owing], now: datetime) -> Stop:
    short = sum(1 for o in owing if o.short)
    open_ = round_.stage == Stage.SUBMISSION
    state = _state(
        done=at_least(round_, Stage.SEALING),
        late=open_ and passed(round_.submissions_until, now),
        active=open_,
    )
    sub = say("%(count)s 个单位未报足", count=short) if short else say("篇来稿")
    return Stop(say("征集"), state, str(c.entries), sub, "submissions.entries")


def _sealing(round_: Round, c: Counts) -> Stop:
    state = _state(
        done=c.entries > 0 and c.unsealed == 0 and at_least(round_, Stage.SEALING),
        late=c.unsealed > 0 and at_least(round_, Stage.JUDGING),
        active=c.entries > 0,
    )
    sub = say("%(count)s 篇待核对", count=c.unsealed) if c.unsealed else say("篇已匿名")
    return Stop(say("匿名"), state, str(c.papers), sub, "submissions.desk")


def _similarity(round_: Round, c: Counts) -> Stop:
    state = _state(
        done=c.scans > 0 and c.open_cases == 0,
        late=c.open_cases > 0 and at_least(round_, Stage.SELECTION),
        active=c.scans > 0 or (c.entries > 0 and at_least(round_, Stage.SEALING)),
    )
    if not c.scans:
        sub = say("尚未比对")
    else:
        sub = say("%(count)s 例待认定", count=c.open_cases) if c.open_cases else say("例，均已认定")
    return Stop(say("查重"), state, str(c.cases) if c.scans else "—", sub, "similarity.cases")


def _assignment(round_: Round, c: Counts) -> Stop:
    state = _state(
        done=c.plans > 0,
        late=c.plans == 0 and at_least(round_, Stage.JUDGING),
        active=round_.stage == Stage.SEALING,
    )
    sub = say("次评阅") if c.plans else say("尚未分配")
    return Stop(say("分配"), state, str(c.readings) if c.plans else "—", sub, "assignment.plans")


def _judging(round_: Round, c: Counts, now: datetime) -> Stop:
    left = c.readings - c.marked
    judging = at_least(round_, Stage.JUDGING)
    state = _state(
        done=c.readings > 0 and left == 0,
        late=judging and left > 0 and passed(round_.judging_until, now),
        active=judging,
    )
    if not c.readings:
        sub = say("未开始")
    elif left:
        sub = say("还差 %(count)s 次", count=left)
    else:
        sub = say("次，全部评完")
    number = f"{c.marked}/{c.readings}" if c.readings and left else str(c.marked) if c.readings else "—"
    return Stop(say("评审"), state, number, sub, "judging.progress")


def _standings(round_: Round, c: Counts) -> Stop:
    state = _state(done=c.frozen_standings > 0, late=False, active=c.standings > 0)
    sub = say("已冻结") if c.frozen_standings else say("次试算") if c.standings else say("未运算")
    number = str(c.papers) if c.frozen_standings else str(c.standings) if c.standings else "—"
    return Stop(say("合分"), state, number, sub, "standings.table")


def _selection(round_: Round, c: Counts) -> Stop:
    state = _state(done=c.confirmed_selections > 0, late=False, active=c.selections > 0)
    sub = say("篇入选") if c.confirmed_selections else say("次试算") if c.selections else say("未遴选")
    number = str(c.selected) if c.confirmed_selections else str(c.selections) if c.selections else "—"
    return Stop(say("遴选"), state, number, sub, "selection.result")


def _recommendation(round_: Round, c: Counts) -> Stop:
    state = _state(done=c.recommended > 0, late=False, active=c.confirmed_selections > 0)
    sub = say("篇已推荐") if c.recommended else say("未报送")
    return Stop(
        say("推荐"), state, str(c.recommended) if c.recommended else "—", sub, "recommendation.ranked"
    )


def _publication(round_: Round, c: Counts, now: datetime) -> Stop:
    over = passed(round_.notice_until, now) or round_.stage == Stage.CLOSED
    state = _state(
        done=c.notices > 0 and over,
        late=c.notices == 0 and passed(round_.notice_from, now) and at_least(round_, Stage.SUBMISSION),
        active=c.notices > 0 or round_.stage == Stage.PUBLICATION,
    )
    sub = say("份公示") if c.notices else say("未公示")
    return Stop(say("公示"), state, str(c.notices) if c.notices else "—", sub, "publication.manage")


def waits(round_: Round, c: Counts, owing: Sequence[Owing], now: datetime) -> list[Wait]:
    """What is still to be done in the present stage; shown before the round is moved on."""
    short = sum(1 for o in owing if o.short)
    running = not passed(round_.submissions_until, now)
    left = c.readings - c.marked
    cases = (c.open_cases > 0, say("%(count)s 例雷同待认定。", count=c.open_cases), "similarity.cases")
    appeals = (c.open_appeals > 0, say("%(count)s 例雷同案例有申诉待答复。", count=c.open_appeals), "similarity.cases")
    listed: dict[Stage, tuple[tuple[bool, Sentence, str], ...]] = {
        Stage.SETUP: (
            (round_.submissions_until is None, say("还没有设定截稿时间。"), "contests.timetable"),
            (c.recommenders == 0, say("还没有推荐单位。"), "contests.recommenders"),
            (round_.rubric_id is None, say("还没有评分标准。"), "contests.rubric"),
            (c.judges == 0, say("还没有评委。"), "contests.judges"),
        ),
        Stage.SUBMISSION: (
            (short > 0, say("%(count)s 个推荐单位未报足。", count=short), "submissions.entries"),
            (running, say("截稿时间未到。"), "contests.timetable"),
        ),
        Stage.SEALING: (
            (c.unsealed > 0, say("%(count)s 篇作品还没有核对匿名。", count=c.unsealed), "submissions.desk"),
            (c.scans == 0, say("还没有做文字比对。"), "similarity.cases"),
            cases,
            appeals,
            (c.plans == 0, say("还没有采用分配方案。"), "assignment.plans"),
        ),
        Stage.JUDGING: (
            (c.readings == 0, say("还没有采用分配方案。"), "assignment.plans"),
            (left > 0, say("还有 %(count)s 次评阅没有提交。", count=left), "judging.progress"),
            cases,
            appeals,
        ),
        Stage.SELECTION: (
            cases,
            appeals,
            (c.frozen_standings == 0, say("合分结果还没有冻结。"), "standings.table"),
            (c.confirmed_selections == 0, say("入选名单还没有确认。"), "selection.result"),
            (c.recommended == 0, say("推荐名单还没有报送。"), "recommendation.ranked"),
        ),
        Stage.PUBLICATION: (
            (c.notices == 0, say("还没有发布公示。"), "publication.manage"),
            (not passed(round_.notice_until, now), say("公示期还没有结束。"), "publication.manage"),
            cases,
            appeals,
        ),
        Stage.CLOSED: (),
    }
    return [Wait(sentence, endpoint) for holds, sentence, endpoint in listed[round_.stage] if holds]


def next_step(round_: Round, waiting: Sequence[Wait]) -> Wait | None:
    """The one thing the organizer should do now: what waits first, else moving the round on."""
    if waiting:
        return waiting[0]
    onward = following(round_.stage)
    return Wait(say("可以进入“%(stage)s”阶段。", stage=NAMES[onward]), "contests.stage") if onward else None
