"""``flask contest standings | method``."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from reviewapp import runs, web
from reviewapp.cli.terminal import (
    answer,
    compute,
    json_option,
    operator,
    plain_errors,
    round_of,
    round_option,
)
from reviewapp.contests import marking
from reviewapp.contests.marking import MethodDraft
from reviewapp.contests.methods import NAMES
from reviewapp.models.contest import ScoreMethod
from reviewapp.models.result import Run
from reviewapp.selection import edits
from reviewapp.selection.actions import request_preview
from reviewapp.selection.edits import Edit
from reviewapp.selection.queries import works
from reviewapp.standings import actions, queries, sentences, table_queries
from reviewapp.words import say


def register(group: click.Group) -> None:
    """Add the commands of this stage."""
    group.add_command(standings)
    group.add_command(method)


@click.command("standings")
@click.option("--freeze", is_flag=True, help="Let selection build on this result.")
@round_option
@json_option
@plain_errors
def standings(freeze: bool, round_id: int | None, as_json: bool) -> None:
    """Compute scores, intervals and ranks from the marks as they are now."""
    database = web.site().database
    run = compute(round_id, actions.request_standings, stand=actions.freeze_standings if freeze else None)
    with database.session() as session:
        run = session.get_one(Run, run.id)
        output = runs.output_of(session, run.id)
        warnings = output["warnings"]
        waiting = queries.open_readings(session, run.round_id)
        overview, rows = queries.overview(session, run.id), table_queries.rows(session, run.id)
    papers = [{"code": r.code, "rank": r.standing.rank, "final": r.standing.final} for r in rows]
    facts = {"run": run.id, "frozen": run.frozen, "digest": run.output_digest, "warnings": warnings}
    answer(
        as_json,
        facts
        | {key: output[key] for key in ("methods", "choice", "parts")}
        | {"ranked": overview.ranked, "readings": overview.readings, "papers": papers},
        web.speak(
            say(
                "合分完成：%(papers)s 篇，%(readings)s 次评阅。",
                papers=overview.papers,
                readings=overview.readings,
            )
        ),
        *map(web.speak, sentences.warnings(warnings, unread=overview.unread, waiting=waiting)),
    )


@click.command("method")
@click.argument("chosen", type=click.Choice([m.value for m in ScoreMethod]))
@click.option("--reason", default="", help="Needed once judging has begun.")
@click.option("--preview", is_flag=True, help="Only say which works would enter and leave.")
@round_option
@json_option
@plain_errors
def method(chosen: str, reason: str, preview: bool, round_id: int | None, as_json: bool) -> None:
    """Choose which score counts, or see what choosing it would change."""
    wanted = ScoreMethod(chosen)
    if preview:
        return _preview_method(wanted, round_id, as_json)
    with web.site().database.transaction() as session:
        round_ = round_of(session, round_id)
        before = round_.score_method
        marking.choose_method(session, operator(), round_, MethodDraft(wanted, reason), now=datetime.now(UTC))
    told = say("计分办法由“%(before)s”定为“%(after)s”。", before=NAMES[before], after=NAMES[wanted])
    return answer(as_json, {"before": before.value, "after": wanted.value}, web.speak(told))


def _preview_method(wanted: ScoreMethod, round_id: int | None, as_json: bool) -> None:
    run = compute(round_id, request_preview, Edit("method", edits.method(wanted)))
    with web.site().database.session() as session:
        output = runs.output_of(session, run.id)
        names = {w.entry.id: w for w in works(session, [r["entry"] for r in _moved(output)])}
    told = say(
        "新入选 %(enters)s 篇，不再入选 %(leaves)s 篇，仍然入选 %(stays)s 篇。",
        enters=len(output["enters"]),
        leaves=len(output["leaves"]),
        stays=output["stays"],
    )
    lines = [
        f"  {'+' if r['after']['selected'] else '-'} {names[r['entry']].entry.number}\t"
        f"{names[r['entry']].recommender.name}\t{web.speak(r['sentence'])}"
        for r in _moved(output)
    ]
    answer(as_json, {"run": run.id} | output, web.speak(told), *lines)


def _moved(output: runs.Json) -> list[runs.Json]:
    return [*output["enters"], *output["leaves"]]
