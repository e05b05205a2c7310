"""An author the form knows, as he signs and as others call him; contacts and awards in unusual writing."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Level, find_mentions


def masked(text: str, *authors: str) -> list[str]:
    found = find_mentions(text, Identity(authors=authors))
    return [text[m.start : m.end] for m in found if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("author", "text", "said"),
    [
        ("冯砚秋", "孩子们喊：“冯血压来啦！”这个外号传开了。", "冯血压"),
        ("冯砚秋", "够我高兴一天。\n——砚，灯下", "砚"),
        ("谢明璋", "总骗你说不疼的人\nX.M.Z", "X.M.Z"),
        ("王小满", "那天，王[1]小满值夜班。", "王[1]小满"),
        ("王小满", "那天，W小满值夜班。", "W小满"),
        ("王小满", "我姓王，名小满，是护士。", "小满"),
        ("王小满", "值班表上写着WXM。", "WXM"),
        ("韩小朵", "甲：小朵年轻刚毕业，", "小朵"),
        ("贡桑诺", "调子低。\n立嘱人：老贡头\n见证人：王会计", "老贡头"),
        ("尚怀瑾", "主针者尚子怀瑾，字握瑜，自号锡伯河钓叟；", "握瑜"),
        ("尚怀瑾", "主针者尚子怀瑾，字握瑜，自号锡伯河钓叟；", "锡伯河钓叟"),
    ],
)
def test_known_author_is_found_as_he_signs_and_is_called(author: str, text: str, said: str) -> None:
    assert said in masked(text, author)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("怎么联系？幺三八，四个零，三幺二六。", "幺三八，四个零，三幺二六"),
        ("加我：taotao_ganhe0135，回头说。", "taotao_ganhe0135"),
        ("海艳 手机l38OOOO3l42", "l38OOOO3l42"),
        ("后来我拿到了通辽市总工会颁发的“五一巾帼标兵”奖章。", "通辽市总工会颁发的“五一巾帼标兵”"),
    ],
)
def test_contact_or_award_in_unusual_writing_is_found(text: str, said: str) -> None:
    assert said in "".join(masked(text))


def test_solar_term_or_abbreviation_that_is_like_the_name_is_left() -> None:
    assert masked("小满那天种豆。", "王小满") == []
    assert masked("材料报给了CDC。", "曹德成") == []


def test_courtesy_name_of_somebody_else_is_left() -> None:
    assert masked("苏轼，字子瞻，号东坡居士，也懂医。", "尚怀瑾") == []


@pytest.mark.parametrize(
    ("author", "text", "said"),
    [
        ("王一诺", "过年我值班，不回去了。\n你的诺诺", "诺诺"),
        ("左文静", "等了一天了。\n——静写于车上，熄火前。", "静"),
        ("韩雪莹", "我叫韩雪莹。冬天的雪，晶莹的莹。大家好。", "冬天的雪，晶莹的莹"),
        ("马占魁", "马不停蹄跑村户，\n占住防线不后撤，\n魁星不用点我头，", "魁"),
        ("聂海棠", "“海棠姐，”她说，“你起个名。”", "海棠姐"),
        ("韦玉兰", "他再喊玉兰做阿妹。后来玉兰蹲下去。", "玉兰"),
    ],
)
def test_letters_of_the_name_are_found_signed_spelled_out_and_down_the_lines(
    author: str, text: str, said: str
) -> None:
    assert said in masked(text, author)


def test_name_down_the_lines_of_somebody_else_is_left() -> None:
    assert masked("马不停蹄跑村户，\n占住防线不后撤，\n魁星不用点我头，", "韩雪莹") == []
