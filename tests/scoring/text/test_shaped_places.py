"""Places by their shape and by the list of divisions; ground without a name stays."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Level, find_mentions


def masked(text: str, region: str = "赤峰市") -> list[str]:
    found = find_mentions(text, Identity(region=region))
    return [text[m.start : m.end] for m in found if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("窗外能望见太平山的雪。", "太平山"),
        ("在怪柳林边上陪他看了十一分钟。", "怪柳林"),
        ("我在竹溪坝子上看摔跤。", "竹溪坝子"),
        ("青倭潭边上的人家都搬了。", "青倭潭"),
        ("阿公在岭背溪两边走了三十四年。", "岭背溪"),
        ("欠马家集东头的铁匠八毛钱。", "马家集"),
        ("有一回从羊角冲回来，月亮没有。", "羊角冲"),
        ("他们给我戴花，在南坪广场念我的名字。", "南坪广场"),
        ("石人桥沙漠里一辆越野车翻了。", "石人桥"),
        ("里岩坑一位妇人血崩。", "里岩坑"),
        ("北门洲的沙地上全是螺。", "北门洲"),
        ("半夜，竹竿荡送来一个抽风的娃娃。", "竹竿荡"),
        ("他是七坪坡的病人，腿肿得走不动。", "七坪坡"),
    ],
)
def test_ground_with_a_name_is_found(text: str, place: str) -> None:
    assert masked(text) == [place]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("老家在江油，支援来的。", "江油"),
        ("他是甘肃民勤来的，后来落了户。", "民勤"),
        ("她从陕北府谷嫁过来。", "府谷"),
        ("我是从河南内乡县搬来的。", "内乡县"),
    ],
)
def test_county_somebody_is_from_is_found_however_far(text: str, place: str) -> None:
    assert masked(text) == [place]


def test_rare_name_of_the_own_prefecture_is_found_where_a_place_is_meant() -> None:
    assert masked("车队说美林方向封了，走不了。") == ["美林"]
    assert masked("走遍拉哈、二克浅这些乡镇。", "齐齐哈尔市") == ["拉哈", "二克浅"]


@pytest.mark.parametrize(
    "text",
    [
        "树林边上有个水坑，小溪从峡谷里流出来。",
        "菜园子里种了葱，花园边上是幼儿园。",
        "我们管着九个村，跑六个嘎查。",
        "福尔马林泡着标本，大家收集整理。",
        "他过了桥头，绕河走了一圈，又上山去。",
        "太好了，太多的山路，太远的河。",
        "药方里天全写的是平安，老人平度百岁。",
    ],
)
def test_ground_without_a_name_stays(text: str) -> None:
    assert masked(text) == []


def test_a_hostile_row_is_read_to_its_end() -> None:
    for row in ("从甘肃民勤来的", "太平山河", "坝子坑集"):
        assert masked(row * 600) is not None


@pytest.mark.parametrize(
    "text",
    ["如今的空村里只剩三户。", "我们路过老村，歇了歇。", "脚印一直通到芦苇滩上。", "这是全县村医的事。"],
)
def test_empty_village_and_reeds_have_no_name(text: str) -> None:
    assert masked(text) == []
