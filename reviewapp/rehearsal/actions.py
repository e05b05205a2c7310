"""The verbs of rehearsal."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.contests import queries as contest_queries
from reviewapp.errors import Invalid, refuse
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.rehearsal import rules
from reviewapp.runs import Json
from reviewapp.words import Sentence, say

LIMITS = {
    "papers": (1, 100_000),
    "judges": (1, 10_000),
    "readings": (1, 15),
    "drop_outs": (0, 90),
    "pace": (1, 500),
    "more_judges": (1, 1000),
    "runs": (2, 200),
    "units": (1, 10_000),
}


@dataclass(frozen=True, slots=True)
class RehearsalDraft:
    """What is assumed.

    papers: works of each recommending body; None: as many as came in.  judges: beyond those enrolled, they
    are taken to be of no region.  drop_outs: percent of the judges.  pace: readings per judge and day.
    panel: how unlike the judges are, a key of compute.PANELS.  seed: None for the round's.  units: from which so
    many units the works of each body come, evenly; None: the units and authors of the works that came in.
    """

    papers: int | None
    judges: int
    readings: int
    drop_outs: int = 5
    pace: int = 20
    panel: str = "typical"
    more_judges: int = 10
    runs: int = 20
    seed: int | None = None
    units: int | None = None


def request_rehearsal(
    session: Session, actor: Actor, round_: Round, data: RehearsalDraft, *, now: datetime
) -> Run:
    """Queue a rehearsal with these assumptions and the round's method and quotas.  Recorded."""
    authorize(rules.rehearse(actor, round_, now=now))
    wrong = _out_of_range(data)
    bodies = contest_queries.recommender_rows(session, round_)
    if not bodies:
        raise Invalid(say("还没有推荐单位。请先在“设置”里登记推荐单位，再来预演。"))
    if data.papers is None and not sum(b.received for b in bodies):
        wrong["papers"] = say("还没有收到作品，请填写每个推荐单位预计的篇数。")
    refuse(wrong)
    seed = round_.seed if data.seed is None else data.seed
    told = {name: value for name, value in asdict(data).items() if name != "seed"}
    run = runs.create(
        session, actor, "rehearsal", round_.id, now=now, seed=seed, method=round_.score_method.value, **told
    )
    record(
        session, actor, "rehearsal.requested", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        seed=seed, **told,
    )  # fmt: skip
    return run


def _out_of_range(data: RehearsalDraft) -> dict[str, Sentence]:
    wrong = {}
    for name, (low, high) in LIMITS.items():
        value = getattr(data, name)
        if value is not None and not low <= value <= high:
            wrong[name] = say("应在 %(low)s 到 %(high)s 之间。", low=low, high=high)
    return wrong


def store_rehearsal(
    session: Session, actor: Actor, round_: Round, run: Run, output: Json, *, now: datetime
) -> None:
    """The result is the run's output; nothing else changes.  By the worker; recorded with its digest."""
    authorize(rules.rehearse(actor, round_, now=now))
    record(
        session, actor, "rehearsal.done", f"run:{run.id}", contest_id=round_.contest_id, now=now,
        papers=output["papers"], runs=output["runs"], output=run.output_digest,
    )  # fmt: skip
