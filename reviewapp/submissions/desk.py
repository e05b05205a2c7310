"""Pages of sealing: the list of papers, and the redaction desk of one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import runs, web
from reviewapp.errors import Invalid, Missing, Stale
from reviewapp.models.contest import Round
from reviewapp.models.entry import EntryState, Mention
from reviewapp.models.paper import Paper
from reviewapp.submissions import actions, queries, rules
from reviewapp.submissions.blueprint import bp
from reviewapp.submissions.decisions import is_masked, settled
from reviewapp.submissions.doubts import doubts_of, identity_words, leftovers, shown_to_judges
from reviewapp.submissions.forms import desk_input
from reviewapp.submissions.masking import Paragraph, paragraphs, shown_lines
from reviewapp.submissions.progress import KINDS, LEVELS, STATES
from reviewapp.submissions.rows import EntryRow

CONTEXT = 8  # characters shown before and after a mention in the list


@dataclass(frozen=True, slots=True)
class Mark:
    """A span on the desk: a mention of the entry (`id`) or one the clerk has just added (None)."""

    start: int
    end: int
    kind: str
    level: str
    masked: bool
    id: int | None = None
    theirs: bool | None = None  # what somebody else decided meanwhile, where it differs


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture on the desk: the line of the entry below which it stands, and whether judges may see it."""

    position: int
    after_line: int
    width: int
    height: int
    allowed: bool
    theirs: bool | None = None  # what somebody else decided meanwhile, where it differs


@dataclass(frozen=True, slots=True)
class Bench:
    """Everything the desk of one entry shows."""

    row: EntryRow
    paper: Paper
    marks: list[Mark]
    title: str
    shots: list[Shot]

    @property
    def paragraphs(self) -> list[tuple[Paragraph, list[Shot]]]:
        """Every line of the entry with the pictures below it."""
        cut = paragraphs(self.row.entry.text, [(m.start, m.end) for m in self.marks])
        return [(p, [s for s in self.shots if s.after_line == line]) for line, p in enumerate(cut)]

    @property
    def first_shots(self) -> list[Shot]:
        """Pictures above the first line."""
        return [s for s in self.shots if s.after_line < 0]

    @property
    def shown_lines(self) -> list[tuple[str, list[Shot]]]:
        """What a judge will read, line by line, each with the pictures allowed below it; the first line is
        empty and carries those above the text."""
        spans = [(m.start, m.end, m.kind) for m in self.marks if m.masked]
        lines = [(-1, ""), *shown_lines(self.row.entry.text, self.row.entry.title, spans)]
        ends = [number for number, _text in lines[1:]] + [len(self.row.entry.text)]
        return [
            (text, [s for s in self.shots if s.allowed and number <= s.after_line < end])
            for (number, text), end in zip(lines, ends, strict=True)
        ]

    @property
    def shown_text(self) -> str:
        return "\n".join(text for text, _shots in self.shown_lines[1:])

    @property
    def left(self) -> tuple[str, ...]:
        words = identity_words(self.row.entry, self.row.unit_name)
        return leftovers(shown_to_judges(self.title, self.paper.genre, self.shown_text), words)

    def words(self, mark: Mark) -> tuple[str, str, str]:
        """(before, mention, after) as the list shows a mark."""
        text = self.row.entry.text
        before = text[max(0, mark.start - CONTEXT) : mark.start].rpartition("\n")[2]
        after = text[mark.end : mark.end + CONTEXT].partition("\n")[0]
        return before, text[mark.start : mark.end], after


@bp.route("/rounds/<int:round_id>/redaction")
@login_required
def desk(round_id: int) -> str:
    """Every paper with its state and its mentions; what waits and needs eyes stands first."""
    session = web.read_session()
    round_ = web.load_round(round_id)
    web.require(rules.see_all(web.actor(), round_, now=web.now()))
    found = queries.desk(session, round_id)
    counts = queries.states(session, round_id)
    state = request.args.get("state", "")
    rows = [r for r in found if not state or r.row.entry.state.value == state]
    page = web.page_of(len(rows))
    proposed = queries.proposed(session, round_id)
    return render_template(
        "submissions/desk.html",
        round=round_,
        rows=rows[page.offset : page.offset + page.size],
        page=page,
        states=STATES,
        received=counts.get(EntryState.RECEIVED, 0),
        waiting=len(proposed),
        confirmed=counts.get(EntryState.SEALED, 0),
        clear=sum(not doubts_of(*row) for row in proposed),
        first=queries.next_waiting(session, round_id, 0),
        run=runs.waiting(session, round_id, "sealing"),
        may_seal=rules.seal(web.actor(), round_, now=web.now()) is None,
        may_redact=rules.redact(web.actor(), round_, now=web.now()) is None,
    )


@bp.route("/rounds/<int:round_id>/redaction/seal", methods=["POST"])
@login_required
def seal(round_id: int) -> ResponseReturnValue:
    with web.transaction() as session:
        round_ = web.load_round(round_id, session)
        run = actions.request_sealing(session, web.actor(), round_, now=web.now())
    return web.follow(run)


@bp.route("/rounds/<int:round_id>/redaction/confirm", methods=["POST"])
@login_required
def confirm_all(round_id: int) -> ResponseReturnValue:
    """Confirm together what leaves no doubt, or, with a reason, everything that waits."""
    everything = request.form.get("all") == "1"
    reason = request.form.get("reason", "").replace("\0", "")
    if everything and not reason.strip():
        web.flash(_("请写明全部确认的理由。"), "error")
        return redirect(url_for("submissions.desk", round_id=round_id))
    with web.transaction() as session:
        round_ = web.load_round(round_id, session)
        numbers = actions.confirm_proposed(
            session, web.actor(), round_, reason=reason if everything else "", now=web.now()
        )
    web.flash(_("已确认 %(count)s 篇。", count=len(numbers)))
    return redirect(url_for("submissions.desk", round_id=round_id))


@bp.route("/rounds/<int:round_id>/redaction/<int:number>", methods=["GET", "POST"])
@login_required
def redact(round_id: int, number: int) -> ResponseReturnValue:
    """The redaction desk of one paper; every button is an ordinary form, the script only saves time."""
    if request.method == "POST" and request.form.get("do") in ("confirm", "keep"):
        return _decide(round_id, number)
    session = web.read_session()
    round_ = web.load_round(round_id)
    web.require(rules.see_all(web.actor(), round_, now=web.now()))
    row, paper = _row(session, round_id, number)
    if request.method == "GET":
        return _bench_page(round_, _bench(row, paper))
    return _bench_page(round_, *_drafted(row, paper))


@bp.route("/rounds/<int:round_id>/redaction/<int:number>/preview", methods=["POST"])
@login_required
def preview(round_id: int, number: int) -> str:
    """The parts of the desk that change with the masks, for the script; nothing is stored."""
    round_ = web.load_round(round_id)
    web.require(rules.see_all(web.actor(), round_, now=web.now()))
    row, paper = _row(web.read_session(), round_id, number)
    bench, problems = _drafted(row, paper)
    return render_template(
        "submissions/_parts.html", round=round_, bench=bench, kinds=KINDS, levels=LEVELS, problems=problems
    )


@bp.route("/rounds/<int:round_id>/redaction/<int:number>/pictures/<int:position>")
@login_required
def picture(round_id: int, number: int, position: int) -> ResponseReturnValue:
    """One picture as judges would see it, for the clerk who decides on it."""
    session = web.read_session()
    round_ = web.load_round(round_id)
    web.require(rules.see_all(web.actor(), round_, now=web.now()))
    _found, paper = _row(session, round_id, number)
    for kept in queries.pictures(session, [paper.id]).get(paper.id, []):
        if kept.position == position:
            return web.drawn_picture(kept.sha256, kept.media_type, place=f"desk {paper.id} {position}")
    raise Missing


def _decide(round_id: int, number: int) -> ResponseReturnValue:
    """Confirm, or keep for later, what the form says; a refusal gives the form back as it was sent."""
    keep = request.form.get("do") == "keep"
    try:
        with web.transaction() as session:
            round_ = web.load_round(round_id, session)
            web.require(rules.see_all(web.actor(), round_, now=web.now()))
            row, _paper = _row(session, round_id, number)
            sent = desk_input(request.form, row.entry.text)
            decide = actions.keep_redactions if keep else actions.confirm_redactions
            decide(session, web.actor(), row.entry, round_, sent.redactions, now=web.now())
            following = queries.next_waiting(session, round_id, number)
    except (Invalid, Stale) as error:
        stale = isinstance(error, Stale)
        round_ = web.load_round(round_id)
        bench, problems = _drafted(*_row(web.read_session(), round_id, number), stale=stale)
        problems.insert(0, web.speak(error.sentence))
        return _bench_page(round_, bench, problems), 409 if stale else 422
    said = _("第 %(number)s 号已暂存，仍待核对。") if keep else _("第 %(number)s 号的遮盖已确认。")
    web.flash(said % {"number": number})
    if following is None:
        return redirect(url_for("submissions.desk", round_id=round_id))
    return redirect(url_for("submissions.redact", round_id=round_id, number=following))


def _row(session: Session, round_id: int, number: int) -> tuple[EntryRow, Paper]:
    """The entry and its paper, or the answer that there is none to redact."""
    row = queries.entry_by_number(session, round_id, number)
    if row is None or row.entry.paper_id is None or row.entry.state == EntryState.WITHDRAWN:
        raise Missing
    return row, session.get_one(Paper, row.entry.paper_id)


def _bench(row: EntryRow, paper: Paper) -> Bench:
    """As stored: what is masked now, or, before anybody confirmed, what is proposed."""
    marks = [_mark(m, is_masked(m)) for m in _in_order(row.entry.mentions)]
    return Bench(row, paper, marks, paper.title, _shots(row, paper, None))


def _drafted(row: EntryRow, paper: Paper, *, stale: bool = False) -> tuple[Bench, list[str]]:
    """As the form just sent says, with what was wrong in it; stale: with what others decided meanwhile."""
    sent = desk_input(request.form, row.entry.text)
    data = settled(row.entry, sent.redactions)
    marks = [
        _mark(m, m.id in data.accepted, theirs=is_masked(m) if stale else None)
        for m in _in_order(row.entry.mentions)
    ]
    marks += [
        Mark(start, end, kind, "certain", True)
        for start, end, kind in data.added
        if 0 <= start < end <= len(row.entry.text) and kind in KINDS
    ]
    bench = Bench(
        row,
        paper,
        sorted(marks, key=lambda m: (m.start, m.end)),
        data.title,
        _shots(row, paper, data.pictures, stale=stale),
    )
    return bench, list(sent.problems)


def _shots(row: EntryRow, paper: Paper, allowed: frozenset[int] | None, *, stale: bool = False) -> list[Shot]:
    """Every picture of the paper, allowed as stored (None) or as the form says."""
    shots = []
    for p in queries.pictures(web.read_session(), [paper.id]).get(paper.id, []):
        shown = p.allowed if allowed is None else p.position in allowed
        line = row.entry.pictures[p.position]["after_line"]
        theirs = p.allowed if stale and p.allowed != shown else None
        shots.append(Shot(p.position, line, p.width, p.height, shown, theirs))
    return shots


def _in_order(mentions: Iterable[Mention]) -> list[Mention]:
    return sorted(mentions, key=lambda m: (m.start, m.end))


def _mark(mention: Mention, masked: bool, theirs: bool | None = None) -> Mark:
    m = mention
    return Mark(m.start, m.end, m.kind, m.level, masked, m.id, None if theirs == masked else theirs)


def _bench_page(round_: Round, bench: Bench, problems: Iterable[str] = ()) -> str:
    session, entry = web.read_session(), bench.row.entry
    counts = queries.states(session, round_.id)
    return render_template(
        "submissions/redact.html",
        round=round_,
        bench=bench,
        kinds=KINDS,
        levels=LEVELS,
        problems=list(problems),
        notices=sorted(entry.notices, key=lambda n: not n.get("holds")),
        state=STATES[entry.state],
        following=queries.next_waiting(session, round_.id, entry.number),
        waiting=counts.get(EntryState.PROPOSED, 0),
        confirmed=counts.get(EntryState.SEALED, 0),
        waits=entry.state == EntryState.PROPOSED,
        may_redact=rules.redact(web.actor(), round_, now=web.now()) is None,
    )
