"""The verbs of anchor essays: add, edit, put in order, remove.  By the organizer, until judging ends."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.contests.totals import out_of_range, steps_allowed
from reviewapp.errors import Invalid
from reviewapp.judging import anchor_queries, rules
from reviewapp.models.contest import Round
from reviewapp.models.judging import Anchor
from reviewapp.models.rubric import Rubric
from reviewapp.words import Sentence, say

TITLE_LIMIT = 120  # characters
TEXT_LIMIT = 20_000
REASON_LIMIT = 2000
MOST = 20  # of one round; a judge reads them all
TELLING = 20  # characters of a line from which it tells where a text is from


@dataclass(frozen=True, slots=True)
class AnchorDraft:
    """An anchor essay as the organizer gives it.  marks: criterion id → steps, one for every criterion."""

    title: str
    text: str
    marks: Mapping[int, int]
    reason: str = ""
    shown: bool = True
    trial: bool = False


def add_anchor(
    session: Session, actor: Actor, round_: Round, rubric: Rubric, draft: AnchorDraft, *, now: datetime
) -> Anchor:
    """A new essay at the end of the list.  Recorded with its marks.  Raises Invalid with all that is wrong."""
    authorize(rules.edit_anchors(actor, round_, now=now))
    if len(anchor_queries.anchors(session, round_.id)) >= MOST:
        raise Invalid(say("一轮最多 %(count)s 篇样卷。", count=MOST))
    _check(session, round_, rubric, draft)
    position = anchor_queries.next_position(session, round_.id)
    anchor = Anchor(round_id=round_.id, position=position, **_values(draft))
    session.add(anchor)
    session.flush()
    record(session, actor, "judging.anchor_added", now=now, **_place(anchor, round_), **_facts(anchor))
    return anchor


def edit_anchor(
    session: Session,
    actor: Actor,
    round_: Round,
    rubric: Rubric,
    anchor: Anchor,
    draft: AnchorDraft,
    *,
    now: datetime,
) -> None:
    """Another text, marks, reason or use.  Recorded with what it was before.

    Once a judge has scored it in the trial, its text and marks stay: they are what he was compared with.
    """
    authorize(rules.edit_anchors(actor, round_, now=now))
    _check(session, round_, rubric, draft)
    before, values = _facts(anchor), _values(draft)
    scored = any(sheet.marks for sheet in anchor_queries.sheets_of_anchor(session, anchor.id))
    if scored and (anchor.text, anchor.marks) != (values["text"], values["marks"]):
        raise Invalid(say("已有评委试评过这篇，正文和商定的分不能再改。可以改理由和用途，或删除后另加一篇。"))
    for name, value in values.items():
        setattr(anchor, name, value)
    session.flush()
    record(
        session, actor, "judging.anchor_edited", now=now, before=before, **_place(anchor, round_),
        **_facts(anchor),
    )  # fmt: skip


def move_anchor(
    session: Session, actor: Actor, round_: Round, anchor: Anchor, up: bool, *, now: datetime
) -> None:
    """One place up or down in the order judges see; at the end of the list nothing changes.  Recorded."""
    authorize(rules.edit_anchors(actor, round_, now=now))
    listed = list(anchor_queries.anchors(session, round_.id))
    place = listed.index(anchor)
    other = place - 1 if up else place + 1
    if 0 <= other < len(listed):
        mine, theirs = anchor.position, listed[other].position
        anchor.position = -1  # two rows never hold one place
        session.flush()
        listed[other].position = mine
        session.flush()
        anchor.position = theirs
        session.flush()
    record(session, actor, "judging.anchor_moved", now=now, **_place(anchor, round_), title=anchor.title)


def remove_anchor(session: Session, actor: Actor, round_: Round, anchor: Anchor, *, now: datetime) -> None:
    """The essay goes, with what judges gave it in the trial.  Recorded with all of it."""
    authorize(rules.edit_anchors(actor, round_, now=now))
    sheets = anchor_queries.sheets_of_anchor(session, anchor.id)
    facts = _facts(anchor) | {"trials": {str(s.judge_id): s.marks for s in sheets}}
    for sheet in sheets:
        session.delete(sheet)
    session.flush()
    session.delete(anchor)
    session.flush()
    record(session, actor, "judging.anchor_removed", now=now, **_place(anchor, round_), **facts)


def incomplete(anchor: Anchor, rubric: Rubric) -> bool:
    """Does the rubric ask for marks the essay does not have?  So when it was changed afterwards."""
    given = {int(c): steps for c, steps in anchor.marks.items()}
    return any(given.get(c.id) not in steps_allowed(c, rubric) for c in rubric.criteria) or set(given) != {
        c.id for c in rubric.criteria
    }


def taken_from(text: str, papers: Iterable[str]) -> bool:
    """Is the text one of these?  When half of its longer lines stand in one of them, letter by letter."""
    lines = [line.strip() for line in text.split("\n") if len(line.strip()) >= TELLING]
    return bool(lines) and any(2 * sum(line in paper for line in lines) >= len(lines) for paper in papers)


def _check(session: Session, round_: Round, rubric: Rubric, draft: AnchorDraft) -> None:
    wrong: dict[str, Sentence] = {}
    for name, limit in (("title", TITLE_LIMIT), ("text", TEXT_LIMIT)):
        given = getattr(draft, name).strip()
        if not given:
            wrong[name] = say("必填。")
        elif len(given) > limit:
            wrong[name] = say("不能超过 %(limit)s 个字。", limit=limit)
    if len(draft.reason.strip()) > REASON_LIMIT:
        wrong["reason"] = say("不能超过 %(limit)s 个字。", limit=REASON_LIMIT)
    for criterion in rubric.criteria:
        steps = draft.marks.get(criterion.id)
        if steps is None:
            wrong[f"mark-{criterion.id}"] = say("“%(name)s”还没有打分。", name=criterion.name)
        elif steps not in steps_allowed(criterion, rubric):
            wrong[f"mark-{criterion.id}"] = out_of_range(criterion)
    if not wrong and taken_from(draft.text, anchor_queries.paper_texts(session, round_.id)):
        wrong["text"] = say("这是本轮参评的作品，不能作样卷。")
    if wrong:
        raise Invalid(next(iter(wrong.values())), wrong)


def _values(draft: AnchorDraft) -> dict[str, Any]:
    return {
        "title": draft.title.strip(),
        "text": draft.text.strip(),
        "marks": {str(criterion): steps for criterion, steps in draft.marks.items()},
        "reason": draft.reason.strip(),
        "shown": draft.shown,
        "trial": draft.trial,
    }


def _place(anchor: Anchor, round_: Round) -> dict[str, Any]:
    return {"subject": f"anchor:{anchor.id}", "contest_id": round_.contest_id}


def _facts(anchor: Anchor) -> dict[str, Any]:
    return {
        "title": anchor.title,
        "text_sha256": hashlib.sha256(anchor.text.encode()).hexdigest(),
        "marks": dict(anchor.marks),
        "shown": anchor.shown,
        "trial": anchor.trial,
    }
