"""The verbs of the library."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from reviewapp.access import Actor, authorize
from reviewapp.audit import record
from reviewapp.errors import Invalid, Stale
from reviewapp.library import queries, rules
from reviewapp.models.contest import Round
from reviewapp.models.entry import Entry
from reviewapp.models.library import LibraryKind, LibraryText
from reviewapp.runs import Json
from reviewapp.submissions.reading import TITLE_LIMIT
from reviewapp.submissions.rows import author_names
from reviewapp.words import Sentence, say

WORDS_LIMIT = 200  # characters of author and source
NOTE_LIMIT = 1000
TEXT_LIMIT = 2_000_000  # characters of one text; a book is no essay
YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Details:
    """What is said about a text."""

    kind: LibraryKind
    source: str = ""
    year: int | None = None
    note: str = ""
    title: str = ""
    author: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that could join the library."""

    details: Details
    text: str
    filename: str = ""
    entry_id: int | None = None
    contest_id: int | None = None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Added:
    """Texts that joined, and those the library held already (one for each draft, in order)."""

    texts: tuple[LibraryText, ...]
    already: tuple[LibraryText, ...]


def add_texts(session: Session, actor: Actor, drafts: Sequence[Draft], *, now: datetime) -> Added:
    """These texts join the library; one that was taken out comes back with its new details.

    A text the library holds is named, not taken again.  Recorded once with the ids.  Raises Invalid with
    the first thing that is wrong.
    """
    authorize(rules.change_library(actor, now=now))
    added = _take(session, actor, drafts, now)
    record(session, actor, "library.added", "library", now=now, **_facts(added))
    return added


def add_round(session: Session, actor: Actor, round_: Round, *, now: datetime) -> Added:
    """The works the round's confirmed selection chose join the library as past winners.

    Those that joined before are left as they are.  Recorded in the contest's log.
    """
    authorize(rules.add_round(actor, round_, now=now))
    entries = queries.selected_entries(session, round_.id)
    if not entries:
        raise Invalid(say("这一轮还没有确认入选名单。"))
    added = _take(session, actor, [_winner(entry, round_) for entry in entries], now)
    record(
        session, actor, "library.round_added", f"round:{round_.id}", contest_id=round_.contest_id, now=now,
        count=len(added.texts), **_facts(added),
    )  # fmt: skip
    return added


def correct_text(
    session: Session, actor: Actor, text: LibraryText, details: Details, version: int, *, now: datetime
) -> None:
    """What is said about a text is corrected; the text itself never changes.  Recorded with what was said
    before.  Raises Stale when somebody else changed it meanwhile."""
    authorize(rules.change_library(actor, now=now))
    if text.version != version or text.removed_at is not None:
        raise Stale(say("这篇刚被别人改过，请刷新后核对。"))
    _check(details)
    before = _said(text)
    _describe(text, details)
    session.flush()
    record(
        session, actor, "library.corrected", f"library:{text.id}", now=now, before=before, after=_said(text)
    )


def remove_text(session: Session, actor: Actor, text: LibraryText, reason: str, *, now: datetime) -> None:
    """The text takes part in no further comparison.  The row stays: cases may rest on it.  Recorded."""
    authorize(rules.change_library(actor, now=now))
    why = reason.strip()
    if not why:
        raise Invalid(say("请写明移出的理由。"), {"reason": say("必填。")})
    if text.removed_at is not None:
        raise Stale(say("这篇已经移出资料库。"))
    text.removed_at, text.removed_by = now, actor.user_id
    session.flush()
    record(
        session, actor, "library.removed", f"library:{text.id}", now=now, reason=why[:500], sha256=text.sha256
    )


def store_hints(
    session: Session, actor: Actor, round_: Round, found: Mapping[int, list[Json]], *, now: datetime
) -> None:
    """What these entries (by id) share with others; nothing is an answer too.  By the worker; recorded when
    there is something to look at."""
    authorize(rules.compare(actor, now=now))
    for entry_id, hint in queries.hints_of(session, found).items():
        hint.found, hint.compared_at = found[entry_id], now
    session.flush()
    met = sorted(entry_id for entry_id, shared in found.items() if shared)
    if met:
        record(
            session, actor, "library.met", f"round:{round_.id}", contest_id=round_.contest_id, now=now,
            count=len(met), entries=met,
        )  # fmt: skip


def _take(session: Session, actor: Actor, drafts: Sequence[Draft], now: datetime) -> Added:
    for draft in drafts:
        _check(draft.details)
        _check_text(draft.text)
    known = dict(queries.known_by_digest(session, {draft.sha256 for draft in drafts}))
    added, already = [], []
    for draft in drafts:
        row = known.get(draft.sha256)
        if row is not None and row.removed_at is None:
            already.append(row)
            continue
        if row is None:
            row = LibraryText(
                text=draft.text, sha256=draft.sha256,
                characters=sum(not c.isspace() for c in draft.text),
            )  # fmt: skip
            session.add(row)
            known[draft.sha256] = row
        _describe(row, draft.details)
        row.filename, row.entry_id, row.contest_id = draft.filename, draft.entry_id, draft.contest_id
        row.added_by, row.added_at, row.removed_by, row.removed_at = actor.user_id, now, None, None
        added.append(row)
    session.flush()
    return Added(tuple(added), tuple(already))


def _facts(added: Added) -> dict[str, Any]:
    return {"texts": [t.id for t in added.texts], "already": [t.id for t in added.already]}


def _winner(entry: Entry, round_: Round) -> Draft:
    when = round_.submissions_until or entry.submitted_at
    details = Details(
        kind=LibraryKind.WINNER,
        title=entry.title[:TITLE_LIMIT],
        author=author_names(entry)[:WORDS_LIMIT],
        source=f"{round_.contest.title} {round_.title}"[:WORDS_LIMIT],
        year=when.year,
    )
    return Draft(details, entry.text, entry_id=entry.id, contest_id=round_.contest_id)


def _describe(row: LibraryText, details: Details) -> None:
    row.kind, row.year = details.kind, details.year
    row.title, row.author = details.title.strip(), details.author.strip()
    row.source, row.note = details.source.strip(), details.note.strip()


def _said(row: LibraryText) -> dict[str, object]:
    names = ("title", "author", "source", "year", "note")
    return {"kind": row.kind.value, **{name: getattr(row, name) for name in names}}


def _check(details: Details) -> None:
    wrong: dict[str, Sentence] = {}
    if not details.title.strip():
        wrong["title"] = say("请填写题目。")
    limits = {"title": TITLE_LIMIT, "author": WORDS_LIMIT, "source": WORDS_LIMIT, "note": NOTE_LIMIT}
    for name, limit in limits.items():
        if len(getattr(details, name).strip()) > limit:
            wrong[name] = say("不能超过 %(limit)s 个字。", limit=limit)
    if details.year is not None and details.year not in YEARS:
        wrong["year"] = say("年份应为四位数字，如 2025。")
    if wrong:
        raise Invalid(next(iter(wrong.values())), wrong)


def _check_text(text: str) -> None:
    if not any(c.isalnum() for c in text):
        wrong = say("没有可以比对的文字。")
        raise Invalid(wrong, {"text": wrong})
    if len(text) > TEXT_LIMIT:
        wrong = say("不能超过 %(limit)s 个字。", limit=TEXT_LIMIT)
        raise Invalid(wrong, {"text": wrong})
