"""What all commands share: who acts, which round, how refusals are said, a computation's progress."""

from __future__ import annotations

import functools
import getpass
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

import click
from sqlalchemy.orm import Session

from reviewapp import runs, web, worker
from reviewapp.access import Actor, find_round
from reviewapp.contests import chronicle
from reviewapp.contests import queries as contest_queries
from reviewapp.errors import DomainError, Invalid, Missing
from reviewapp.models.contest import Round
from reviewapp.models.result import Run, RunState
from reviewapp.words import say

Command = TypeVar("Command", bound=Callable[..., Any])

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
round_option = click.option("--round", "round_id", type=int, help="Round id; by default the only round.")


def operator() -> Actor:
    """Whoever may run commands on this machine acts with every right; the log names the login."""
    return Actor(name=f"cli:{getpass.getuser()}", is_system=True)


def plain_errors(command: Command) -> Command:
    """Say a refusal as its sentence on stderr and end with 1."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except Invalid as error:
            spoken = [web.speak(error.sentence), *(f"{k}: {web.speak(s)}" for k, s in error.fields.items())]
            raise click.ClickException("\n".join(dict.fromkeys(spoken))) from error
        except DomainError as error:
            raise click.ClickException(web.speak(error.sentence)) from error

    return wrapped  # type: ignore[return-value]


def round_of(session: Session, round_id: int | None) -> Round:
    """The round asked for, with its contest; the only one when none was named.

    A session that writes holds its row until the end (access.find_round).
    """
    if round_id is None:
        ids = contest_queries.round_ids(session)
        if len(ids) != 1:
            known = "、".join(map(str, ids))
            raise Invalid(say("请用 --round 指明评审轮次。现有：%(known)s", known=known or "—"))
        round_id = ids[0]
    found = find_round(session, round_id)
    if found is None:
        raise Missing
    return found


def compute(
    round_id: int | None,
    request: Callable[..., Run],
    *given: object,
    stand: Callable[..., None] | None = None,
    **options: object,
) -> Run:
    """Ask for a computation of a round as the operator and do it now; answers its finished run.

    `request`: the stage's action, called as (session, actor, round, *given, now=…, **options).  `stand`: the one that
    lets the run stand, called as (session, actor, round, run, now=…).
    """
    database = web.site().database
    with database.transaction() as session:
        round_ = round_of(session, round_id)
        run = request(session, operator(), round_, *given, now=datetime.now(UTC), **options)
    run = perform(run.id)
    if stand is not None:
        with database.transaction() as session:
            round_, run = round_of(session, round_id), session.get_one(Run, run.id)
            stand(session, operator(), round_, run, now=datetime.now(UTC))
    return run


def answer(as_json: bool, facts: dict[str, Any], *lines: str) -> None:
    """One JSON object, or the lines."""
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, default=str))
    else:
        click.echo("\n".join(lines))


def perform(run_id: int) -> Run:
    """Do a queued computation now, with a progress bar on a terminal; refuses when it did not end well."""
    site = web.site()
    with site.database.session() as session:
        kind = session.get_one(Run, run_id).kind
    label = web.speak(chronicle.RUN_NAMES[kind])
    with click.progressbar(length=1000, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        shown = 0

        def progress(done: int, total: int) -> None:
            nonlocal shown
            reached = 1000 * done // max(total, 1)
            bar.update(reached - shown)
            shown = reached

        work = site.settings.instance / "work"
        state = runs.perform(site.database, worker.task_for(kind), run_id, on_progress=progress, work=work)
        bar.update(1000 - shown if state == RunState.DONE else 0)
    with site.database.session() as session:
        run = session.get_one(Run, run_id)
    if state != RunState.DONE:
        raise Invalid(chronicle.outcome_of(run))
    return run
