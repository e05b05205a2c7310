"""``flask contest create | list | status | stage``."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime

import click

from reviewapp import web
from reviewapp.cli.terminal import answer, json_option, operator, plain_errors, round_of, round_option
from reviewapp.contests import actions, presets, queries, rail
from reviewapp.contests.stages import NAMES, following
from reviewapp.errors import Invalid
from reviewapp.models.contest import Stage
from reviewapp.words import say


def register(group: click.Group) -> None:
    """Add the commands of this stage."""
    for command in (create, listed, status, stage):
        group.add_command(command)


@click.command("create")
@click.option("--preset", default="sample", show_default=True, help="Settings to build the contest from.")
@json_option
@plain_errors
def create(preset: str, as_json: bool) -> None:
    """Build a whole contest from a preset."""
    with web.site().database.transaction() as session:
        built = presets.create_from(session, operator(), presets.read(preset), now=datetime.now(UTC))
    counted = {"recommenders": len(built.recommenders), "judges": len(built.judges)}
    answer(
        as_json,
        {"contest": built.contest_id, "round": built.round_id} | counted,
        web.speak(
            say(
                "已建立征文活动 %(contest)s，评审轮次 %(round)s。",
                contest=built.contest_id,
                round=built.round_id,
            )
        ),
    )


@click.command("list")
@json_option
@plain_errors
def listed(as_json: bool) -> None:
    """All rounds with their stage."""
    with web.site().database.session() as session:
        rounds = queries.rounds_of(session, operator())
    answer(
        as_json,
        {
            "rounds": [
                {"id": r.id, "contest": r.contest.title, "title": r.title, "stage": r.stage} for r in rounds
            ]
        },
        *(f"{r.id}\t{web.speak(NAMES[r.stage])}\t{r.contest.title}\t{r.title}" for r in rounds),
    )


@click.command("status")
@round_option
@json_option
@plain_errors
def status(round_id: int | None, as_json: bool) -> None:
    """Where a round stands, and what waits."""
    now = datetime.now(UTC)
    with web.site().database.session() as session:
        round_ = round_of(session, round_id)
        counts = queries.counts(session, [round_.id])[round_.id]
        rows = queries.recommender_rows(session, round_)
        owing = rail.board(rows, queries.obligations(session, round_.contest_id), round_, now)
    stops = rail.stops(round_, counts, owing, now)
    waits = [web.speak(w.sentence) for w in rail.waits(round_, counts, owing, now)]
    answer(
        as_json,
        {"round": round_.id, "stage": round_.stage, "waits": waits} | asdict(counts),
        web.speak(NAMES[round_.stage]),
        *(f"  {web.speak(s.label)}\t{s.number}\t{web.speak(s.sub)}" for s in stops),
        *waits,
    )


@click.command("stage")
@click.argument("to", type=click.Choice([s.value for s in Stage]), required=False)
@click.option("--reason", default="", help="Needed on the way back.")
@round_option
@json_option
@plain_errors
def stage(to: str | None, reason: str, round_id: int | None, as_json: bool) -> None:
    """Move a round on (to the next stage, unless TO names one), or back with a reason."""
    with web.site().database.transaction() as session:
        round_ = round_of(session, round_id)
        before = round_.stage
        target = Stage(to) if to else following(before)
        if target is None:
            raise Invalid(say("已经办结。"))
        actions.move_stage(session, operator(), round_, target, reason=reason, now=datetime.now(UTC))
    answer(
        as_json,
        {"round": round_.id, "before": before, "after": target},
        f"{web.speak(NAMES[before])} → {web.speak(NAMES[target])}",
    )
