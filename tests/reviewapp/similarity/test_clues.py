"""Residue clues on the evidence page: by work, with their places, in words."""

from __future__ import annotations

from sqlalchemy.orm import Session

from reviewapp.models.similarity import CaseMember, Passage, SimilarityCase
from reviewapp.similarity import evidence, queries
from reviewapp.similarity.clues import clues_of
from tests.factories import World, make_entry

SOURCE = "西辽河医院的灯一直亮着。去年我在西辽河医院值夜班，陪一位老人等完最后一项化验，天亮才回家。"
COPY = "卫生院的灯一直亮着。去年我在西辽河医院值夜班，陪一位老人等完最后一项化验，天亮才回家。"


def test_name_of_the_source_left_in_the_copy_is_a_clue_with_its_place(session: Session, world: World) -> None:
    source = make_entry(session, world, 1, title="甲", author="李大山", unit=world.hospitals[1], text=SOURCE)
    copy = make_entry(session, world, 0, title="乙", author="王小满", unit=world.hospitals[0], text=COPY)
    case = SimilarityCase(
        members=[CaseMember(entry_id=source.id, likely_source=True), CaseMember(entry_id=copy.id)],
        passages=[
            Passage(
                a_entry_id=source.id, b_entry_id=copy.id, official=False, reason="copied",
                a_start=SOURCE.index("去年"), a_end=len(SOURCE), b_start=COPY.index("去年"), b_end=len(COPY),
            )
        ],
    )  # fmt: skip
    views = queries.entry_views(session, [source.id, copy.id], texts=True)
    pairs = evidence.pairings(case, {k: v.entry.text for k, v in views.items()})
    found = clues_of(case, pairs, views, pairs[0], 2026)
    assert list(found) == [copy.id]  # the source keeps its own name
    (clue,) = [c for c in found[copy.id] if "西辽河" in COPY[c.start : c.end]]
    assert clue.near
    assert "西辽河" in str(clue.sentence)
    assert [c.number for c in found[copy.id]] == list(range(1, len(found[copy.id]) + 1))


def test_clues_are_marked_in_the_text() -> None:
    texts = {1: "甲乙丙丁戊", 2: "甲乙丙丁戊"}
    passage = Passage(a_entry_id=1, b_entry_id=2, a_start=0, a_end=3, b_start=0, b_end=3, official=False)
    members = {k: CaseMember(entry_id=k, official=[], signs=[]) for k in texts}
    pair = evidence.pairing(1, 2, [passage], texts)
    left = evidence.compare(pair, texts, members, {1: [(1, 4)]}).left
    marked = [
        (s.passage, s.clue, "".join(p.text for p in s.pieces))
        for row in left.paragraphs
        for s in row.stretches
    ]
    assert marked == [(1, 0, "甲"), (1, 1, "乙丙"), (0, 1, "丁"), (0, 0, "戊")]
