"""Places known by what is done there; everyday words in the same frames stay."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Level, find_mentions

OWN = Identity(units=("林西县官地镇大川村卫生室",), region="赤峰市")


def masked(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_mentions(text, OWN) if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("我在大川当大夫三十四年。", ["大川"]),  # a step of the own unit's name
        ("星期二是后脑包，星期四是银号那一片。", ["后脑包", "银号"]),
        ("那年开春，东海心一家的月娃子没了。", ["东海心"]),
        ("我从小在牛圈滩长大，喝的是窖水。", ["牛圈滩"]),
        ("南窑、北窑、水磨村都去过。", ["南窑", "北窑", "水磨村"]),
        ("过了辉河，白毛风起来了。", ["辉河"]),
        ("我在景宁县当护士。", ["景宁县"]),
        ("我跑得最勤的是马迷那头的草场。", ["马迷"]),
        ("七个点里最远的弄岜，要翻两道坳。", ["弄岜"]),
        ("河对岸的腊底洛还没有通电。", ["腊底洛"]),
        ("我们在岩头接上他，担架是竹子绑的。", ["岩头"]),
        ("走到则岔的第一家，狗先叫。", ["则岔"]),
        ("我从石塝到栗畈再到碑界，量了一辈子血压。", ["石塝", "栗畈", "碑界"]),
        ("家在阿木尔川南边的房子里。", ["阿木尔川"]),
        ("车陷在萌山脚下的雪里。", ["萌山"]),
        ("那天走的是朋曲边上的便道。", ["朋曲"]),
        ("弄石到弄纳的路，他走得比我快。", ["弄石", "弄纳"]),
    ],
)
def test_place_is_found_by_what_is_done_there(text: str, places: list[str]) -> None:
    assert masked(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "那一年在外科当护士，天天哭。",
        "她在家里当了三十年主妇，他在手术室待了一夜。",
        "星期一是门诊，星期二是手术，星期三值班。",
        "到了半夜，他醒了。过了腊月，我们再去。",
        "今天先去县里，然后回家。离过年还有十里地。",
        "那片云叫火烧云，那片林子叫落叶松林，好看。",
        "医生、护士、家属都来了，要走四里山路。",
        "最远的一回，走了两天。对岸的人家还没有灯。",
        "我把她从三楼背到五楼，床头接上氧气。",
        "从春天到夏天再到秋天，他上过一次手术台。",
        "跑得最多的是急诊，最难走的是夜路。",
        "门诊到病房的路，我走了三十年。他坐在大河边上，房子在雪山脚下。",
        "娃娃们唱，睡棺棺，埋山山。",
        "人到了大洋洲，货到珠江三角洲上岸，世界有七大洲。",
        "我们乡原来有三个朝鲜族村，都种水稻。",
    ],
)
def test_everyday_word_in_the_same_frame_stays(text: str) -> None:
    assert masked(text) == []
