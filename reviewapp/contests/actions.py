"""The verbs of a contest as a whole: open one, set it up, move its rounds.

Levels, categories and what they owe: `structure.py`; units and judges: `enrolment.py`; rubric and places:
`marking.py`.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.contests import deadlines, queries, rubrics, rules
from reviewapp.contests.methods import FEWEST_TO_TRIM
from reviewapp.contests.stages import NAMES, ORDER
from reviewapp.errors import Invalid, Stale, refuse
from reviewapp.models.account import Role, RoleGrant
from reviewapp.models.contest import (
    Arbitration,
    Contest,
    Division,
    Level,
    LevelKind,
    Round,
    ScoreMethod,
    Stage,
)
from reviewapp.models.result import Run
from reviewapp.models.rubric import Criterion, Rubric
from reviewapp.runs import request_cancel
from reviewapp.words import say

REQUIRED = say("必填。")
# R2 of the rubrics found in real notices: 主题思想 30, 内容结构 30, 语言文字 20, 创新性 20
FIRST_RUBRIC = (("主题思想", 30), ("内容结构", 30), ("语言文字", 20), ("创新性", 20))


@dataclass(frozen=True, slots=True)
class NewContest:
    """What it takes to open a contest; `organizer_id` is the user who will run it."""

    slug: str
    title: str
    host: str
    level: LevelKind
    level_name: str
    organizer_id: int | None = None
    time_zone: str = "Asia/Shanghai"


def create_contest(session: Session, actor: Actor, data: NewContest, *, now: datetime) -> Round:
    """A contest with one level, one division, one round and a usual rubric to start from.  Recorded."""
    authorize(rules.create_contest(actor, now=now))
    _check_new(session, data)
    contest = Contest(
        slug=data.slug,
        title=data.title.strip(),
        host=data.host.strip(),
        time_zone=data.time_zone,
        created_at=now,
    )
    session.add(contest)
    session.flush()
    level = Level(contest_id=contest.id, position=0, kind=data.level, name=data.level_name.strip())
    division = Division(contest_id=contest.id, name="征文")
    rubric = Rubric(contest_id=contest.id, name="评分标准")
    rubric.criteria = [Criterion(position=i, name=n, maximum=m) for i, (n, m) in enumerate(FIRST_RUBRIC)]
    session.add_all([level, division, rubric])
    session.flush()
    round_ = Round(
        contest_id=contest.id, level_id=level.id, division_id=division.id, rubric_id=rubric.id,
        title=f"{level.name}评审",
    )  # fmt: skip
    session.add(round_)
    if data.organizer_id is not None:
        session.add(RoleGrant(user_id=data.organizer_id, role=Role.ORGANIZER, contest_id=contest.id))
    session.flush()
    record(
        session, actor, "contests.created", f"contest:{contest.id}", contest_id=contest.id, now=now,
        title=contest.title, organizer=data.organizer_id,
    )  # fmt: skip
    return round_


def _check_new(session: Session, data: NewContest) -> None:
    wrong = {name: REQUIRED for name in ("title", "level_name") if not getattr(data, name).strip()}
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,59}", data.slug):
        wrong["slug"] = say("请用 2 至 60 个小写字母、数字或连字符。")
    elif queries.slug_taken(session, data.slug):
        wrong["slug"] = say("这个短名已经有人使用。")
    if not deadlines.is_zone(data.time_zone):
        wrong["time_zone"] = say("没有这个时区。")
    refuse(wrong)


@dataclass(frozen=True, slots=True)
class ContestDraft:
    """The texts of a contest; `attachments` are official texts by title (they are not held to be copying)."""

    title: str
    theme: str
    host: str
    recipient: str
    contact: str
    notice: str
    attachments: tuple[tuple[str, str], ...]
    time_zone: str
    version: int


def edit_contest(session: Session, actor: Actor, round_: Round, data: ContestDraft, *, now: datetime) -> None:
    """Title, theme, host, notice, attachments, time zone.  Recorded with the names of what changed."""
    authorize(rules.configure(actor, round_, now=now))
    contest = session.get_one(Contest, round_.contest_id)
    if contest.version != data.version:
        raise Stale(say("这一页在您填写期间已被别人修改。请刷新后重填。"))
    wrong = {} if data.title.strip() else {"title": REQUIRED}
    if not deadlines.is_zone(data.time_zone):
        wrong["time_zone"] = say("没有这个时区。")
    refuse(wrong)
    values = asdict(data) | {"attachments": [{"title": t, "text": x} for t, x in data.attachments]}
    values.pop("version")
    changed = _apply(contest, values)
    record(
        session, actor, "contests.edited", f"contest:{contest.id}", contest_id=contest.id, now=now,
        changed=sorted(changed),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """How a round is judged; `tie_break` names criteria in order, after them a lot is drawn."""

    title: str
    readings: int
    tolerance_percent: int
    tolerance_inclusive: bool
    region_conflict: bool
    tie_break: tuple[int, ...] = ()
    judges_see_overlaps: bool = False
    criterion_tolerance_percent: int = 0
    arbitration: Arbitration = Arbitration.THIRD_LEADER
    codes_per_judge: bool = False
    hidden_repeats: int = 0


MOST_REPEATS = 20  # of each judge


def edit_review(session: Session, actor: Actor, round_: Round, data: ReviewDraft, *, now: datetime) -> None:
    """Readings per paper, codes and repeats, tolerance, conflicts, tie-breaking.  Recorded with old and new."""
    authorize(rules.configure(actor, round_, now=now))
    wrong = {} if data.title.strip() else {"title": REQUIRED}
    if not 1 <= data.readings <= 15:
        wrong["readings"] = say("每篇评阅次数应在 1 到 15 之间。")
    if not 0 <= data.tolerance_percent <= 100:
        wrong["tolerance_percent"] = say("允许分差应在 0% 到 100% 之间。")
    if not 0 <= data.criterion_tolerance_percent <= 100:
        wrong["criterion_tolerance_percent"] = say("允许分差应在 0% 到 100% 之间。")
    if not 0 <= data.hidden_repeats <= MOST_REPEATS:
        wrong["hidden_repeats"] = say("应在 0 到 %(high)s 之间。", high=MOST_REPEATS)
    if round_.score_method == ScoreMethod.TRIMMED and data.readings < FEWEST_TO_TRIM:
        wrong["readings"] = say(
            "现在的计分办法要去掉最高分和最低分，每篇至少 %(n)s 次评阅。", n=FEWEST_TO_TRIM
        )
    refuse(wrong)
    changed = _apply(round_, asdict(data) | {"tie_break": list(data.tie_break)})
    record(
        session, actor, "contests.review_edited", f"round:{round_.id}", contest_id=round_.contest_id, now=now,
        changed=changed,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Timetable:
    """Last moments that still count, as instants; None: not set."""

    opens_at: datetime | None
    submissions_until: datetime | None
    judging_until: datetime | None
    notice_from: datetime | None
    notice_until: datetime | None


def set_timetable(session: Session, actor: Actor, round_: Round, data: Timetable, *, now: datetime) -> None:
    """The round's dates, in order, in every stage (extensions happen).  Recorded with old and new."""
    authorize(rules.run_contest(actor, round_, now=now))
    values = asdict(data)
    given = [(name, at) for name, at in values.items() if at is not None]
    late = {
        after: say("应当晚于上一个时间。")
        for (_, earlier), (after, later) in pairwise(given)
        if later <= earlier
    }
    refuse(late)
    changed = _apply(round_, values)
    record(
        session, actor, "contests.timetable_set", f"round:{round_.id}", contest_id=round_.contest_id, now=now,
        changed=changed,
    )  # fmt: skip


def move_stage(
    session: Session, actor: Actor, round_: Round, to: Stage, *, reason: str = "", now: datetime
) -> None:
    """Move a round one step on, or back to an earlier stage with a reason.  Recorded.

    Going into judging freezes the rubric, which has to add up; coming back out unfreezes it as long as
    nobody has marked with it.  Going back behind the selection lifts its confirmation, so that verdicts and
    marks can change: what comes after is selected and confirmed anew.
    """
    authorize(rules.move_stage(actor, round_, now=now))
    step = ORDER.index(to) - ORDER.index(round_.stage)
    if step == 0 or step > 1:
        raise Stale(say("现在是“%(stage)s”阶段，不能这样变动。请刷新页面。", stage=NAMES[round_.stage]))
    if step < 0 and len(reason.strip()) < 2:
        raise Invalid(say("退回前一阶段请写明理由。"), {"reason": REQUIRED})
    _freeze_rubric(session, round_, to, now)
    before, round_.stage = round_.stage, to
    if ORDER.index(to) < ORDER.index(Stage.PUBLICATION):
        round_.released_at = None  # what is open again is not a result yet; releasing is done anew
    if ORDER.index(to) < ORDER.index(Stage.SELECTION):
        confirmed = Run.round_id == round_.id, Run.kind == "selection", Run.frozen.is_(True)
        session.execute(update(Run).where(*confirmed).values(frozen=False))
    record(
        session, actor, "contests.stage_moved", f"round:{round_.id}", contest_id=round_.contest_id, now=now,
        before=before.value, after=to.value, reason=reason.strip(),
    )  # fmt: skip


def _freeze_rubric(session: Session, round_: Round, to: Stage, now: datetime) -> None:
    rubric = queries.rubric_of(session, round_)
    judging = ORDER.index(Stage.JUDGING)
    if to == Stage.JUDGING:
        if rubric is None:
            raise Invalid(say("还没有评分标准，不能开始评审。"))
        wrong = rubrics.problems(rubrics.draft_of(rubric))
        if wrong:
            raise Invalid(say("评分标准还有问题，不能开始评审：%(problem)s", problem=wrong[0].sentence))
        rubric.frozen_at = rubric.frozen_at or now
    elif rubric is not None and ORDER.index(to) < judging and not queries.has_sheets(session, rubric.id):
        rubric.frozen_at = None


def cancel_run(session: Session, actor: Actor, run: Run, *, now: datetime) -> None:
    """Ask a computation to stop; it stops at its next step and stores nothing.  Recorded."""
    round_ = session.get_one(Round, run.round_id)
    authorize(rules.cancel_run(actor, round_, run.kind, now=now))
    request_cancel(session, run, now=now)
    record(
        session, actor, "contests.run_cancelled", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        kind=run.kind,
    )  # fmt: skip


def _apply(item: object, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Set what differs; answers {field: [old, new]} as the log wants it."""
    changed = {}
    for name, value in values.items():
        new = value.strip() if isinstance(value, str) else value
        old = getattr(item, name)
        if old != new:
            changed[name] = [_plain(old), _plain(new)]
            setattr(item, name, new)
    return changed


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
