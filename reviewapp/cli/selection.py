"""``flask contest select``."""

from __future__ import annotations

import click

from reviewapp import runs, web
from reviewapp.cli.terminal import (
    answer,
    compute,
    json_option,
    plain_errors,
    round_option,
)
from reviewapp.models.result import Run
from reviewapp.selection import actions
from reviewapp.words import say


def register(group: click.Group) -> None:
    """Add the commands of this stage."""
    group.add_command(select)


@click.command("select")
@click.option("--confirm", is_flag=True, help="Let this selection stand.")
@round_option
@json_option
@plain_errors
def select(confirm: bool, round_id: int | None, as_json: bool) -> None:
    """Select works under the quotas from the frozen standings."""
    database = web.site().database
    run = compute(round_id, actions.request_selection, stand=actions.confirm_selection if confirm else None)
    with database.session() as session:
        run = session.get_one(Run, run.id)
        output = runs.output_of(session, run.id)
    chosen = sum(bool(d["selected"]) for d in output["decisions"])
    facts = {"run": run.id, "confirmed": run.frozen, "digest": run.output_digest, "selected": chosen}
    answer(
        as_json,
        facts | {key: output[key] for key in ("decisions", "groups", "shortfalls", "ties")},
        web.speak(
            say("%(entries)s 篇中选出 %(selected)s 篇。", entries=len(output["decisions"]), selected=chosen)
        ),
        *(_line(group) for group in output["groups"]),
    )


def _line(group: runs.Json) -> str:
    short = web.speak(group["sentence"]) if group["sentence"] else ""
    return f"  {group['name']}\t{group['selected']}/{group['eligible']}\t{short}"
