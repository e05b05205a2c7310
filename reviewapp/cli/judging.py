"""``flask contest marks | import-marks | receipt``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask_babel import gettext

from reviewapp import web
from reviewapp.cli import receipts
from reviewapp.cli.terminal import answer, json_option, operator, plain_errors, round_of, round_option
from reviewapp.documents.encoding import decode
from reviewapp.documents.refusal import SENTENCES, Refusal
from reviewapp.errors import DomainError, Invalid
from reviewapp.judging import actions, overview_queries, queries, rules
from reviewapp.judging.keyed import KeyedLine, read_keyed
from reviewapp.words import say


def register(group: click.Group) -> None:
    """Add the commands of this stage."""
    for command in (marks, import_marks, receipts.receipt):
        group.add_command(command)


@click.command("marks")
@round_option
@json_option
@plain_errors
def marks(round_id: int | None, as_json: bool) -> None:
    """How far each judge is, and what waits."""
    with web.site().database.session() as session:
        round_ = round_of(session, round_id)
        judges = overview_queries.progress(session, round_)
        waiting = overview_queries.waiting(session, round_)
    facts = {
        "round": round_.id,
        "assigned": sum(j.assigned for j in judges),
        "submitted": sum(j.submitted for j in judges),
        "judges": [asdict(j) for j in judges],
        "adjudications": [asdict(r) for r in waiting.adjudications],
        "recusals_unfilled": [asdict(r) for r in waiting.recusals],
        "flagged": [asdict(r) for r in waiting.flagged],
    }
    total = say("已提交 %(done)s / %(total)s 次评阅。", done=facts["submitted"], total=facts["assigned"])
    rows = (
        f"  {j.alias}{'*' if j.simulated else ''}\t{j.submitted} / {j.assigned}\t{j.name}" for j in judges
    )
    answer(as_json, facts, web.speak(total), *rows)


@click.command("import-marks")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@round_option
@json_option
@plain_errors
def import_marks(file: Path, round_id: int | None, as_json: bool) -> None:
    """Key in sheets filled on paper: a CSV with 评委, 编号 and one column per criterion.

    Every line is stored whole or not at all, and answered; a line keyed in before changes nothing.
    """
    database = web.site().database
    with database.session() as session:
        round_ = round_of(session, round_id)
        rubric = queries.rubric_of(session, round_)
        web.require(rules.import_marks(operator(), round_, now=datetime.now(UTC)))
        if rubric is None:
            raise Invalid(say("本轮还没有评分标准。"))
        lines = read_keyed(_text_of(file), rubric)
        places = overview_queries.assignments_by_place(session, round_)
    report = [_store(line, round_.id, places.get((line.alias, line.code))) for line in lines]
    counts = {state: sum(r["state"] == state for r in report) for state in ("stored", "already", "refused")}
    web.site().jobs.enqueue_queued(round_.id)
    summary = say("录入 %(stored)s 份，已录入过 %(already)s 份，退回 %(refused)s 份。", **counts)
    said = (f"  {r['line']}\t{r['judge']}\t{r['code']}\t{r['said']}" for r in report)
    answer(as_json, {"round": round_.id, "counts": counts, "rows": report}, web.speak(summary), *said)


def _text_of(file: Path) -> str:
    try:
        return decode(file.read_bytes()).text
    except Refusal as refusal:
        raise click.ClickException(gettext(SENTENCES[refusal.code]) % refusal.facts) from refusal


def _store(line: KeyedLine, round_id: int, assignment_id: int | None) -> dict[str, Any]:
    """Store one line in a transaction of its own and say what became of it."""
    row = {"line": line.line, "judge": line.alias, "code": line.code}
    if line.draft is None and line.refusal is not None:
        return row | {"state": "refused", "said": web.speak(line.refusal)}
    if assignment_id is None or line.draft is None:
        return row | {"state": "refused", "said": web.speak(say("这位评委没有分到这篇作品。"))}
    try:
        with web.site().database.transaction() as session:
            round_ = round_of(session, round_id)
            assignment = overview_queries.assignment_with_sheet(session, round_id, assignment_id)
            assert assignment is not None  # assignments are never deleted
            now = datetime.now(UTC)
            saved = actions.import_sheet(session, operator(), assignment, round_, line.draft, now=now)
    except DomainError as error:
        return row | {"state": "refused", "said": web.speak(error.sentence)}
    if saved.replayed:
        return row | {"state": "already", "said": web.speak(say("已录入过，没有改动。"))}
    return row | {"state": "stored", "said": web.speak(say("已录入并提交。"))}
