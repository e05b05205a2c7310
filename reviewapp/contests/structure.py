"""The verbs about a contest's frame: its levels, divisions and categories, and what each category owes."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.contests import queries, rules
from reviewapp.errors import Invalid, Missing, refuse
from reviewapp.models.contest import Category, Division, Level, LevelKind, Obligation, ObligationObject, Round
from reviewapp.models.rubric import Band, Criterion, Rubric
from reviewapp.words import say


@dataclass(frozen=True, slots=True)
class Owed:
    """One cell of the obligations: what each recommender of a category owes."""

    category_id: int
    object: ObligationObject
    minimum: int
    maximum: int | None
    due: datetime | None


def set_obligations(
    session: Session, actor: Actor, round_: Round, data: tuple[Owed, ...], *, now: datetime
) -> None:
    """Replace what the categories owe.  Recorded."""
    authorize(rules.configure(actor, round_, now=now))
    refuse(
        {
            f"{o.category_id}-{o.object.value}": say("最少篇数不能多于最多篇数。")
            for o in data
            if o.minimum < 0 or (o.maximum is not None and o.maximum < o.minimum)
        }
    )
    _check_categories(session, round_, {o.category_id for o in data})
    for old in queries.obligations(session, round_.contest_id):
        session.delete(old)
    session.add_all(Obligation(contest_id=round_.contest_id, **asdict(o)) for o in data)
    record(
        session, actor, "contests.obligations_set", f"contest:{round_.contest_id}",
        contest_id=round_.contest_id, now=now, count=len(data),
    )  # fmt: skip


def _check_categories(session: Session, round_: Round, ids: set[int]) -> None:
    if not ids <= {c.id for c in queries.categories(session, round_.contest_id)}:
        raise Missing


@dataclass(frozen=True, slots=True)
class Named:
    """A row of a small list; an empty name removes it.  `kind`: levels only; `aliases`: categories only."""

    name: str
    id: int | None = None
    kind: LevelKind | None = None
    aliases: tuple[str, ...] = ()


def set_names(
    session: Session,
    actor: Actor,
    round_: Round,
    table: type[Category] | type[Division] | type[Level],
    rows: tuple[Named, ...],
    *,
    now: datetime,
) -> None:
    """Replace the contest's categories, divisions or levels, in the given order.  Recorded.

    A row in use cannot be taken away.
    """
    authorize(rules.configure(actor, round_, now=now))
    kept = [r for r in rows if r.name.strip()]
    names = [r.name.strip() for r in kept]
    if len(set(names)) < len(names):
        raise Invalid(say("名称不能重复。"))
    stored = {row.id: row for row in queries.named_rows(session, table, round_.contest_id)}
    for gone in set(stored) - {r.id for r in kept}:
        if queries.name_in_use(session, table, gone):
            raise Invalid(say("“%(name)s”已经在用，不能删除。", name=stored[gone].name))
        session.delete(stored[gone])
    for place, item in enumerate(stored.values()):  # step aside first: positions of levels are unique
        item.position = -1 - place
    session.flush()
    for place, row in enumerate(kept):
        item = stored.get(row.id or 0) or table(contest_id=round_.contest_id)
        item.name, item.position = row.name.strip(), place
        if isinstance(item, Level):
            item.kind = row.kind or LevelKind.REGION
        if isinstance(item, Category):
            item.aliases = list(row.aliases)
        session.add(item)
    session.flush()
    record(
        session, actor, "contests.names_set", f"contest:{round_.contest_id}", contest_id=round_.contest_id,
        now=now, list=table.__tablename__, names=names,
    )  # fmt: skip


SETTINGS = (
    "contest_id",
    "level_id",
    "division_id",
    "readings",
    "tolerance_percent",
    "tolerance_inclusive",
    "criterion_tolerance_percent",
    "arbitration",
    "region_conflict",
    "judges_see_overlaps",
    "codes_per_judge",
    "hidden_repeats",
    "score_method",
)  # what the next round takes over from this one, to be changed there
REVIEW_TIME = timedelta(days=21)  # of a new round, until the organizer sets its timetable


def add_next_round(session: Session, actor: Actor, round_: Round, title: str, *, now: datetime) -> Round:
    """A further round of the contest that receives the works this round recommends.  Recorded.

    It takes over the settings and a copy of the rubric, open to change; quotas and timetable are set there.
    """
    authorize(rules.run_contest(actor, round_, now=now))
    if round_.next_round_id is not None:
        raise Invalid(say("这一轮已经有下一轮了。"))
    if not title.strip():
        raise Invalid(say("请填写下一轮的名称。"), {"title": say("必填。")})
    rubric = queries.rubric_of(session, round_)
    copy = _copied(rubric) if rubric is not None else None
    if copy is not None:
        session.add(copy)
        session.flush()
    above = Round(
        title=title.strip()[:80],
        rubric_id=copy.id if copy is not None else None,
        opens_at=now,
        submissions_until=now + timedelta(days=1),
        judging_until=now + REVIEW_TIME,
        seed=round_.seed + 1,
        **{name: getattr(round_, name) for name in SETTINGS},
    )
    if rubric is not None and copy is not None:
        same = {old.id: new.id for old, new in zip(rubric.criteria, copy.criteria, strict=True)}
        above.tie_break = [same[c] for c in round_.tie_break if c in same]
    session.add(above)
    session.flush()
    round_.next_round_id = above.id
    record(
        session, actor, "contests.round_added", f"round:{above.id}", contest_id=round_.contest_id, now=now,
        title=above.title, after=round_.id,
    )  # fmt: skip
    return above


def _copied(rubric: Rubric) -> Rubric:
    """The same criteria and bands, not frozen."""
    copy = Rubric(
        contest_id=rubric.contest_id,
        name=rubric.name,
        mode=rubric.mode,
        full_marks=rubric.full_marks,
        steps_per_point=rubric.steps_per_point,
    )
    for c in rubric.criteria:
        criterion = Criterion(
            position=c.position, name=c.name, description=c.description, minimum=c.minimum, maximum=c.maximum,
            weight=c.weight,
        )  # fmt: skip
        criterion.bands = [
            Band(name=b.name, low=b.low, high=b.high, description=b.description) for b in c.bands
        ]
        copy.criteria.append(criterion)
    return copy
