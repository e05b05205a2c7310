"""``flask contest publish | release | take-down``."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from reviewapp import web
from reviewapp.cli.terminal import answer, json_option, operator, plain_errors, round_of, round_option
from reviewapp.contests.deadlines import to_instant
from reviewapp.errors import Missing
from reviewapp.models.publication import PublicationKind
from reviewapp.publication import actions, queries
from reviewapp.publication.draft import NoticeDraft
from reviewapp.publication.wording import usual_words
from reviewapp.words import say


def register(group: click.Group) -> None:
    """Add the commands of this stage."""
    for command in (publish, release, take_down):
        group.add_command(command)


@click.command("publish")
@click.option("--kind", type=click.Choice([k.value for k in PublicationKind]), default="notice")
@click.option("--heading", help="By default the usual words of such a notice; so for the next two.")
@click.option("--preamble")
@click.option("--objections")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]), help="In the contest's time zone."
)
@round_option
@json_option
@plain_errors
def publish(
    kind: str, heading: str | None, preamble: str | None, objections: str | None, until: datetime | None,
    round_id: int | None, as_json: bool,
) -> None:  # fmt: skip
    """Publish the submitted list as a notice or as the final results."""
    now, chosen = datetime.now(UTC), PublicationKind(kind)
    with web.site().database.transaction() as session:
        round_ = round_of(session, round_id)
        usual = usual_words(round_, chosen, queries.listed_count(session, round_.id), now)
        draft = NoticeDraft(
            chosen,
            heading or web.speak(usual.heading),
            web.speak(usual.preamble) if preamble is None else preamble,
            "\n".join(web.speak(s) for s in usual.objections) if objections is None else objections,
            to_instant(until, round_.contest.time_zone) if until else usual.until,
        )
        found = actions.publish_notice(session, operator(), round_, draft, now=now)
        facts = {
            "publication": found.id, "path": f"/notices/{found.slug}", "digest": found.digest,
            "works": found.snapshot["count"], "until": found.snapshot["until"],
        }  # fmt: skip
    words = say("已发布 %(works)s 篇：%(path)s", works=facts["works"], path=facts["path"])
    answer(as_json, facts, web.speak(words))


@click.command("release")
@click.option(
    "--despite-changes", is_flag=True, help="Also where marks or verdicts changed after the selection."
)
@round_option
@json_option
@plain_errors
def release(despite_changes: bool, round_id: int | None, as_json: bool) -> None:
    """Let the units see what became of their works."""
    now = datetime.now(UTC)
    with web.site().database.transaction() as session:
        round_ = round_of(session, round_id)
        actions.release_results(session, operator(), round_, now=now, knowingly=despite_changes)
    answer(
        as_json, {"round": round_.id, "released_at": now.isoformat()}, web.speak(say("结果已向各单位公布。"))
    )


@click.command("take-down")
@click.argument("publication_id", type=int)
@click.option("--reason", required=True)
@round_option
@json_option
@plain_errors
def take_down(publication_id: int, reason: str, round_id: int | None, as_json: bool) -> None:
    """Take a publication off every public page."""
    with web.site().database.transaction() as session:
        round_ = round_of(session, round_id)
        found = queries.of_round(session, round_.id, publication_id)
        if found is None:
            raise Missing
        actions.take_down(session, operator(), round_, found, reason, now=datetime.now(UTC))
    answer(as_json, {"publication": publication_id, "state": "taken_down"}, web.speak(say("已撤下。")))
