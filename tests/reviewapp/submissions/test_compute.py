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


def test_papers_of_two_people_tell_nothing_of_which_is_whose(database: Database, stored_world: World) -> None:
    """The same essay by people and units with names of other lengths, one spelling his name in letters that no
    screen shows: what judges read of it is equal, down to the number of characters."""
    people = (("王小满", "柳条沟卫生院", ""), ("欧阳若兰", "沙井子苏木中心卫生院", "\U000e0077\u200b\ufff9"))
    with database.transaction() as session:
        for name, unit, unseen in people:
            entry = make_entry(
                session, stored_world, title=f"{name}的灯{unseen}", author=name,
                text=f"灯\n{unit} {name}\n我叫{name}，在{unit}。\n灯{unseen}亮着。\n{PARAGRAPH}",
            )  # fmt: skip
            entry.genre, entry.form = f"随笔（{unit}{unseen}）", {"unit": unit}
        run_id = actions.request_sealing(session, Actor.system(), stored_world.round, now=NOW).id
    runs.perform(database, SEALING, run_id)
    with database.session() as session:
        papers = session.scalars(select(Paper)).all()
        one, other = [(p.title, p.genre, p.text, p.characters) for p in papers]
    assert one == other
    title, genre, text, characters = one
    assert (title, genre, characters) == ("▇▇的灯", "随笔（▇▇）", len("".join(text.split())))
    assert "灯亮着" in text
