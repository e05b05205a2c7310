"""``flask contest borderline``."""

from __future__ import annotations

import click

from reviewapp import runs, web
from reviewapp.borderline import actions
from reviewapp.cli.terminal import (
    answer,
    compute,
    json_option,
    plain_errors,
    round_option,
)
from reviewapp.models.contest import Round
from reviewapp.standings import queries as standings_queries
from reviewapp.words import say


def register(group: click.Group) -> None:
    """Add the commands of this stage."""
    group.add_command(borderline)


@click.command("borderline")
@click.option("--budget", type=int, required=True, help="Readings at most.")
@click.option(
    "--corrects",
    type=int,
    default=50,
    show_default=True,
    help="Stop where N readings correct one place; 0: never.",
)
@round_option
@json_option
@plain_errors
def borderline(budget: int, corrects: int, round_id: int | None, as_json: bool) -> None:
    """Give works near the line of selection one more reading each, from the newest standings."""
    draft = actions.BorderlineDraft(budget, corrects or None)
    run = compute(round_id, actions.request_borderline, draft)
    with web.site().database.session() as session:
        output = runs.output_of(session, run.id)
        codes = {p.id: p.code for p in standings_queries.papers(session, run.round_id)}
        aliases = {
            j.id: j.alias
            for j in standings_queries.judges(session, session.get_one(Round, run.round_id).contest_id)
        }
    found = [
        {"paper": codes[r["paper"]], "judge": aliases[r["judge"]], "chance": r["chance"], "gain": r["gain"]}
        for r in output["readings"]
    ]
    facts = {"run": run.id, "stopped": output["stopped"], "corrected": output["corrected"], "readings": found}
    words = say(
        "加读 %(count)s 次，预计纠正 %(corrected)s 篇。", count=len(found), corrected=output["corrected"]
    )
    answer(
        as_json, facts, web.speak(words), *(f"  {r['paper']}\t{r['judge']}\t{r['chance']:.2f}" for r in found)
    )
