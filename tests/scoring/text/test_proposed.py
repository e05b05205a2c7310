"""What a learned reader proposes and tells of nobody: titles, kin, doses, fonts, years; and the signs around a name."""

from __future__ import annotations

import pytest

from scoring.text.proposed import tells_nothing, trimmed


def nothing(text: str, said: str, sort: str, *authors: str) -> bool:
    start = text.index(said)
    return tells_nothing(text, start, start + len(said), sort, authors)


@pytest.mark.parametrize(
    ("text", "said", "sort"),
    [
        ("尕大夫把门推开", "尕大夫", "name"),
        ("收费小吕：来了", "收费小吕", "name"),
        ("急诊科老段：在", "急诊科老段", "name"),
        ("我问她，阿帕，您吃了吗", "阿帕", "name"),
        ("借给他叁佰元整", "叁佰元", "name"),
        ("血压150/95 mmHg", "mmHg", "name"),
        ("顺颂夏祺", "夏祺", "name"),
        ("2001—2004 在卫校念书", "2001—2004 ", "contact"),
        ("标题用黑体三号，正文楷体四号", "黑体三号", "contact"),
        ("多巴胺5μg/kg·min", "μg/kg·min", "contact"),
        ("有事打12345和12320", "12345和12320", "contact"),
        ("（Kaplan，1998年）", "Kaplan，1998年", "contact"),
        ("显微镜编号XSP-2CA，旧了", "XSP-2CA", "contact"),
        ("SpO₂ 91—94", "SpO₂ 91—94", "contact"),
    ],
)
def test_nothing_is_told(text: str, said: str, sort: str) -> None:
    assert nothing(text, said, sort)


@pytest.mark.parametrize(
    ("text", "said", "sort"),
    [
        ("看门的买买提明大叔", "买买提明", "name"),
        ("邮箱还是hasbaator", "hasbaator", "contact"),
        ("号是wang下划线yu，随时", "wang下划线yu", "contact"),
        ("乡医证，编号TS6NMG20110734", "TS6NMG20110734", "contact"),
        ("住柳林巷七号", "柳林巷七号", "contact"),
        ("赛罕区黑河桥东街口", "赛罕区黑河桥东街口", "contact"),
        ("先拨幺三五，再拨四七一零，末了幺八八二", "幺三五，再拨四七一零，末了幺八八二", "contact"),
    ],
)
def test_something_is_told(text: str, said: str, sort: str) -> None:
    assert not nothing(text, said, sort)


def test_the_author_by_a_word_for_kin() -> None:
    assert not nothing("他说，雁姐，你歇歇", "雁姐", "name", "石雁秋")
    assert nothing("他说，石姐，你歇歇", "石姐", "name", "王雁秋")


@pytest.mark.parametrize(
    ("said", "sort", "left"),
    [
        ("薛宝田　（", "name", "薛宝田"),
        ("丨其其格", "name", "其其格"),
        ("接 玉柱", "name", "玉柱"),
        ("号六三七，二零一", "contact", "六三七，二零一"),
        ("，QQ", "contact", "QQ"),
        ("“最美药师”", "honour", "“最美药师”"),
    ],
)
def test_signs_and_labels_at_the_ends_are_left_out(said: str, sort: str, left: str) -> None:
    start, end = trimmed(said, 0, len(said), sort)
    assert said[start:end] == left
