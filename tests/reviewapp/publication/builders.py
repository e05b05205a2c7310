"""A contest whose list is submitted and whose selection is confirmed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from reviewapp.models.contest import Stage
from reviewapp.models.publication import Publication, PublicationKind
from reviewapp.models.result import ListState, Recommendation, RecommendationItem, Run, RunState, Selection
from reviewapp.publication import actions
from reviewapp.publication.draft import NoticeDraft
from reviewapp.runs import Json, digest, pack
from reviewapp.selection import queries as selection_queries
from reviewapp.standings import queries as standings_queries
from tests import factories

NOW = datetime(2026, 8, 7, 2, 0, tzinfo=UTC)  # a Friday, ten o'clock in Beijing
UNTIL = datetime(2026, 8, 14, 15, 59, tzinfo=UTC)
SECRETS = (
    "13800001234", "wang@example.org", "主任医师", "1979年3月", "中共党员", "K7Q3F", "91.25", "机密备注",
    "内科病区",
)  # fmt: skip


def submitted(session: Session, world: factories.World, works: int = 3) -> Recommendation:
    """`works` entries full of what must stay private, listed and submitted; the last one is a reserve."""
    world.round.stage = Stage.PUBLICATION
    standings, run = (_frozen_run(session, world, kind) for kind in ("standings", "selection"))
    listed = Recommendation(
        round_id=world.round.id, run_id=run.id, state=ListState.SUBMITTED, submitted_at=NOW
    )
    listed.items = []
    for i in range(works + 1):
        entry = factories.make_entry(session, world, i % 3, title=f"第{i}篇", author=f"作者{i}")
        author = entry.authors[0]
        author.email, author.post, author.political = "wang@example.org", "主任医师", "中共党员"
        entry.form = {"birth": "1979年3月", "note": "机密备注", "score": "91.25"}
        entry.department, entry.recommended_rank = "内科病区", i + 1
        factories.make_paper(session, world, entry, code=f"K7Q3F{i}")
        session.add(
            Selection(run_id=run.id, entry_id=entry.id, selected=i < works, position=i + 1, code="top")
        )
        listed.items.append(RecommendationItem(entry_id=entry.id, position=i + 1, reserve=i == works))
    session.add(listed)
    session.flush()
    standings.params = {"method": world.round.score_method.value}
    _made_from(standings, standings_queries.inputs(session, world.round))
    run.params, run.seed = {"standings_run": standings.id}, world.round.seed
    _made_from(run, selection_queries.inputs(session, world.round, standings.id))
    session.flush()
    return listed


def _frozen_run(session: Session, world: factories.World, kind: str) -> Run:
    run = Run(
        round_id=world.round.id, kind=kind, state=RunState.DONE, frozen=True, created_at=NOW, finished_at=NOW
    )
    session.add(run)
    session.flush()
    return run


def _made_from(run: Run, inputs: Json) -> None:
    run.inputs, run.input_digest = pack(inputs), digest(inputs)


def draft(**changes: object) -> NoticeDraft:
    given = {
        "kind": PublicationKind.NOTICE, "heading": "入选作品公示", "preamble": "现予公示。",
        "objections": "请实名提出。", "until": UNTIL,
    } | changes  # fmt: skip
    return NoticeDraft(**given)  # type: ignore[arg-type]


def publish(
    session: Session, world: factories.World, *, at: datetime = NOW, **changes: object
) -> Publication:
    return actions.publish_notice(session, world.actors["organizer"], world.round, draft(**changes), now=at)


def store_open(session: Session, world: factories.World, **changes: object) -> Publication:
    """One that is open at the real present, for view tests."""
    now = datetime.now(UTC)
    return publish(session, world, at=now - timedelta(minutes=5), until=now + timedelta(days=3), **changes)
