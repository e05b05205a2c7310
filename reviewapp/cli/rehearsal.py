"""``flask contest rehearse``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

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
from reviewapp.models.contest import Round
from reviewapp.models.result import Run
from reviewapp.rehearsal import actions, queries, sentences


def register(group: click.Group) -> None:
    """Add the commands of this stage."""
    group.add_command(rehearse)


@click.command("rehearse")
@click.option("--papers", type=int, help="Works of each recommending body; by default as many as came in.")
@click.option("--judges", type=int, help="By default those enrolled.")
@click.option("--readings", type=int, help="Per work; by default the round's.")
@click.option("--pace", type=int, default=20, show_default=True, help="Works a judge reads in a day.")
@click.option("--drop-outs", type=int, default=5, show_default=True, help="Percent of the judges.")
@click.option("--panel", type=click.Choice(list(sentences.PANELS)), default="typical", show_default=True)
@click.option("--more-judges", type=int, default=10, show_default=True, help="Try so many more.")
@click.option("--runs", "count", type=int, default=20, show_default=True, help="Contests per variant.")
@click.option("--seed", type=click.IntRange(min=0), help="By default the round's.")
@click.option("--units", type=int, help="Units that send, per recommending body; by default as came in.")
@round_option
@json_option
@plain_errors
def rehearse(round_id: int | None, as_json: bool, count: int, **options: Any) -> None:
    """Simulate the contest as it is set up: days of reading, share of right choices, what would change them."""
    database = web.site().database
    with database.transaction() as session:
        round_ = round_of(session, round_id)
        enrolled = len(queries.judges(session, round_))
        options["judges"] = options["judges"] or enrolled
        options["readings"] = options["readings"] or round_.readings
        draft = actions.RehearsalDraft(runs=count, **options)
        run = actions.request_rehearsal(session, operator(), round_, draft, now=datetime.now(UTC))
    perform(run.id)
    with database.session() as session:
        found = runs.one_finished(session, run.round_id, run.id, "rehearsal", "inputs", "output")
        assert found is not None
        round_ = session.get_one(Round, run.round_id)
    output, inputs = runs.unpack(found.output), runs.unpack(found.inputs)
    facts = {"run": found.id, "seed": found.seed, "digest": found.output_digest, **output}
    answer(as_json, facts, *_lines(round_, found, output, inputs))


def _lines(round_: Round, run: Run, output: runs.Json, inputs: runs.Json) -> list[str]:
    base = output["outcomes"][0]
    said = sentences.findings(output, inputs, round_.judging_until, round_.submissions_until)
    return [
        *map(web.speak, said),
        *(f"  {web.speak(sentences.scenario(o))}\t{_effect(o, base)}" for o in output["outcomes"][1:]),
    ]


def _effect(outcome: runs.Json, base: runs.Json) -> str:
    effect = web.speak(sentences.effect(outcome))
    return f"{effect}\t{web.speak(sentences.cost(outcome, base))}" if outcome["right"] else effect
