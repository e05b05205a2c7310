"""The demo's anchor essays: added by the organizer, tried by the simulated judges; the others may try them.

They come when the panel has marked already, so that they keep nobody from work; a visitor who signs in as a
judge finds the trial waiting.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from reviewapp.access import Actor
from reviewapp.contests.totals import steps_allowed
from reviewapp.demo import people
from reviewapp.demo.panel import NOTE
from reviewapp.demo.queries import judges_of
from reviewapp.judging import anchor_queries, anchors, queries, trial
from reviewapp.models.contest import Round
from reviewapp.models.judging import Anchor
from reviewapp.models.rubric import Rubric

LEANINGS = (-2, 0, 1, 0, -1, 2)  # steps a simulated judge gives more or less than was agreed, by turns


def add_anchors(
    session: Session, round_: Round, essays: list[dict[str, Any]], names: Mapping[str, str], *, now: datetime
) -> None:
    """The sample's essays, once.  names: criterion key of the sample → name in the rubric."""
    rubric = queries.rubric_of(session, round_)
    if rubric is None or anchor_queries.anchors(session, round_.id):
        return
    organizer = people.actor_of(session, "organizer")
    criteria = {c.name: c for c in rubric.criteria}
    for essay in essays:
        marks = {criteria[names[k]].id: round(v * rubric.steps_per_point) for k, v in essay["marks"].items()}
        text, reason = "\n".join(essay["paragraphs"]), essay["reason"]
        draft = anchors.AnchorDraft(essay["title"], text, marks, reason, essay["shown"], essay["trial"])
        added = anchors.add_anchor(session, organizer, round_, rubric, draft, now=now)
        if added.trial:
            _try(session, round_, rubric, added, now)


def _try(session: Session, round_: Round, rubric: Rubric, anchor: Anchor, now: datetime) -> None:
    for number, judge in enumerate(j for j in judges_of(session, round_.contest_id) if j.simulated):
        marks = {
            c.id: _within(anchor.marks[str(c.id)] + _leaning(number, place), steps_allowed(c, rubric))
            for place, c in enumerate(rubric.criteria)
        }
        as_judge = Actor(name=NOTE, judge_ids=frozenset({(round_.contest_id, judge.id)}))
        trial.submit_trial(session, as_judge, round_, rubric, anchor, marks, now=now)


def _within(steps: int, allowed: range) -> int:
    return min(max(steps, allowed[0]), allowed[-1])


def _leaning(judge: int, criterion: int) -> int:
    lean = LEANINGS[judge % len(LEANINGS)]
    return lean if (judge + criterion) % 2 else lean // 2
