"""``flask contest plan | common-papers | conflict | adjudicate``."""

from __future__ import annotations

from datetime import UTC, datetime

import click
from sqlalchemy.orm import Session

from reviewapp import runs, web
from reviewapp.assignment import actions, queries, sentences
from reviewapp.assignment.common_papers import choose_common_papers
from reviewapp.cli.terminal import (
    answer,
    compute,
    json_option,
    operator,
    plain_errors,
    round_of,
    round_option,
)
from reviewapp.errors import Invalid
from reviewapp.models.contest import Round
from reviewapp.words import say


def register(group: click.Group) -> None:
    """Add the commands of this stage."""
    for command in (plan, common_papers, conflict, adjudicate):
        group.add_command(command)


@click.command("plan")
@click.option("--apply", "applies", is_flag=True, help="Apply the plan at once.")
@click.option("--fresh", is_flag=True, help="Even out loads anew; readings nobody has begun may move.")
@round_option
@json_option
@plain_errors
def plan(applies: bool, fresh: bool, round_id: int | None, as_json: bool) -> None:
    """Compute a plan of who reads what, say its quality, and apply it if asked to."""
    run = compute(round_id, actions.request_plan, fresh=fresh)
    with web.site().database.transaction() as session:
        round_ = round_of(session, run.round_id)
        found = queries.draft_plans(session, round_.id)[-1]
        if applies:
            actions.apply_plan(session, operator(), round_, found, now=datetime.now(UTC))
        aliases = {str(j.id): j.alias for j in queries.all_judges(session, round_.contest_id)}
        q = found.quality
        problems = [web.speak(sentences.problem_sentence(c, f, aliases)) for c, f in q["problems"]]
        words = say(
            "方案 %(id)s：%(readings)s 次评阅，新增 %(added)s，取消 %(dropped)s，篇数最多相差 %(spread)s。",
            id=found.id,
            readings=len(found.pairs),
            added=q["added"],
            dropped=q["dropped"],
            spread=q["load_spread"],
        )
        facts = {"plan": found.id, "run": run.id, "state": found.state, "readings": len(found.pairs)}
        codes = queries.paper_codes(session, round_.id)
        facts_of_plan = {
            **q,
            "repeats": len(found.repeats),
            "common": [[codes[p], n] for p, n in q["common"]],
        }
    loads = {aliases[j]: n for j, n in q["loads"].items()}
    answer(
        as_json, facts | {**facts_of_plan, "loads": loads, "problems": problems}, web.speak(words), *problems
    )


@click.command("common-papers")
@click.argument("codes", nargs=-1)
@click.option("--more", type=click.IntRange(0), default=0, help="So many papers more, by lot.")
@round_option
@json_option
@plain_errors
def common_papers(codes: tuple[str, ...], more: int, round_id: int | None, as_json: bool) -> None:
    """Choose the papers that every judge reads, by their codes; they replace those chosen before.  They take
    effect with the next plan that is applied."""
    with web.site().database.transaction() as session:
        round_ = round_of(session, round_id)
        found = choose_common_papers(session, operator(), round_, codes, more=more, now=datetime.now(UTC))
    words = say("共评作品现在有 %(count)s 篇，下次采用方案时生效。", count=len(found))
    answer(as_json, {"common": list(found)}, web.speak(words), *(f"  {code}" for code in found))


@click.command("conflict")
@click.option("--judge", "alias", required=True, help="The judge's alias, e.g. 评委07.")
@click.option("--unit", "unit_name", help="The unit's full name.")
@click.option(
    "--other-judge", "other_alias", help="Instead of a unit: the judge who may not read the same works."
)
@click.option("--reason", required=True)
@round_option
@json_option
@plain_errors
def conflict(
    alias: str,
    unit_name: str | None,
    other_alias: str | None,
    reason: str,
    round_id: int | None,
    as_json: bool,
) -> None:
    """Declare that a judge may not read a unit's works, or none that another judge reads; unsubmitted
    readings that this hits are cancelled."""
    if (unit_name is None) == (other_alias is None):
        raise click.UsageError("Give --unit or --other-judge.")
    with web.site().database.transaction() as session:
        round_ = round_of(session, round_id)
        judge_id = _judge(session, round_, alias)
        unit_id = _unit(session, unit_name) if unit_name else None
        other_id = _judge(session, round_, other_alias) if other_alias else None
        draft = actions.ConflictDraft(judge_id, unit_id, None, reason, other_judge_id=other_id)
        found, taken = actions.declare_conflict(session, operator(), round_, draft, now=datetime.now(UTC))
        number = found.id
    words = say("已登记回避，取消未提交的评阅 %(count)s 份。", count=taken)
    answer(as_json, {"conflict": number, "cancelled": taken}, web.speak(words))


def _judge(session: Session, round_: Round, alias: str) -> int:
    judge = next((j for j in queries.judges(session, round_.contest_id) if j.alias == alias), None)
    if judge is None:
        raise Invalid(say("没有代号为“%(alias)s”的评委。", alias=alias))
    return judge.id


def _unit(session: Session, name: str) -> int:
    unit = queries.unit_by_name(session, name)
    if unit is None:
        raise Invalid(say("没有名为“%(name)s”的单位。", name=name))
    return unit.id


@click.command("adjudicate")
@round_option
@json_option
@plain_errors
def adjudicate(round_id: int | None, as_json: bool) -> None:
    """Look for papers whose readings differ too much, and ask for the readings that are due."""
    run = compute(round_id, actions.request_adjudication)
    with web.site().database.session() as session:
        output = runs.output_of(session, run.id)
        codes = queries.paper_codes(session, run.round_id)
    due = [[codes[row["paper"]], row["kind"]] for row in output["due"]]
    stuck = [codes[p] for p in output["stuck"]]
    words = say("需要加评 %(due)s 次；找不到评委的作品 %(stuck)s 篇。", due=len(due), stuck=len(stuck))
    answer(as_json, {"run": run.id, "due": due, "stuck": stuck}, web.speak(words), *stuck)
