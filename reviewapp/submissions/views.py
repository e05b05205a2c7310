"""Pages of intake: upload, report, receipt, lists of works, one work and its original, the unit's page."""

from __future__ import annotations

import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required

from reviewapp import storage, web
from reviewapp.access import STAFF
from reviewapp.contests.deadlines import cutoff, zone_name
from reviewapp.documents.limits import MAX_DOCUMENT_BYTES, readable_size
from reviewapp.documents.sniff import ESSAY_EXTENSIONS, TABLE_EXTENSIONS
from reviewapp.errors import Invalid, Missing
from reviewapp.models.contest import Recommender, Round
from reviewapp.models.entry import EntryState, IntakeBatch
from reviewapp.models.people import Unit
from reviewapp.spreadsheets import official_heading
from reviewapp.submissions import actions, desk, queries, rules
from reviewapp.submissions import count_queries as counting
from reviewapp.submissions.blueprint import bp
from reviewapp.submissions.downloads import original_file, workbook
from reviewapp.submissions.forms import PackageForm, SingleForm
from reviewapp.submissions.intake import read_upload
from reviewapp.submissions.progress import OUTCOMES, STATES, fate
from reviewapp.submissions.register import is_table
from reviewapp.submissions.rows import EntryFilter, EntryRow
from reviewapp.submissions.sheets import batch_report, blank_register

__all__ = ["bp", "desk"]

logger = logging.getLogger(__name__)

Sender = tuple[Recommender, Unit | None]


# ── handing in


@bp.route("/rounds/<int:round_id>/upload", methods=["GET", "POST"])
@login_required
def upload(round_id: int) -> ResponseReturnValue:
    """Hand in works: a package with its 汇总表, or a single work with a form."""
    round_ = web.load_round(round_id)
    web.require(rules.hand_in(web.actor(), round_, now=web.now()))
    senders = _senders(round_)
    single = SingleForm(prefix="single-")
    package = PackageForm()
    for form in (single, package):
        form.sender.choices = [(key, _sender_name(*sender)) for key, sender in senders.items()]
        if len(senders) == 1 and not form.is_submitted():
            form.sender.data = next(iter(senders))
    form = single if request.form.get("mode") == "single" else package
    if form.validate_on_submit():
        return _import(round_, *senders[form.sender.data], form)
    status = 422 if request.method == "POST" else 200
    return _upload_page(round_, senders, package, single), status


def _upload_page(round_: Round, senders: dict[str, Sender], package: PackageForm, single: SingleForm) -> str:
    actor, session = web.actor(), web.read_session()
    denials = [rules.submit(actor, round_, *sender, now=web.now()) for sender in senders.values()]
    mine = None if actor.has_any(STAFF, round_.contest_id) else actor.user_id
    return render_template(
        "submissions/upload.html",
        round=round_,
        package=package,
        single=single,
        senders=senders,
        closed=denials[0] if denials and all(denials) else None,
        cutoff=_cutoff(round_),
        essays=sorted(ESSAY_EXTENSIONS),
        tables=sorted(TABLE_EXTENSIONS),
        document_limit=readable_size(MAX_DOCUMENT_BYTES),
        upload_limit=readable_size(web.site().settings.upload_limit),
        batches=queries.batches(session, round_.id, uploaded_by=mine),
    )


def _senders(round_: Round) -> dict[str, Sender]:
    """For whom this actor can hand in: value of the choice → recommender and, below it, the unit."""
    actor, session = web.actor(), web.read_session()
    if actor.has_any(STAFF, round_.contest_id):
        return {str(r.id): (r, None) for r in queries.recommenders(session, round_.contest_id)}
    found: dict[str, Sender] = {}
    for recommender, unit in queries.senders(session, round_.contest_id, actor.unit_ids(round_.contest_id)):
        own = recommender.unit_id == unit.id
        key = str(recommender.id) if own else f"{recommender.id}-{unit.id}"
        found[key] = (recommender, None if own else unit)
    return found


def _sender_name(recommender: Recommender, unit: Unit | None) -> str:
    if unit is None:
        return recommender.name
    return str(_("%(unit)s（由%(body)s推荐）", unit=unit.name, body=recommender.name))


def _import(
    round_: Round, recommender: Recommender, unit: Unit | None, form: PackageForm | SingleForm
) -> ResponseReturnValue:
    """Read first, with no transaction open; then one short transaction takes what was read."""
    web.require(rules.submit(web.actor(), round_, recommender, unit, now=web.now()))
    web.close_session()
    uploads = form.uploads()
    reading = read_upload(uploads, form.said())
    main = next((u for u in uploads if is_table(u)), uploads[0])
    with web.transaction() as session:
        batch = actions.import_batch(
            session, web.actor(), web.load_round(round_.id, session),
            session.get_one(Recommender, recommender.id), reading, main,
            unit_id=unit.id if unit else None, folder=web.site().settings.uploads, now=web.now(),
        )  # fmt: skip
        counts = outcome_counts(batch)
    web.site().jobs.enqueue_chore("arrivals", round_.id)
    category = "success" if counts["received"] else "warning"
    web.flash(_("新收 %(received)s 篇，已收过 %(already)s 篇，未收 %(refused)s 项。", **counts), category)
    return redirect(url_for("submissions.batch", round_id=round_.id, batch_id=batch.id))


def outcome_counts(batch: IntakeBatch) -> dict[str, int]:
    """How many lines of the report have each outcome."""
    return {name: sum(line["outcome"] == name for line in batch.report) for name in OUTCOMES}


@bp.route("/rounds/<int:round_id>/upload/template.xlsx")
@login_required
def template(round_id: int) -> Response:
    """A blank 汇总表."""
    round_ = web.load_round(round_id)
    web.require(rules.hand_in(web.actor(), round_, now=web.now()))
    return workbook(blank_register(round_.contest.title), _("汇总表.xlsx"))


@bp.route("/rounds/<int:round_id>/batches/<int:batch_id>")
@login_required
def batch(round_id: int, batch_id: int) -> str:
    """What became of each row and file of one upload."""
    round_, found, recommender = _batch(round_id, batch_id)
    return render_template(
        "submissions/batch.html",
        round=round_,
        batch=found,
        recommender=recommender,
        counts=outcome_counts(found),
        outcomes=OUTCOMES,
    )


@bp.route("/rounds/<int:round_id>/batches/<int:batch_id>/report.xlsx")
@login_required
def batch_xlsx(round_id: int, batch_id: int) -> Response:
    _round, found, _recommender = _batch(round_id, batch_id)
    return workbook(batch_report(found, web.speak), _("来件报告%(id)s.xlsx", id=found.id))


def _batch(round_id: int, batch_id: int) -> tuple[Round, IntakeBatch, Recommender]:
    session = web.read_session()
    round_ = web.load_round(round_id)
    found = queries.batch(session, round_id, batch_id)
    recommender = session.get(Recommender, found.recommender_id) if found else None
    if found is None or recommender is None:
        raise Missing
    web.require(rules.see_batch(web.actor(), round_, found, recommender, now=web.now()))
    return round_, found, recommender


@bp.route("/rounds/<int:round_id>/receipts/<int:number>")
@login_required
def receipt(round_id: int, number: int) -> str:
    """The numbered receipt of one work, to print."""
    round_, row = _entry(round_id, number)
    file = next(iter(row.entry.files), None)  # a work sent up from another round keeps its file there
    return render_template(
        "submissions/receipt.html",
        round=round_,
        row=row,
        file=file,
        size=readable_size(file.size) if file else "",
        received_at=_exact(row.entry.submitted_at, round_.contest.time_zone),
    )


# ── works


@bp.route("/rounds/<int:round_id>/entries")
@login_required
def entries(round_id: int) -> str:
    """All works of the round with how many came from whom; for the staff."""
    session = web.read_session()
    round_ = web.load_round(round_id)
    web.require(rules.see_all(web.actor(), round_, now=web.now()))
    wanted = _filter()
    counts = counting.tally(session, round_id)
    total = counting.count_in(counts, wanted)
    page = web.page_of(queries.count_entries(session, round_id, wanted) if total is None else total)
    deliveries = queries.deliveries(session, round_, counts=counts)
    rows = queries.entries(session, round_id, wanted, offset=page.offset, limit=page.size)
    return render_template(
        "submissions/entries.html",
        round=round_,
        rows=rows,
        hints=queries.hints(session, [r.entry.id for r in rows]),
        page=page,
        states=STATES,
        counts=counting.by_state(counts),
        deliveries=deliveries,
        short=[d for d in deliveries if d.shortfall],
        batches=queries.batches(session, round_id),
        cutoff=_cutoff(round_),
    )


def _filter() -> EntryFilter:
    """The filter the address names; an unknown value narrows nothing."""
    state = request.args.get("state", "")
    return EntryFilter(
        state=EntryState(state) if state in {s.value for s in EntryState} else None,
        recommender_id=request.args.get("recommender", type=int),
        words=request.args.get("q", "").replace("\0", "")[:100],
    )


@bp.route("/rounds/<int:round_id>/entries/<int:number>")
@login_required
def entry(round_id: int, number: int) -> str:
    round_, row = _entry(round_id, number)
    return _entry_page(round_, row)


def _entry_page(round_: Round, row: EntryRow, error: str = "") -> str:
    actor = web.actor()
    staff = actor.has_any(STAFF, round_.contest_id)
    outcome = queries.outcomes(web.read_session(), round_, [row.entry.id], now=web.now()).get(row.entry.id)
    return render_template(
        "submissions/entry.html",
        round=round_,
        row=row,
        staff=staff,
        hints=queries.hints(web.read_session(), [row.entry.id]).get(row.entry.id, []) if staff else [],
        state=STATES[row.entry.state] if staff else fate(row.entry, round_, outcome),
        outcome=outcome,
        headings=form_headings(row),
        may_withdraw=rules.withdraw(actor, round_, row.entry, row.recommender, now=web.now()) is None,
        error=error,
    )


def form_headings(row: EntryRow) -> list[tuple[str, str]]:
    """The form as given, under the official headings."""
    return [(official_heading(name), str(value)) for name, value in row.entry.form.items() if value]


@bp.route("/rounds/<int:round_id>/entries/<int:number>/original")
@login_required
def original(round_id: int, number: int) -> ResponseReturnValue:
    """The file exactly as it was sent, to save; its digest is checked on the way."""
    _round, row = _entry(round_id, number)
    file = next(iter(row.entry.files), None)
    if file is None:
        raise Missing
    try:
        data = storage.read(web.site().settings.uploads, file.sha256)
    except storage.StorageError:
        logger.exception("original of entry %d cannot be had", row.entry.id)
        sentence = _("原件读不出来，或与收件时的校验值不符。请立即告诉系统管理员，不要再上传。")
        return render_template("errors/error.html", status=500, sentence=sentence), 500
    return original_file(data, file.filename)


@bp.route("/rounds/<int:round_id>/entries/<int:number>/withdraw", methods=["POST"])
@login_required
def withdraw(round_id: int, number: int) -> ResponseReturnValue:
    reason = request.form.get("reason", "").replace("\0", "")
    try:
        with web.transaction() as session:
            round_ = web.load_round(round_id, session)
            row = queries.entry_by_number(session, round_id, number)
            if row is None:
                raise Missing
            actions.withdraw_entry(
                session, web.actor(), row.entry, round_, row.recommender, reason, now=web.now()
            )
    except Invalid as error:
        round_, row = _entry(round_id, number)
        return _entry_page(round_, row, web.speak(error.sentence)), 422
    web.flash(_("作品 %(number)s 已撤回。", number=number))
    return redirect(url_for("submissions.entry", round_id=round_id, number=number))


def _entry(round_id: int, number: int) -> tuple[Round, EntryRow]:
    """The work the actor may see, or the answer that there is none."""
    round_ = web.load_round(round_id)
    row = queries.entry_by_number(web.read_session(), round_id, number)
    if row is None:
        raise Missing
    web.require(rules.see_entry(web.actor(), round_, row.entry, row.recommender, now=web.now()))
    return round_, row


@bp.route("/rounds/<int:round_id>/mine")
@login_required
def mine(round_id: int) -> str:
    """A unit's own works, what it owes, and, once released, what became of each."""
    session, actor = web.read_session(), web.actor()
    round_ = web.load_round(round_id)
    web.require(rules.see_own(actor, round_, now=web.now()))
    units = actor.unit_ids(round_.contest_id)
    wanted = EntryFilter(unit_ids=units, words=request.args.get("q", "").replace("\0", "")[:100])
    page = web.page_of(queries.count_entries(session, round_id, wanted))
    rows = queries.entries(session, round_id, wanted, offset=page.offset, limit=page.size)
    outcomes = queries.outcomes(session, round_, [r.entry.id for r in rows], now=web.now())
    return render_template(
        "submissions/mine.html",
        round=round_,
        rows=[(r, *fate(r.entry, round_, outcomes.get(r.entry.id)), outcomes.get(r.entry.id)) for r in rows],
        page=page,
        released=bool(outcomes),
        deliveries=queries.deliveries(session, round_, units),
        cutoff=_cutoff(round_),
        open=any(rules.submit(actor, round_, *s, now=web.now()) is None for s in _senders(round_).values()),
        batches=queries.batches(session, round_id, uploaded_by=actor.user_id),
    )


def _exact(instant: datetime, zone: str) -> str:
    """2026年6月30日 17:42:05（北京时间）: on a receipt nothing is left to guess."""
    t = instant.astimezone(ZoneInfo(zone))
    name = web.speak(zone_name(zone))
    words: str = _(
        "%(year)s年%(month)s月%(day)s日 %(clock)s（%(zone)s）",
        year=t.year, month=t.month, day=t.day, clock=f"{t:%H:%M:%S}", zone=name,
    )  # fmt: skip
    return words


def _cutoff(round_: Round) -> str:
    until = round_.submissions_until
    return web.speak(cutoff(until, round_.contest.time_zone)) if until else ""
