"""``flask contest recommend``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from reviewapp import web
from reviewapp.cli.terminal import answer, json_option, operator, plain_errors, round_of, round_option
from reviewapp.errors import Missing
from reviewapp.models.contest import Round
from reviewapp.models.result import ListState, Recommendation
from reviewapp.recommendation import actions, queries, summary
from reviewapp.selection import queries as selection_queries
from reviewapp.words import say


def register(group: click.Group) -> None:
    """Add the commands of this stage."""
    group.add_command(recommend)


@click.command("recommend")
@click.option("--submit", is_flag=True, help="Send the list up.")
@click.option(
    "--export",
    "target",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the list as .xlsx to this file.",
)
@round_option
@json_option
@plain_errors
def recommend(submit: bool, target: Path | None, round_id: int | None, as_json: bool) -> None:
    """Draw up the list of the confirmed selection (unless there is one), send it up, export it."""
    sent = 0
    with web.site().database.transaction() as session:
        round_ = round_of(session, round_id)
        _draw_up(session, round_)
        if submit:
            sent = actions.submit_list(
                session, operator(), round_, _listed(session, round_), now=datetime.now(UTC)
            )
    with web.site().database.session() as session:
        round_ = round_of(session, round_id)
        listed = _listed(session, round_)
        rows = queries.rows(session, listed)
        division = queries.division_name(session, round_)
    if target is not None:
        target.write_bytes(summary.workbook(f"{round_.contest.title}推荐作品汇总表", rows, division))
    works = [{"position": r.item.position, "number": r.entry.number, "reserve": r.item.reserve} for r in rows]
    facts = {"list": listed.id, "state": listed.state.value, "sent": sent, "works": works}
    answer(
        as_json,
        facts | {"file": str(target) if target else None},
        web.speak(say("推荐名单共 %(works)s 篇，上一级新收 %(sent)s 篇。", works=len(works), sent=sent)),
        *(f"  {r.item.position}\t{r.recommender.name}\t{r.entry.title}" for r in rows),
    )


def _draw_up(session: Session, round_: Round) -> None:
    """A new list when there is none, or when another selection was confirmed since; a sent one stays."""
    listed, confirmed = queries.current_list(session, round_.id), selection_queries.confirmed_run(session, round_.id)
    follows = listed is not None and confirmed is not None and listed.run_id == confirmed.id
    if follows or (listed is not None and listed.state == ListState.SUBMITTED):
        return
    actions.draft_list(session, operator(), round_, now=datetime.now(UTC))


def _listed(session: Session, round_: Round) -> Recommendation:
    listed = queries.current_list(session, round_.id)
    if listed is None:
        raise Missing
    return listed
