"""What `make demo` promises: its figures, that a second run changes nothing, that all of it can be proved."""

from __future__ import annotations

import hashlib

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

import sample
from reviewapp import audit, invariants, runs, worker
from reviewapp.db import Base
from reviewapp.demo.contest import Demo
from reviewapp.demo.summary import Summary, summary
from reviewapp.models.entry import Entry, IntakeBatch, Mention, MentionState
from reviewapp.models.judging import Assignment, AssignmentState, Judge
from reviewapp.models.result import Run, RunState
from reviewapp.models.similarity import SimilarityCase
from tests.demo.conftest import Played, quietly

RECALL = 0.90  # share of the characters that name somebody, masked
PRECISION = 0.90  # share of the masked characters that name somebody


@pytest.fixture(scope="module")
def told(played: Played) -> Summary:
    return summary(played.database, played.first, played.second)


@pytest.fixture(scope="module")
def keys(played: Played) -> dict[int, str]:
    """Entry id of the first round → key in the sample."""
    by_digest = {hashlib.sha256(e.file.read_bytes()).hexdigest(): e.key for e in sample.load().entries}
    with played.database.session() as session:
        rows = session.execute(sa.select(Entry.id, Entry.sha256).where(Entry.round_id == played.first))
        return {entry_id: by_digest[sha256] for entry_id, sha256 in rows}


def test_all_works_are_taken_in_and_none_refused(played: Played, told: Summary) -> None:
    assert (told.entries, told.sealed) == (85, 85)
    with played.database.session() as session:
        lines = [line for batch in session.scalars(sa.select(IntakeBatch)) for line in batch.report]
    assert sum(line["outcome"] == "received" for line in lines) == 85
    assert [line for line in lines if line["outcome"] == "refused"] == []


def test_cases_are_the_planted_ones_and_no_other(played: Played, keys: dict[int, str], told: Summary) -> None:
    with played.database.session() as session:
        found = session.scalars(
            sa.select(SimilarityCase).where(
                SimilarityCase.round_id == played.first, SimilarityCase.superseded.is_(False)
            )
        ).all()
    groups = {frozenset(keys[int(i)] for i in case.members_key.split("-")) for case in found}
    assert groups == {frozenset(case.members) for case in sample.load().cases}
    assert told.cases == 10


def test_every_reading_is_submitted(told: Summary) -> None:
    assert told.readings == 3 * 83  # two works are disqualified
    assert told.submitted == told.readings + told.adjudications
    assert told.adjudications > 0


def test_selection_fills_the_places_and_names_two_short_leagues(told: Summary) -> None:
    assert sum(selected for selected, _received in told.selected.values()) == 72
    assert len(told.selected) == 19
    minimum = {"兴安盟": 4, "阿拉善盟": 3}
    assert {name: told.selected[name][0] for name in minimum} == minimum
    leagues = {n for n in told.selected if not n.startswith("内蒙古")}
    assert {n for n in leagues if told.selected[n][0] < 5} == set(minimum)
    assert told.second_entries == 72


def test_three_sheets_are_left_for_each_judge_by_hand(played: Played, told: Summary) -> None:
    with played.database.session() as session:
        rows = session.execute(
            sa.select(Judge.user_id, sa.func.count())
            .join(Assignment, Assignment.judge_id == Judge.id)
            .where(Assignment.round_id == played.second, Assignment.state == AssignmentState.OPEN)
            .group_by(Judge.user_id)
        ).all()
    assert sorted(count for _user, count in rows) == [3, 3, 3]
    assert told.sheets_left == 9


def test_second_run_changes_no_row(played: Played) -> None:
    before = contents(played)
    Demo(played.settings, played.database, quietly).run()
    assert contents(played) == before


def contents(played: Played) -> dict[str, object]:
    """Rows of every table, and the newest event of every chain."""
    with played.database.session() as session:
        counts = {
            name: session.scalar(sa.select(sa.func.count()).select_from(table))
            for name, table in Base.metadata.tables.items()
        }
        return counts | {f"chain {h.chain}": (h.seq, h.hash) for h in audit.heads(session)}


def test_log_is_whole_and_every_statement_holds(played: Played) -> None:
    with played.database.session() as session:
        assert audit.verify(session) == []
        assert [str(v.sentence) for v in invariants.check_all(session)] == []


def test_every_run_gives_the_same_bytes_again(played: Played) -> None:
    with played.database.session() as session:
        found = session.scalars(sa.select(Run).order_by(Run.id)).all()
        assert {r.state for r in found} == {RunState.DONE}
        # what an edit would do and readings near the line are left to the visitor
        assert {r.kind for r in found} == set(worker.TASKS) - {"preview", "borderline"}
        for run in found:
            recorded, rebuilt = runs.rebuild(session, worker.task_for(run.kind), run.id)
            assert recorded == rebuilt, (run.kind, run.id)


def test_masks_cover_what_names_somebody(played: Played, keys: dict[int, str]) -> None:
    """By characters of the labelled mentions over all works together; white space does not count, since a
    PDF breaks its lines elsewhere."""
    labelled: dict[str, set[int]] = {}
    for mention in sample.load().mentions:
        labelled.setdefault(mention.entry, set()).update(range(mention.start, mention.end))
    hit = wanted = masked = 0
    with played.database.session() as session:
        for entry, mentions in accepted_masks(session, played.first):
            written = sample.load().texts[keys[entry.id]]
            here, there = solid(entry.text), solid(written)
            assert [entry.text[i] for i in here] == [written[i] for i in there], keys[entry.id]
            covered = {i for m in mentions for i in range(m.start, m.end)}
            masks = {place for place, i in enumerate(here) if i in covered}
            truth = {place for place, i in enumerate(there) if i in labelled.get(keys[entry.id], ())}
            hit, wanted, masked = hit + len(masks & truth), wanted + len(truth), masked + len(masks)
    assert hit / wanted >= RECALL, f"recall {hit / wanted:.3f}"
    assert hit / masked >= PRECISION, f"precision {hit / masked:.3f}"


def solid(text: str) -> list[int]:
    """Where the characters stand that are not white space."""
    return [i for i, c in enumerate(text) if not c.isspace()]


def accepted_masks(session: Session, round_id: int) -> list[tuple[Entry, list[Mention]]]:
    query = sa.select(Entry).where(Entry.round_id == round_id).options(selectinload(Entry.mentions))
    return [(e, [m for m in e.mentions if m.state == MentionState.ACCEPTED]) for e in session.scalars(query)]
