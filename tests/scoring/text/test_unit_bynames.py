"""Units by former names and bynames; what every village had, and what is no unit."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Level, find_mentions


def masked(text: str) -> list[str]:
    found = find_mentions(text, Identity())
    return [text[m.start : m.end] for m in found if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("我们院解放前叫“天恩诊疗所”，三间土房。", "天恩诊疗所"),
        ("六十年代咱们还叫胡岱沟防疫队的时候，全队一头骡子。", "胡岱沟防疫队"),
        ("他背着药箱走进黑沙图联合药社，就是今天的中蒙医院。", "黑沙图联合药社"),
        ("前身是东山铁矿职工疗养所，后来才归了地方。", "东山铁矿职工疗养所"),
        ("老辈人说，那会儿门口挂的是“乌良台接生站”，木头牌。", "乌良台接生站"),
        ("五十年代这里写着“福音堂医院”，字还看得清。", "福音堂医院"),
        ("老百姓习惯叫它“河沿院”，大名反倒没人记。", "河沿院"),
        ("老职工们私下还叫“皮毛院”，改不了口。", "皮毛院"),
        ("站房从前是磨坊，人称磨坊诊所，夏天凉快。", "磨坊诊所"),
        ("人们都叫它“桥头药铺”，其实早就是卫生室了。", "桥头药铺"),
        ("同学管我们院叫五道站，因为公交车到那儿到头。", "五道站"),
        ("我们科的前身是“妇婴卫生工作队”。", "妇婴卫生工作队"),
        ("老辈人提起来，还是说“教堂医院”。", "教堂医院"),
        ("刚成立时叫柳条沟麻风村，谁也不敢来。", "柳条沟麻风村"),
        ("老街坊还是叫我们“石榴脚”，跌倒了就抬来。", "石榴脚"),
        ("外院的同行管我们叫“盐池医院”，叫就叫吧。", "盐池医院"),
        ("那地方早年叫天宝山分院，坡上人叫麦草棚，因为漏雨。", "麦草棚"),
        ("我们这里不叫医院，叫“曼巴扎仓”。", "曼巴扎仓"),
        ("到今儿看病还说“上小黄楼瞅瞅去”。", "小黄楼"),
        ("老乡只认“后街药铺”，更老的叫“仁和堂”。", "仁和堂"),
        ("实习生开玩笑，把单位喊成“喵屋”。", "喵屋"),
    ],
)
def test_former_name_or_byname_of_a_unit_is_found(text: str, unit: str) -> None:
    assert any(unit in found for found in masked(text))


def test_byname_counts_wherever_it_stands_again() -> None:
    text = "老职工习惯上还叫“皮毛院”。调走的那年，我在皮毛院门口站了很久，皮毛院的灯还亮着。"
    assert masked(text) == ["皮毛院"] * 3


@pytest.mark.parametrize(
    "text",
    [
        "那时候叫公社卫生院，三间房。",
        "从前是一所小医院，后来大了。",
        "当年这里是全旗最好的医院，谁都知道。",
        "以前叫大队卫生室，队里出钱。",
        "老乡们叫我们“白衣天使”，我脸红。",
        "牧民都叫“好”，掌声响了半天。",
        "他们叫我们“大夫”，我们叫他们大哥。",
        "看病还说“去医院看看”，没人愿意来。",
        "老人们叫它“救命药”，舍不得吃。",
        "孩子们都叫它“大院”，在里头捉迷藏。",
        "他管医院叫娘家，管我们叫亲人。",
        "那阵子人人都是医生，家家都是药房。",
        "早先我是卫校的学生，后来是卫校的老师。",
        "七十年代还叫赤脚医生，如今叫村医。",
        "起初说是训练班，去了才知道是种树。",
        "学生管它叫“标本屋”，我管它叫屋。",
    ],
)
def test_what_has_no_name_of_its_own_is_left(text: str) -> None:
    assert masked(text) == []


def test_the_last_letter_of_a_text_does_not_stand_before_its_first() -> None:
    text = "烟叶棚子边上种着菜。乡亲们只认“烟叶棚”，写到这里“"
    assert [m.start for m in find_mentions(text, Identity()) if m.rule == "unit_byname"] == [text.index("“") + 1]
