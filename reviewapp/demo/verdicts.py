"""What the demo's organizer decided on the cases of the first round: by the sample's known truth."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy.orm import Session

from reviewapp.access import Actor
from reviewapp.models.contest import Round
from reviewapp.models.entry import Entry
from reviewapp.models.similarity import Verdict
from reviewapp.similarity import actions, queries
from sample import SampleContest

# kind of the planted case → verdict, penalty points, reason
DECISIONS = {
    "whole_copy": (Verdict.DISQUALIFIED, 0, "（演示）全文照搬他人作品，经核对属实，取消参评资格。"),
    "template": (
        Verdict.NOTE,
        0,
        "（演示）同一单位几篇作品共用框架，各有自己的事例，提示单位注意，不影响评分。",
    ),
}
OTHERWISE = (Verdict.PENALTY, 10, "（演示）大段套用他人作品，仅替换个别字句，经核对属实，扣10分。")


def decide(
    session: Session, organizer: Actor, round_: Round, sample: SampleContest, *, now: datetime
) -> None:
    """Verdicts on all open cases; the copying works are affected, never the sources."""
    keys = {hashlib.sha256(e.file.read_bytes()).hexdigest(): e.key for e in sample.entries}
    found = [c for c in queries.cases(session, round_.id, Verdict.OPEN) if not c.superseded]
    for case in found:
        entries = {keys.get(session.get_one(Entry, m.entry_id).sha256, ""): m.entry_id for m in case.members}
        truth = next((t for t in sample.cases if len(set(t.members) & set(entries)) > 1), None)
        if truth is None:
            continue
        verdict, points, reason = DECISIONS.get(truth.kind, OTHERWISE)
        copies = frozenset(
            e for key, e in entries.items() if key in truth.members and key not in truth.sources
        )
        whom = copies if verdict in (Verdict.PENALTY, Verdict.DISQUALIFIED) else frozenset()
        data = actions.Decision(case.version, verdict, reason, whom, points)
        actions.decide_case(session, organizer, case, round_, data, now=now)
