"""``flask contest scan | rewordings | decide``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import click
from sqlalchemy.orm import Session

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
from reviewapp.errors import Invalid, Missing
from reviewapp.models.contest import Round
from reviewapp.models.similarity import SimilarityCase, Verdict
from reviewapp.similarity import actions, queries, rewording, sentences
from reviewapp.similarity.rows import MemberView
from reviewapp.words import say


def register(group: click.Group) -> None:
    """Add the commands of this stage."""
    for command in (scan, rewordings, decide):
        group.add_command(command)


@click.command("scan")
@round_option
@json_option
@plain_errors
def scan(round_id: int | None, as_json: bool) -> None:
    """Compare all entries with each other and list the cases, strongest first."""
    run = compute(round_id, actions.request_scan)
    with web.site().database.session() as session:
        output = runs.output_of(session, run.id)
        found = [case for case in queries.cases(session, run.round_id) if not case.superseded]
        views = queries.members_of(session, found)
        counts = queries.verdict_counts(session, run.round_id)
        facts = [_facts(case, views) for case in found]
    answer(
        as_json,
        {
            "run": run.id,
            "compared": output["compared"],
            "cases": facts,
            "verdicts": {verdict.value: count for verdict, count in counts.items()},
            "thin": len(output["thin"]),
            "unjudgeable": len(output["unjudgeable"]),
        },
        web.speak(
            say("比对 %(entries)s 篇，发现 %(cases)s 例。", entries=output["compared"], cases=len(found))
        ),
        *(_line(case) for case in facts),
    )


def _facts(case: SimilarityCase, views: Mapping[int, MemberView]) -> dict[str, Any]:
    members = sorted(views[m.entry_id].entry.number for m in case.members)
    return {
        "number": case.number,
        "kind": case.kind,
        "score": case.score,
        "entries": members,
        "raw": max(m.raw for m in case.members),
        "net": max(m.net for m in case.members),
        "largest": max(m.largest for m in case.members),
        "verdict": case.verdict.value,
    }


def _line(facts: dict[str, Any]) -> str:
    kind, verdict = sentences.KINDS[facts["kind"]], sentences.VERDICTS[Verdict(facts["verdict"])]
    entries = "、".join(map(str, facts["entries"]))
    return f"{facts['number']}\t{web.speak(kind)}\t{entries}\t{facts['net']:.0%}\t{web.speak(verdict)}"


@click.command("rewordings")
@round_option
@json_option
@plain_errors
def rewordings(round_id: int | None, as_json: bool) -> None:
    """List pairs of entries that may be reworded: for reference, no cases, no effect on anything."""
    run = compute(round_id, rewording.request_rewording)
    with web.site().database.session() as session:
        output = runs.output_of(session, run.id)
        views = queries.entry_views(session, rewording.entries_of(output))
    found = [
        {
            "entries": [views[one["a"]].entry.number, views[one["b"]].entry.number],
            "similarity": one["similarity"],
            "words": one["words"],
        }
        for one in output["advice"]
    ]
    summary = say("改写线索 %(count)s 对，仅供参考，不是案例。", count=output["found"])
    answer(
        as_json,
        {"run": run.id, "compared": output["compared"], "found": output["found"], "advice": found},
        web.speak(summary),
        *(
            f"{'、'.join(map(str, one['entries']))}\t{one['similarity']:.0%}\t{'、'.join(one['words'])}"
            for one in found
        ),
    )


@click.command("decide")
@click.argument("number", type=int)
@click.option("--verdict", type=click.Choice([v.value for v in Verdict]), required=True)
@click.option("--reason", default="", help="Needed; kept in the log and printed in the report.")
@click.option("--affected", default="", help="Receipt numbers the verdict applies to, e.g. 12,47.")
@click.option("--penalty", default=0, help="Points taken off; with --verdict penalty.")
@round_option
@json_option
@plain_errors
def decide(
    number: int, verdict: str, reason: str, affected: str, penalty: int, round_id: int | None, as_json: bool
) -> None:
    """Give case NUMBER a verdict, or take it back with --verdict open."""
    with web.site().database.transaction() as session:
        round_ = round_of(session, round_id)
        case = queries.case_by_number(session, round_.id, number)
        if case is None:
            raise Missing
        whom = _entries(session, round_, affected.replace("，", ",").replace("、", ",").split(","))
        data = actions.Decision(case.version, Verdict(verdict), reason, frozenset(whom), penalty)
        actions.decide_case(session, operator(), case, round_, data, now=datetime.now(UTC))
        views = queries.members_of(session, [case])
        facts = _facts(case, views)
        touched = sorted(views[m.entry_id].entry.number for m in case.members if m.affected)
    answer(
        as_json,
        facts | {"affected": touched, "penalty_points": case.penalty_points, "reason": case.reason},
        _line(facts),
    )


def _entries(session: Session, round_: Round, named: Sequence[str]) -> list[int]:
    """Entry ids of receipt numbers.  Raises Invalid for what is no number of this round."""
    words = [word.strip() for word in named if word.strip()]
    numbers = [int(word) for word in words if word.isdecimal()]
    known = queries.entry_ids_by_number(session, round_.id, numbers)
    if len(numbers) < len(words) or set(numbers) - set(known):
        sentence = say("没有这样的收件编号：%(numbers)s", numbers="、".join(words))
        raise Invalid(sentence, {"affected": sentence})
    return list(known.values())
