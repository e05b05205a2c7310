"""Names a unit may not read are found; its own are not."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from reviewapp.similarity import queries
from reviewapp.similarity.parties import named
from tests.factories import World, make_entry


@pytest.mark.parametrize(
    ("text", "recipients", "expected"),
    [
        ("请说明写作经过。", {1, 2}, []),
        ("与《巡诊路上》相同", {1}, ["巡诊路上"]),
        ("与《巡诊路上》相同", {2}, []),
        ("与《巡诊路上》相同", {1, 2}, ["巡诊路上"]),
        ("与12 号、12号、112号相同", {1}, []),
        ("与 2 号相同", {1}, ["2 号"]),
        ("两篇都来自赤峰市卫生局", {1}, []),
        ("作者李大山", {1}, ["李大山"]),
        ("请3号说明", {1}, ["3 号"]),
    ],
)
def test_names_of_other_parties_are_found(
    session: Session, world: World, text: str, recipients: set[int], expected: list[str]
) -> None:
    works = [
        make_entry(session, world, 0, title="草原上的灯", author="王小满"),
        make_entry(session, world, 0, title="巡诊路上", author="李大山"),
        make_entry(session, world, 1, title="灯", author="丁"),  # one character is no name
    ]
    ids = {number: work.id for number, work in enumerate(works, start=1)}
    views = queries.entry_views(session, ids.values())
    assert named(text, views, [ids[r] for r in recipients]) == expected
