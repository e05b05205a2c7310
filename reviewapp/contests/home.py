"""The front page: each round the actor has a part in, and for each role the one next thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp.access import Actor
from reviewapp.accounts import queries as account_queries
from reviewapp.contests import deadlines, queries, rail
from reviewapp.contests.queries import Counts
from reviewapp.contests.stages import NAMES, closed
from reviewapp.models.account import Role
from reviewapp.models.contest import Round, Stage
from reviewapp.words import Sentence, say


@dataclass(frozen=True, slots=True)
class Task:
    """What one role has to do next in a round; `open` says whether it waits for this person."""

    role: Sentence
    sentence: Sentence
    endpoint: str | None
    open: bool = True


@dataclass(frozen=True, slots=True)
class Card:
    round: Round
    stage: Sentence
    tasks: tuple[Task, ...]
    due: Sentence | None = None


def cards(session: Session, actor: Actor, rounds: Sequence[Round], now: datetime) -> list[Card]:
    """The actor's rounds with their tasks; as many statements for one round as for many."""
    if not rounds:
        return []
    counts = queries.counts(session, [r.id for r in rounds])
    readings = queries.own_readings(session, [j for _, j in actor.judge_ids]) if actor.judge_ids else {}
    units = [u for r in rounds for u in actor.unit_ids(r.contest_id)]
    entries = queries.own_entries(session, units) if units else {}
    names: dict[int, list[str]] = {}
    if actor.has(Role.ADMIN):
        for contest_id, name in account_queries.organizers(session, [r.contest_id for r in rounds]):
            names.setdefault(contest_id, []).append(name)
    return [
        Card(
            round_,
            NAMES[round_.stage],
            (
                *_staff_tasks(actor, round_, counts[round_.id], now),
                *_judge_task(actor, round_, readings.get(round_.id, (0, 0))),
                *_unit_task(actor, round_, entries.get(round_.id, 0), now),
                *_admin_task(actor, names.get(round_.contest_id, [])),
            ),
            due(round_, now),
        )
        for round_ in rounds
    ]


def due(round_: Round, now: datetime) -> Sentence | None:
    """The next last moment that lies ahead of the round's stage."""
    moments = (
        (Stage.SUBMISSION, say("征集"), round_.submissions_until),
        (Stage.JUDGING, say("评审"), round_.judging_until),
        (Stage.PUBLICATION, say("公示"), round_.notice_until),
    )
    for last, what, at in moments:
        if at is not None and now <= at and not rail.beyond(round_, last):
            return say("%(what)s%(until)s", what=what, until=deadlines.cutoff(at, round_.contest.time_zone))
    return None


def _staff_tasks(actor: Actor, round_: Round, c: Counts, now: datetime) -> list[Task]:
    tasks = []
    if actor.has(Role.ORGANIZER, round_.contest_id):
        step = rail.next_step(round_, rail.waits(round_, c, (), now))
        sentence = step.sentence if step else say("已办结。")
        tasks.append(Task(say("主办单位"), sentence, "contests.rail", step is not None))
    if actor.has(Role.CLERK, round_.contest_id):
        tasks.append(_clerk_task(c))
    if actor.has(Role.LEADER, round_.contest_id):
        sentence = (
            say("有 %(count)s 次加评或裁定没有完成。", count=c.third)
            if c.third
            else say("没有待裁定的作品。")
        )
        tasks.append(Task(say("评审组长"), sentence, "contests.rail", c.third > 0))
    return tasks


def _clerk_task(c: Counts) -> Task:
    role = say("编号员")
    if c.unsealed:
        return Task(role, say("%(count)s 篇作品还没有核对匿名。", count=c.unsealed), "submissions.desk")
    if c.open_cases:
        return Task(role, say("%(count)s 例雷同待认定。", count=c.open_cases), "similarity.cases")
    return Task(role, say("没有待核对的作品。"), "contests.rail", False)


def _judge_task(actor: Actor, round_: Round, readings: tuple[int, int]) -> list[Task]:
    if actor.judge_id(round_.contest_id) is None:
        return []
    waiting, done = readings
    if waiting:
        sentence = say("还有 %(count)s 篇待评，已评 %(done)s 篇。", count=waiting, done=done)
    elif done:
        sentence = say("%(done)s 篇已全部评完。", done=done)
    else:
        sentence = say("还没有分配给您的作品。")
    return [Task(say("评委"), sentence, "judging.desk", waiting > 0)]


def _unit_task(actor: Actor, round_: Round, received: int, now: datetime) -> list[Task]:
    if not actor.unit_ids(round_.contest_id):
        return []
    role = say("单位联络员")
    if round_.released_at is not None:
        return [Task(role, say("评选结果已经公布。"), "submissions.mine")]
    if closed(round_, "submit", now=now) is None:
        return [Task(role, say("已报送 %(count)s 篇，可以继续报送。", count=received), "submissions.upload")]
    return [Task(role, say("已报送 %(count)s 篇。", count=received), "submissions.mine", False)]


def _admin_task(actor: Actor, organizers: list[str]) -> list[Task]:
    if not actor.has(Role.ADMIN):
        return []
    if organizers:
        return [Task(say("系统管理员"), say("由 %(names)s 主办。", names=organizers), None, False)]
    return [Task(say("系统管理员"), say("还没有指定主办账号。"), "accounts.users")]
