"""Names of people: nicknames of the village, what is no name, and how much work a text costs."""

from __future__ import annotations

import pytest

from scoring.text.lattice import Lattice
from scoring.text.mentions import Identity, Level, find_mentions


def masked(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_mentions(text, Identity()) if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("后来二愣娃给我送来一袋子莜面，二愣娃说血压好了。", "二愣娃"),
        ("我跟宋老蔫儿俩人用手摇泵。", "宋老蔫儿"),
        ("大家都喊他大老黑。他教我听。", "大老黑"),
        ("我喊龙小妹烧水，又喊人拿钳子。", "龙小妹"),
        ("王栓子来了，说王栓子家的羊丢了。", "王栓子"),
        ("卡片上写着“谢娟”之子，二十八周。", "谢娟"),
        ("我去给旦正加阿克换药，旦正加阿克递来一碗茶。", "旦正加"),
        ("门巴多杰加夜里骑马来，多杰加的手冻裂了。", "多杰加"),
        ("他欠郭志钱，郭志劈柴去了，我问郭志药吃了没有。", "郭志"),
        ("坐诊的医生更登卓玛是州里派来的，藏话汉话都行。", "更登卓玛"),
        ("隔壁的苏和老汉又把药停了，说没病。", "苏和"),
        ("值夜的是图雅姐，图雅姐让我先睡。", "图雅"),
        ("我们村的何大胡子腰疼，何大胡子不肯来。", "何大胡子"),
        ("副站长狄秀英值后半夜，药房的代玉梅陪着。", "代玉梅"),
        ("支部书记于正林在会上念了文件。", "于正林"),
        ("药工康景和三次返工，一句怨言没有。", "康景和"),
        ("图三：雪里的救护车。（武强摄）", "武强"),
        ("我问额尔德木图当院长那年的事，额尔德木图来开会没有。", "额尔德木图"),
    ],
)
def test_what_people_are_called_in_the_village_is_found(text: str, name: str) -> None:
    assert name in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "分管护理的刘副院长没有批评我。",
        "一盏灯能照多远\n\n有人问，一盏灯能照多远？我算过。",
        "爷爷说的“赤巴、希拉、巴达干”，我听不懂。",
        "费孝通先生说，乡土社会是熟人的社会。",
        "一八一六年，法国医生雷奈克卷了一个纸筒，路过卢浮宫广场。",
        "杭州胡庆余堂的匾朝里挂着。",
        "狗名叫阿发，天天趴门口。",
        "她拿木勺子在肚子上画，木勺子和铁勺子都是勺子。",
        "我们那里把沙漠叫沙窝子，沙窝子里的风没有名字。",
        "从门口数出去，一共五十三道梁，抬到第九道梁，月亮上来了。",
        "张三李四王二麻子，谁来都是一个价。",
        "张三送礼，李四收礼，王五看见了，赵六说出来了。",
        "春兰秋菊，各有其时。",
        "火塘边坐着阿嫫，阿嫫说针疼，阿普不说话。",
        "我扶着阿孜妈下楼，阿巴吉在后面拎药。",
        "毡房里额沃病了，我问额沃哪里疼。",
        "他赶着车来的，请郎中，姓贾郎中在里屋。",
        "会上邻村的史股长发了言。",
        "他从柳沟那边骑驴过来，说从西头来的人更多。",
        "余始知医之难。师谓余曰，慎之。余独坐至旦。",
        "手术台一共十二张床，值班的又搬来两张床。",
        "我跟您拍张表，您照着填。",
        "三月一日　阵雨转多云\n阴天里晾不干被单，我们拿到锅炉房去烤，烤了一夜才算干透。",
        "孩子爱吃三丫头做的饭，二丫头不爱吃。",
    ],
)
def test_public_people_and_rows_that_are_no_names_are_left(text: str) -> None:
    assert masked(text) == []


def test_work_grows_with_the_length_even_where_every_letter_is_a_surname(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = 0
    gain = Lattice.gain

    def counted(self: Lattice, start: int, end: int, cost: float) -> float:
        nonlocal calls
        calls += 1
        return gain(self, start, end, cost)

    monkeypatch.setattr(Lattice, "gain", counted)
    rules, both = ((48, 192), 6), ((200, 800), 16)  # the second reader asks ten more of every letter
    for lengths, most in (rules, both):
        per_letter = []
        for length in lengths:
            calls = 0
            find_mentions("李" * length, Identity())
            per_letter.append(calls / length)
        assert max(per_letter) <= most
        assert per_letter[1] <= 1.1 * per_letter[0]


@pytest.mark.parametrize(
    "text",
    [
        "去年我给三所小学的学生查牙，九百多人，七岁的最多。",
        "同事们要我照张相，贴在墙上。",
        "四月二十几号，江刚开，冰块子有房顶那么大。",
        "阿公的牛铃\n我是瑶家女，门口挂一只牛铃，牛铃一响我就起来。",
        "院里的李子红、杏子黄，大黄狗拴在井边。",
        "清明做艾粄，立夏煲苦瓜。用温毯，用温液。",
        "师父给孩子起过苗名，也起过汉名。",
        "牧民一见我就说“萨音，萨音”，走的时候说“胡西”。",
        "王启明院士分过九种体质。马树林教授写过《长寿的路》。",
        "大家都叫他额木其，额木其骑马来了。",
        "额布格今年八十，我给额布格量血压。",
    ],
)
def test_things_and_greetings_and_writers_of_books_are_nobody(text: str) -> None:
    assert masked(text) == []


def test_a_professor_of_ones_own_is_found_still() -> None:
    assert "王启明" in masked("我们院的王启明教授写病历从不潦草。")
