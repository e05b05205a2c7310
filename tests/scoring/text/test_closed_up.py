"""Text blown up by a scanner or a typist is read as what it was; lists, forms and headings are left."""

from __future__ import annotations

import pytest

from scoring.text.closed_up import close_up
from scoring.text.mentions import find_mentions
from scoring.text.span_types import Identity, Level

SCANNED = (
    "我 是 一 九 八 五 年 分 到 药 房 的 ， 师 傅 姓 薛 ， 叫 薛 宝 田 ， 他 教 我 认 了 三 百 味 药 。\n"
    "那 时 候 没 有 电 ， 我 们 点 着 马 灯 抓 药 。 2OO6 年 他 退 了 ， 把 戥 子 留 给 了 我 。\n"
    "后 来 我 也 带 徒 弟 ， 他 们 嫌 我 慢 ， 我 说 ， 慢 的 不 一 定 对 。 电 话 l39 4728 60l5\n"
)


def closed(text: str) -> str:
    found = close_up(text)
    return text if found is None else found.text


def test_blanks_and_figures_of_a_scan_are_taken_back() -> None:
    assert closed(SCANNED).startswith(
        "我是一九八五年分到药房的，师傅姓薛，叫薛宝田，他教我认了三百味药。\n那时候"
    )
    assert "2006年他退了" in closed(SCANNED)
    assert "139 4728 6015" in closed(SCANNED)


def test_name_and_number_are_masked_and_nothing_else() -> None:
    found = find_mentions(SCANNED, Identity(phones=()))
    masked = {SCANNED[m.start : m.end] for m in found if m.level is not Level.HINT}
    assert masked == {"薛 宝 田", "l39 4728 60l5"}


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (
            "我 在 洗 衣 房 里 洗 了 二 十 年 的 床 单 ， 组 长 是 黄 凤\n霞 。 她 走 得 早 。 留 下 一 把 刷 子",
            "组长是黄凤霞。她走得早。",
        ),
        (
            (
                "我们 医院 的 锅炉 是 一九九三年 装 的 ， 烧 锅炉 的 是 老师傅 ， 他 每天 四点 就 来 了 ， "
                "到 现在 也 没有 迟到 过 。 他说 ， 人 不能 让 病人 冻着 ， 我 记住 了 ， 我 也 就 不让 他们 冻着 。"
            ),
            "烧锅炉的是老师傅，他每天四点就来了",
        ),
        (
            (
                "我 今 年 五 十 岁 ， 在 食 堂 里 做 了 三 十 年 的 饭 ， 病 人 吃 的 也 是 我 做 的 。\n"
                "              撰 稿 人 ： 卢 占\n                   奎\n              某 年 九 月"
            ),
            "撰稿人：卢占奎\n",
        ),
    ],
)
def test_other_scans(text: str, read: str) -> None:
    assert read in closed(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "姓　名　王 芳　性　别　女　民　族　汉　职　务　护 士 长",
        "参加人员：张 磊  李小刚  王 芳  赵 丽  陈 静  刘 洋  杨 帆  周 敏  吴 昊  郑 爽  孙 莉  马 超",
        "目　录\n前　言\n第 一 章　到 家 的 人\n第 二 章　药 柜\n后　记",
        "春风又绿江南岸 明月何时照我还 山重水复疑无路 柳暗花明又一村 我也是这样走来的 他们不知道",
        "爷　爷　啥叫高血压？\n孙　子　就是血往上走。\n医　生　别听他的，坐下量一量。\n爷　爷　量就量。",
    ],
)
def test_other_blanks_stay(text: str) -> None:
    assert close_up(text) is None


def test_line_ends_of_a_narrow_column_are_taken_back() -> None:
    prose = (
        "我在洗衣房里洗了二十年床单，组长黄凤霞走得早，留下一把刷子给我。刷子掉了毛，我还用着，"
        "新来的人笑我，我不说话。有一年下大雪，锅炉坏了，我们用雪水洗，手都裂了口子。要找我，打"
        "15827416093，白天黑夜都有人接，接了你就说找洗床单的老太太。"
    )
    column, wide = "", 0.0
    for letter in prose:
        wide += 0.5 if letter.isascii() else 1.0
        column, wide = (f"{column}\n{letter}", 1.0) if wide > 12 else (column + letter, wide)
    assert closed(column) == prose
    masked = {column[m.start : m.end] for m in find_mentions(column, Identity()) if m.level is not Level.HINT}
    assert {one.replace("\n", "") for one in masked} == {"黄凤霞", "15827416093"}


@pytest.mark.parametrize(
    "text",
    [
        "白日依山尽，黄河入海流。\n欲穷千里目，更上一层楼。\n" * 4,
        "我走过很多条路都没有你这条长\n我看过很多盏灯都没有你这盏亮\n我见过很多个人都没有你这样傻\n" * 3,
        "08:00　查房，六人\n09:00　换药，两人\n10:00　输液，九人\n11:00　出院，一人\n12:00　吃饭，都来",
    ],
)
def test_lines_that_are_meant_stay(text: str) -> None:
    assert close_up(text) is None


def test_offsets_lead_back() -> None:
    found = close_up(SCANNED)
    assert found is not None
    at = found.text.index("薛宝田")
    start, end = found.span(at, at + 3)
    assert SCANNED[start:end] == "薛 宝 田"


def test_a_hostile_row_is_read_to_its_end() -> None:
    assert closed("的 " * 200_000).startswith("的的的")
    assert closed("我 在\n" * 100_000) == "我 在\n" * 100_000
    assert closed("我 的 在 了 是\n \n" * 50_000)
