"""What the rules leave alone on purpose, so that the second reader does not propose it."""

from __future__ import annotations

import pytest

from scoring.text.known import read
from scoring.text.left_alone import left_alone
from scoring.text.mentions import find_mentions
from scoring.text.second_reader import Reading, SecondReader
from scoring.text.span_types import Identity, Level

_REST = "那天夜里雪下得很大，我们走了很远的路，回来的时候天已经亮了。" * 8


class Proposer(SecondReader):
    """A second reader who proposes one row of letters wherever it stands, as a body or as a name."""

    def __init__(self, row: str) -> None:
        self._row = row
        self._sort = "unit" if row.endswith(("中心", "院", "所", "站")) else "name"

    def read(self, reader, identity):  # type: ignore[no-untyped-def]
        text = reader.flow.text
        start = text.find(self._row)
        chances = dict.fromkeys(range(start, start + len(self._row)), 0.99)
        return Reading(reader.flow.positions, chances, dict.fromkeys(chances, self._sort))


def masked(said: str, row: str, identity: Identity | None = None) -> list[str]:
    text = said + _REST
    found = find_mentions(text, identity or Identity(), Proposer(row))
    return [text[m.start : m.end] for m in found if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ("中国疾病预防控制中心的同志昼夜值守。", "疾病预防控制中心"),
        ("国家卫生监督所发来了通知。", "国家卫生监督所"),
        ("北京第三医院的专家来过。", "第三医院"),
        ("民国时期，陈志潜先生在河北定县办乡村保健。", "陈志潜"),
        ("他随口唱了一句，我本是卧龙岗散淡的人。", "卧龙岗"),
        ("杨崇瑞办起了第一所助产学校。", "杨崇瑞"),
        ("老人讲起沙家浜的芦苇荡。", "沙家浜"),
    ],
)
def test_body_of_the_nation_public_person_or_far_place_is_not_proposed(said: str, row: str) -> None:
    assert masked(said, row) == []


@pytest.mark.parametrize(
    ("said", "row"),
    [
        ("我们的糊涂沟疾控中心的同志昼夜值守。", "糊涂沟疾控中心"),
        ("内蒙古第四医院的同志来过。", "内蒙古第四医院"),
        ("那时候铁耙子办起了第一个接生站。", "铁耙子"),
    ],
)
def test_what_is_near_is_proposed(said: str, row: str) -> None:
    assert any(row in found or found in row for found in masked(said, row))


def test_who_writes_or_is_listed_is_never_left_alone() -> None:
    text = "陈志潜先生来过。"
    assert left_alone(read(text), Identity()) == frozenset(range(3))
    assert left_alone(read(text), Identity(people=("陈志潜",))) == frozenset()
