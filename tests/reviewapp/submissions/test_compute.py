"""The sealing run on three entries, and its rebuild from the recorded inputs."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from reviewapp import runs
from reviewapp.access import Actor
from reviewapp.db import Database
from reviewapp.models.entry import Entry, EntryState, Mention
from reviewapp.models.paper import Paper
from reviewapp.models.result import RunState
from reviewapp.submissions import actions
from reviewapp.submissions.compute import SEALING
from tests.factories import DUE, PARAGRAPH, World, make_entry

NOW = DUE - timedelta(days=1)


def test_run_masks_the_author_and_can_be_rebuilt(database: Database, stored_world: World) -> None:
    with database.transaction() as session:
        for n, name in enumerate(("王小满", "李秋河", "赵长庚")):
            make_entry(
                session, stored_world, n, title=f"灯之{n}", author=name,
                text=f"灯之{n}\n{name}\n我叫{name}，电话13800001234。\n{PARAGRAPH}",
            )  # fmt: skip
        run_id = actions.request_sealing(session, Actor.system(), stored_world.round, now=NOW).id
    seen: list[tuple[int, int]] = []
    state = runs.perform(
        database, SEALING, run_id, on_progress=lambda done, total: seen.append((done, total))
    )
    assert (state, seen[-1]) == (RunState.DONE, (3, 3))
    with database.session() as session:
        entries = session.scalars(select(Entry).order_by(Entry.number)).all()
        papers = [session.get_one(Paper, e.paper_id) for e in entries]
        assert {e.state for e in entries} == {EntryState.PROPOSED}
        assert len({p.code for p in papers}) == 3
        for name, paper in zip(("王小满", "李秋河", "赵长庚"), papers, strict=True):
            assert name not in paper.text
            assert "13800001234" not in paper.text
            assert PARAGRAPH in paper.text
        for mention in session.scalars(select(Mention)):
            assert 0 <= mention.start < mention.end
        recorded, again = runs.rebuild(session, SEALING, run_id)
    assert recorded == again
