"""Pages of the library: list, one text, adding; for administrators and organizers."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import login_required
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.contests.blueprint import show_refusal
from reviewapp.documents.limits import MAX_DOCUMENT_BYTES, readable_size
from reviewapp.documents.sniff import ARCHIVE_EXTENSIONS, ESSAY_EXTENSIONS
from reviewapp.errors import Invalid, Missing, Stale
from reviewapp.library import actions, intake, queries, rules
from reviewapp.library.forms import KINDS, CorrectForm, FilesForm, PasteForm
from reviewapp.models.account import Role
from reviewapp.models.library import LibraryKind, LibraryText
from reviewapp.submissions.reading import Line

bp = Blueprint("library", __name__)

PAGE_CHARACTERS = 10_000  # of a text shown at once; a longer one is turned over, never cut in a paragraph


@bp.route("/library", endpoint="texts")
@login_required
def list_texts() -> str:
    """All texts, newest first, and the rounds whose selected works could join."""
    web.require(rules.see_library(web.actor(), now=web.now()))
    session, wanted = web.read_session(), _filter()
    page = web.page_of(queries.count_texts(session, wanted))
    found = queries.texts(session, wanted, offset=page.offset, limit=page.size)
    return render_template(
        "library/texts.html",
        texts=found,
        page=page,
        kinds=KINDS,
        counts=queries.kind_counts(session),
        rounds=queries.finished_rounds(session, _own_contests(), rules.PUBLIC_STAGES),
    )


def _filter() -> queries.TextFilter:
    """The filter the address names; an unknown value narrows nothing."""
    kind = request.args.get("kind", "")
    return queries.TextFilter(
        kind=LibraryKind(kind) if kind in {k.value for k in LibraryKind} else None,
        words=request.args.get("q", "").replace("\0", "")[:100],
    )


def _own_contests() -> set[int]:
    grants = (g for g in web.actor().grants if g.role == Role.ORGANIZER)
    return {g.contest_id for g in grants if g.contest_id is not None}


@bp.route("/library/add", methods=["GET", "POST"])
@login_required
def add() -> ResponseReturnValue:
    """Add texts: files that share their details, or one pasted text."""
    web.require(rules.change_library(web.actor(), now=web.now()))
    files, paste = FilesForm(prefix="files-"), PasteForm(prefix="paste-")
    form = paste if request.form.get("mode") == "paste" else files
    if form.validate_on_submit():
        answer = _add(form)
        if answer is not None:
            return answer
    status = 422 if request.method == "POST" else 200
    return render_template(
        "library/add.html",
        files=files,
        paste=paste,
        kinds=sorted(ESSAY_EXTENSIONS),
        accept=",".join([*sorted(ESSAY_EXTENSIONS), *ARCHIVE_EXTENSIONS]),
        document_limit=readable_size(MAX_DOCUMENT_BYTES),
        upload_limit=readable_size(web.site().settings.upload_limit),
    ), status


def _add(form: FilesForm | PasteForm) -> ResponseReturnValue | None:
    """Read first, with no transaction open; then one short transaction.  None: the form says what is wrong."""
    web.close_session()
    lines: list[Line] = []
    if isinstance(form, FilesForm):
        drafts, lines = intake.read_files(form.uploads(), form.details())
    else:
        drafts = [intake.pasted(form.text.data, form.details())]
    added = actions.Added((), ())
    try:
        if drafts:
            with web.transaction() as session:
                added = actions.add_texts(session, web.actor(), drafts, now=web.now())
    except Invalid as error:
        show_refusal(form, error)
        return None
    if lines or added.already:
        page = render_template("library/added.html", added=added, lines=lines, kinds=KINDS)
        return page, 200 if added.texts or added.already else 422
    web.flash(_("已收入 %(count)s 篇。", count=len(added.texts)))
    return redirect(url_for("library.texts"))


@bp.route("/library/rounds/<int:round_id>", methods=["POST"])
@login_required
def add_round(round_id: int) -> ResponseReturnValue:
    """The selected works of a finished round join at one click."""
    with web.transaction() as session:
        added = actions.add_round(session, web.actor(), web.load_round(round_id, session), now=web.now())
    counts = {"count": len(added.texts), "already": len(added.already)}
    web.flash(_("已收入入选作品 %(count)s 篇，库中已有 %(already)s 篇。", **counts))
    return redirect(url_for("library.texts", kind=LibraryKind.WINNER.value))


@bp.route("/library/<int:text_id>", methods=["GET", "POST"])
@login_required
def text(text_id: int) -> ResponseReturnValue:
    """One text; what is said about it can be corrected."""
    web.require(rules.see_library(web.actor(), now=web.now()))
    form = CorrectForm.of(_text(web.read_session(), text_id))
    if form.validate_on_submit():
        try:
            with web.transaction() as session:
                actions.correct_text(
                    session, web.actor(), _text(session, text_id), form.details(), form.seen_version(),
                    now=web.now(),
                )  # fmt: skip
            web.flash(_("已保存。"))
            return redirect(url_for("library.text", text_id=text_id))
        except Invalid as error:
            show_refusal(form, error)
        except Stale as error:
            show_refusal(form, Invalid(error.sentence))
    return _text_page(text_id, form), 422 if request.method == "POST" else 200


@bp.route("/library/<int:text_id>/remove", methods=["POST"])
@login_required
def remove(text_id: int) -> ResponseReturnValue:
    reason = request.form.get("reason", "").replace("\0", "")
    try:
        with web.transaction() as session:
            web.require(rules.see_library(web.actor(), now=web.now()))
            actions.remove_text(session, web.actor(), _text(session, text_id), reason, now=web.now())
    except Invalid as error:
        form = CorrectForm(formdata=None, obj=_text(web.read_session(), text_id))
        return _text_page(text_id, form, web.speak(error.sentence)), 422
    web.flash(_("已移出资料库，不再参与比对。"))
    return redirect(url_for("library.texts"))


def _text(session: Session, text_id: int) -> LibraryText:
    found = session.get(LibraryText, text_id)
    if found is None:
        raise Missing
    return found


def _leaves(text: str) -> list[list[str]]:
    """The paragraphs page by page; a paragraph longer than a page is cut."""
    leaves: list[list[str]] = [[]]
    size = 0
    for line in text.split("\n"):
        for start in range(0, max(1, len(line)), PAGE_CHARACTERS):
            piece = line[start : start + PAGE_CHARACTERS]
            if leaves[-1] and size + len(piece) > PAGE_CHARACTERS:
                leaves.append([])
                size = 0
            leaves[-1].append(piece)
            size += len(piece)
    return leaves


def _text_page(text_id: int, form: CorrectForm, error: str = "") -> str:
    session = web.read_session()
    found = _text(session, text_id)
    form.version.data = str(found.version)
    leaves = _leaves(found.text)
    page = web.page_of(len(leaves), size=1)
    return render_template(
        "library/text.html",
        text=found,
        page=page,
        paragraphs=leaves[page.number - 1],
        form=form,
        error=error,
        kinds=KINDS,
        names=queries.names_of(session, (found.added_by, found.removed_by)),
    )
