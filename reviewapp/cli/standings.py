"""``flask contest standings``."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from reviewapp import runs, web
from reviewapp.cli.terminal import (
    answer,
    json_option,
    operator,
    perform,
    plain_errors,
    round_of,
    round_option,
)
from reviewapp.models.result import Run
from reviewapp.standings import actions, queries, sentences
from reviewapp.words import say


def register(group: click.Group) -> None:
    """Add the commands of this stage."""
    group.add_command(standings)


@click.command("standings")
@click.option("--freeze", is_flag=True, help="Let selection build on this result.")
@round_option
@json_option
@plain_errors
def standings(freeze: bool, round_id: int | None, as_json: bool) -> None:
    """Compute scores, intervals and ranks from the marks as they are now."""
    database = web.site().database
    with database.transaction() as session:
        run = actions.request_standings(
            session, operator(), round_of(session, round_id), now=datetime.now(UTC)
        )
    perform(run.id)
    if freeze:
        with database.transaction() as session:
            round_, run = round_of(session, round_id), session.get_one(Run, run.id)
            actions.freeze_standings(session, operator(), round_, run, now=datetime.now(UTC))
    with database.session() as session:
        run = session.get_one(Run, run.id)
        warnings = runs.output_of(session, run.id)["warnings"]
        waiting = queries.open_readings(session, run.round_id)
        overview, rows = queries.overview(session, run.id), queries.rows(session, run.id)
    papers = [{"code": r.code, "rank": r.standing.rank, "final": r.standing.final} for r in rows]
    facts = {"run": run.id, "frozen": run.frozen, "digest": run.output_digest, "warnings": warnings}
    answer(
        as_json,
        facts | {"ranked": overview.ranked, "readings": overview.readings, "papers": papers},
        web.speak(
            say(
                "合分完成：%(papers)s 篇，%(readings)s 次评阅。",
                papers=overview.papers,
                readings=overview.readings,
            )
        ),
        *map(web.speak, sentences.warnings(warnings, unread=overview.unread, waiting=waiting)),
    )
