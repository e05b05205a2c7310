"""Papers that every judge reads · 共评作品: through them judges can be compared who share nothing else."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.assignment import queries, rules
from reviewapp.assignment.bars import Bars, barred
from reviewapp.assignment.problem import able_together
from reviewapp.audit import record
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.words import say

MOST = 10  # papers; each costs as many readings as there are judges


def choose_common_papers(
    session: Session, actor: Actor, round_: Round, codes: Sequence[str], *, more: int = 0, now: datetime
) -> tuple[str, ...]:
    """Exactly the papers of these codes, and `more` by lot, are read by every judge who may, from the next plan
    on; their codes in order.  By the organizer; recorded.

    Raises Invalid for too many, and for codes of no paper that takes part.
    """
    authorize(rules.plan(actor, round_, now=now))
    wanted = {*codes, *(_drawn(session, round_, set(codes), more) if more else ())}
    known = queries.paper_codes(session, round_.id)
    taking_part = {o.paper_id for o in queries.paper_owners(session, round_.id)}
    found = {code: paper for paper, code in known.items() if code in wanted and paper in taking_part}
    if len(wanted) > MOST:
        raise Invalid(say("共评作品最多 %(most)s 篇。", most=MOST), {"codes": say("太多了。")})
    missing = sorted(wanted - found.keys())
    if missing:
        said = say("没有编号为 %(codes)s 的待分配作品。", codes=missing)
        raise Invalid(said, {"codes": said})
    before = {p.id: p for p in queries.common_papers(session, round_.id)}
    for paper_id, paper in (before | queries.papers(session, found.values())).items():
        paper.common = paper_id in found.values()
    record(
        session, actor, "assignment.common_papers_chosen", f"round:{round_.id}", contest_id=round_.contest_id, now=now,
        before=sorted(before), after=sorted(found.values()), count=len(found),
    )  # fmt: skip
    return tuple(sorted(found))


def _drawn(session: Session, round_: Round, named: set[str], count: int) -> list[str]:
    """Codes of `count` papers beside those named: that most judges may read, by lot among equals, the same
    every time."""
    owners = queries.paper_owners(session, round_.id)
    judges = [j for j in queries.judges(session, round_.contest_id) if not j.is_leader]
    present = queries.assignments(session, round_.id)
    bars = Bars.of(queries.conflicts(session, round_.id), present, round_.region_conflict)
    against = barred(owners, judges, bars, bars.recused)
    order = list(range(len(owners)))
    random.Random(f"{round_.seed}/common").shuffle(order)
    order.sort(key=lambda p: -able_together(p, against, len(judges), ()))
    codes = queries.paper_codes(session, round_.id)
    return [code for p in order if (code := codes[owners[p].paper_id]) not in named][:count]
