"""``flask contest quality``."""

from __future__ import annotations

import click

from reviewapp import runs, web
from reviewapp.cli.terminal import (
    answer,
    compute,
    json_option,
    plain_errors,
    round_of,
    round_option,
)
from reviewapp.quality import actions, queries, sentences
from reviewapp.words import say


def register(group: click.Group) -> None:
    """Add the commands of this stage."""
    group.add_command(quality)


@click.command("quality")
@round_option
@json_option
@plain_errors
def quality(round_id: int | None, as_json: bool) -> None:
    """Figures of the judges and of the panel from the marks as they are now."""
    run = compute(round_id, actions.request_quality)
    with web.site().database.session() as session:
        output = runs.output_of(session, run.id)
        people = queries.judges(session, round_of(session, run.round_id).contest_id)
    judges = [
        {**row, "alias": people[row["judge"]].alias, "flags": [flag["code"] for flag in row["flags"]]}
        for row in output["judges"]
    ]
    flagged = [
        f"{row['alias']}：{'；'.join(web.speak(said.short) for said in sentences.flags(given['flags']))}"
        for row, given in zip(judges, output["judges"], strict=True)
        if given["flags"]
    ]
    answer(
        as_json,
        {"run": run.id, "readings": output["readings"], "judges": judges, "panel": output["panel"]},
        web.speak(
            say(
                "已统计 %(judges)s 位评委的 %(readings)s 次评阅。",
                judges=len(judges),
                readings=output["readings"],
            )
        ),
        *flagged,
    )
