"""The verbs of a judge's pencil: annotations on a paper, and phrases kept to use again.

A change carries the version of the annotation its sender knew (0: none).  The same change again changes
nothing; a change of something that moved on since is refused, and the sender keeps both (Stale).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.errors import Invalid, Missing, Stale
from reviewapp.judging import note_queries, rules
from reviewapp.judging.places import place, shown_lines
from reviewapp.models.contest import Round
from reviewapp.models.judging import Annotation, Assignment, Phrase
from reviewapp.models.paper import Paper
from reviewapp.words import say

MOST_NOTES = 200  # annotations on one paper
NOTE_LIMIT = 1000  # characters
QUOTE_LIMIT = 5000  # characters
MOST_PHRASES = 100  # of one judge
PHRASE_LIMIT = 500  # characters
GONE = 1  # version of an annotation that was rubbed out: older than every other
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A highlighted span of `Paper.text` in code points, as the browser sends it.

    key: made by the browser, names the annotation on its paper
    base_version: the version the judge was looking at; 0 for a new one
    """

    key: str
    base_version: int
    start: int
    end: int
    quote: str
    note: str = ""
    shared: bool = False


@dataclass(frozen=True, slots=True)
class SavedNote:
    """What a change left on the server.  `replayed`: it had been done already, nothing was changed now."""

    version: int  # GONE: nothing is there
    replayed: bool = False


def version_of(held: Annotation | None) -> int:
    """Microseconds of the last change: grows with every change, and tells a browser what it knew."""
    return 0 if held is None else (held.changed_at - EPOCH) // TICK


def put_annotation(
    session: Session, actor: Actor, assignment: Assignment, round_: Round, draft: NoteDraft, *, now: datetime
) -> SavedNote:
    """An annotation is made or changed by the paper's judge while marks are open; recorded without its words.

    Raises Stale when it was changed elsewhere meanwhile, Invalid when there are too many, when it is too long,
    or when the author is to see words that are not in the text.
    """
    authorize(rules.read(actor, assignment, round_, now=now))
    paper = session.get_one(Paper, assignment.paper_id)
    draft = _to_the_letter(draft, paper.text)
    held = note_queries.annotation(session, assignment.id, draft.key)
    if held is not None and _content(held) == _content(draft):
        return SavedNote(version_of(held), replayed=True)
    authorize(rules.mark(actor, assignment, round_, now=now))
    _check(draft)
    _check_shown(draft, paper)
    if held is None:
        if note_queries.annotation_count(session, assignment.id) >= MOST_NOTES:
            raise Invalid(say("一篇最多 %(count)s 处批注，这一处没有保存。", count=MOST_NOTES))
        held = Annotation(assignment_id=assignment.id, key=draft.key, changed_at=now)
        session.add(held)
    elif version_of(held) != draft.base_version:
        raise Stale(say("这条批注在别处改动过。"))
    else:
        held.changed_at = max(now, held.changed_at + TICK)
    held.start, held.end, held.quote, held.note, held.shared = _content(draft)
    session.flush()
    facts: dict[str, Any] = {"note": held.id, "characters": len(held.note), "shared": held.shared}
    record(session, actor, "judging.annotated", now=now, **_place(assignment, round_), **facts)
    return SavedNote(version_of(held))


def remove_annotation(
    session: Session,
    actor: Actor,
    assignment: Assignment,
    round_: Round,
    key: str,
    base_version: int,
    *,
    now: datetime,
) -> SavedNote:
    """An annotation is rubbed out by its judge while marks are open; what is gone stays gone.  Recorded.

    Raises Stale when it was changed elsewhere meanwhile.
    """
    authorize(rules.read(actor, assignment, round_, now=now))
    held = note_queries.annotation(session, assignment.id, key)
    if held is None:
        return SavedNote(GONE, replayed=True)
    authorize(rules.mark(actor, assignment, round_, now=now))
    if version_of(held) != base_version:
        raise Stale(say("这条批注在别处改动过。"))
    number = held.id
    session.delete(held)
    session.flush()
    record(session, actor, "judging.annotation_removed", now=now, **_place(assignment, round_), note=number)
    return SavedNote(GONE)


def keep_phrase(session: Session, actor: Actor, round_: Round, text: str, *, now: datetime) -> None:
    """The judge keeps a remark to use again; one already kept stays as it is.  Recorded without its words."""
    authorize(rules.keep_phrases(actor, round_, now=now))
    judge_id = _judge(actor, round_)
    if note_queries.phrase(session, judge_id, text) is not None:
        return
    if not text.strip():
        raise Invalid(say("常用评语是空的，没有保存。"))
    if len(text) > PHRASE_LIMIT:
        raise Invalid(say("一条常用评语最多 %(count)s 个字。", count=PHRASE_LIMIT))
    if len(note_queries.phrases(session, judge_id)) >= MOST_PHRASES:
        raise Invalid(say("最多保存 %(count)s 条常用评语，请先删去不用的。", count=MOST_PHRASES))
    session.add(Phrase(judge_id=judge_id, text=text, used_at=now))
    session.flush()
    record(session, actor, "judging.phrase_kept", now=now, **_desk(judge_id, round_))


def use_phrase(session: Session, actor: Actor, round_: Round, text: str, *, now: datetime) -> None:
    """A phrase was put into a remark: the most used come first.  Recorded."""
    authorize(rules.keep_phrases(actor, round_, now=now))
    judge_id = _judge(actor, round_)
    held = note_queries.phrase(session, judge_id, text)
    if held is None:
        raise Missing
    held.uses, held.used_at = held.uses + 1, now
    record(session, actor, "judging.phrase_used", now=now, **_desk(judge_id, round_), uses=held.uses)


def drop_phrase(session: Session, actor: Actor, round_: Round, text: str, *, now: datetime) -> None:
    """The judge throws a phrase away; one that is gone stays gone.  Recorded."""
    authorize(rules.keep_phrases(actor, round_, now=now))
    judge_id = _judge(actor, round_)
    held = note_queries.phrase(session, judge_id, text)
    if held is None:
        return
    session.delete(held)
    record(session, actor, "judging.phrase_dropped", now=now, **_desk(judge_id, round_))


def _content(what: Annotation | NoteDraft) -> tuple[int, int, str, str, bool]:
    """What a judge sees of an annotation; without words there is nothing to show an author."""
    return what.start, what.end, what.quote, what.note, what.shared and bool(what.note)


def _to_the_letter(draft: NoteDraft, text: str) -> NoteDraft:
    """The quote as it stands in the text: a browser does not see which blanks part two paragraphs."""
    words = text[draft.start : draft.end]
    return replace(draft, quote=words) if words.split() == draft.quote.split() else draft


def _check(draft: NoteDraft) -> None:
    if not 0 <= draft.start < draft.end or len(draft.quote) != draft.end - draft.start:
        raise Invalid(say("批注的位置不对，请刷新页面。"))
    if len(draft.quote) > QUOTE_LIMIT:
        raise Invalid(say("一处最多划 %(count)s 个字。", count=QUOTE_LIMIT))
    if len(draft.note) > NOTE_LIMIT:
        raise Invalid(say("一条批注最多 %(count)s 个字。", count=NOTE_LIMIT))


def _check_shown(draft: NoteDraft, paper: Paper) -> None:
    """The author sees the quoted words as his own: they must stand in what the page shows of the paper."""
    if not (draft.shared and draft.note):
        return
    found = place(paper.text, draft.start, draft.end, draft.quote)
    lines = shown_lines(paper.text, paper.title)
    if found is None or not any(s < found[1] and found[0] < s + len(line) for s, line in lines):
        refusal = say(
            "原文里没有划线的这段文字，作者不能看到这条批注，没有保存。请重新划线，或改为只给自己看。"
        )
        raise Invalid(refusal, {"quote": refusal})


def _judge(actor: Actor, round_: Round) -> int:
    judge_id = actor.judge_id(round_.contest_id)
    assert judge_id is not None  # the rule has seen to it
    return judge_id


def _place(assignment: Assignment, round_: Round) -> dict[str, Any]:
    return {"subject": f"assignment:{assignment.id}", "contest_id": round_.contest_id}


def _desk(judge_id: int, round_: Round) -> dict[str, Any]:
    return {"subject": f"judge:{judge_id}", "contest_id": round_.contest_id}
