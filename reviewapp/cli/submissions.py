"""``flask contest import | entries | seal | confirm-redactions``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.orm import Session

from reviewapp import web
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
from reviewapp.models.contest import Recommender, Round
from reviewapp.models.entry import EntryState
from reviewapp.submissions import actions, queries
from reviewapp.submissions.intake import Upload, read_upload
from reviewapp.submissions.progress import OUTCOMES, STATES
from reviewapp.submissions.register import is_table
from reviewapp.submissions.rows import EntryFilter
from reviewapp.words import say

WITHOUT_REASON = "命令行：按建议全部确认"


def register(group: click.Group) -> None:
    """Add the commands of this stage."""
    for command in (import_works, entries, seal, confirm):
        group.add_command(command)


@click.command("import")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--recommender", "name", required=True, help="Name of the recommending body, or of its unit.")
@click.option("--title", default="", help="Of a single work.")
@click.option("--author", "authors", multiple=True, help="Of a single work; may be repeated.")
@round_option
@json_option
@plain_errors
def import_works(
    files: tuple[Path, ...],
    name: str,
    title: str,
    authors: tuple[str, ...],
    round_id: int | None,
    as_json: bool,
) -> None:
    """Take works from a zip with a 汇总表, a 汇总表 with files, or one file."""
    site = web.site()
    with site.database.session() as session:
        recommender = _recommender(session, round_of(session, round_id), name)
    uploads = [Upload(f.name, f.read_bytes()) for f in files]
    reading = read_upload(uploads, {"title": title, "authors": "、".join(authors)})
    main = next((u for u in uploads if is_table(u)), uploads[0])
    with site.database.transaction() as session:
        batch = actions.import_batch(
            session, operator(), round_of(session, round_id), session.get_one(Recommender, recommender.id),
            reading, main, folder=site.settings.uploads, now=datetime.now(UTC),
        )  # fmt: skip
    counts = {o: sum(line["outcome"] == o for line in batch.report) for o in OUTCOMES}
    answer(
        as_json,
        {"batch": batch.id, "sha256": batch.sha256, "counts": counts, "lines": batch.report},
        *(_report_line(line) for line in batch.report),
        "，".join(f"{web.speak(OUTCOMES[o][0])} {n}" for o, n in counts.items()),
    )


def _recommender(session: Session, round_: Round, name: str) -> Recommender:
    bodies = queries.recommender_units(session, round_.contest_id)
    found = next((r for r, u in bodies if name in (r.name, u.name, *u.aliases)), None)
    if found is None:
        known = "、".join(r.name for r, _unit in bodies)
        raise Invalid(say("没有推荐单位“%(name)s”。现有：%(known)s。", name=name, known=known))
    return found


def _report_line(line: dict[str, object]) -> str:
    said = web.speak(line["sentence"]) if line["sentence"] else ""  # type: ignore[arg-type]
    state = web.speak(OUTCOMES[str(line["outcome"])][0])
    return f"  {state}\t{line['number'] or ''}\t{line['title'] or line['filename']}\t{said}"


@click.command("entries")
@click.option("--state", type=click.Choice([s.value for s in EntryState]), help="Only entries in this state.")
@round_option
@json_option
@plain_errors
def entries(state: str | None, round_id: int | None, as_json: bool) -> None:
    """All works of a round."""
    with web.site().database.session() as session:
        round_ = round_of(session, round_id)
        wanted = EntryFilter(state=EntryState(state) if state else None)
        rows = queries.entries(session, round_.id, wanted)
        deliveries = queries.deliveries(session, round_)
    facts = [
        {
            "number": r.entry.number,
            "title": r.entry.title,
            "authors": [a.name for a in r.entry.authors],
            "unit": r.unit_name,
            "recommender": r.recommender.name,
            "state": r.entry.state,
            "sha256": r.entry.sha256,
            "received_at": r.entry.submitted_at.isoformat(),
        }
        for r in rows
    ]
    short = {d.recommender.name: d.shortfall for d in deliveries if d.shortfall}
    answer(
        as_json,
        {"entries": facts, "short": short},
        *(
            f"{r.entry.number:>5}\t{web.speak(STATES[r.entry.state][0])}\t{r.recommender.name}\t{r.authors}"
            f"\t{r.entry.title}"
            for r in rows
        ),
        *(web.speak(say("%(name)s还差 %(count)s 篇。", name=n, count=c)) for n, c in short.items()),
    )


@click.command("seal")
@round_option
@json_option
@plain_errors
def seal(round_id: int | None, as_json: bool) -> None:
    """Find identity mentions in every received entry and propose anonymous papers."""
    run = compute(round_id, actions.request_sealing)
    with web.site().database.session() as session:
        desk = queries.desk(session, run.round_id)
    counts = {
        level: sum(getattr(d, level) for d in desk if d.waits) for level in ("certain", "likely", "hint")
    }
    waiting = sum(d.waits for d in desk)
    said = say(
        "待核对 %(papers)s 篇：确定 %(certain)s 处，很可能 %(likely)s 处，提示 %(hint)s 处。",
        papers=waiting,
        **counts,
    )
    answer(
        as_json, {"run": run.id, "digest": run.output_digest, "waiting": waiting} | counts, web.speak(said)
    )


@click.command("confirm-redactions")
@click.option("--all", "everything", is_flag=True, help="Also papers that leave a doubt.")
@click.option("--reason", default=WITHOUT_REASON, help="Why all are confirmed as proposed; kept in the log.")
@round_option
@json_option
@plain_errors
def confirm(everything: bool, reason: str, round_id: int | None, as_json: bool) -> None:
    """Confirm the proposed masks of every paper that leaves no doubt."""
    if everything and not reason.strip():
        raise Invalid(say("请写明全部确认的理由。"))
    with web.site().database.transaction() as session:
        round_ = round_of(session, round_id)
        numbers = actions.confirm_proposed(
            session, operator(), round_, reason=reason if everything else "", now=datetime.now(UTC)
        )
        left = queries.states(session, round_.id).get(EntryState.PROPOSED, 0)
    said = say("已确认 %(count)s 篇，还有 %(left)s 篇待核对。", count=len(numbers), left=left)
    answer(as_json, {"confirmed": numbers, "waiting": left}, web.speak(said))
