"""Names that stuck, told by how they came about, and where they are signed or said again."""

from __future__ import annotations

import pytest

from scoring.text.known import read
from scoring.text.mentions import find_mentions
from scoring.text.span_types import Identity, Kind
from scoring.text.told_names import find_told_names


def told(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_told_names(read(text))]


def own(text: str, *authors: str) -> list[str]:
    found = find_mentions(text, Identity(authors=authors))
    return [text[m.start : m.end] for m in found if m.kind is Kind.AUTHOR]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("投稿不好意思写真名，就署了个守锅炉的老岳，谁知登出来了。", "守锅炉的老岳"),
        ("早年署名河声，也用过麦芒，后来都不用了。", "麦芒"),
        ("你写了这么多，该有个号。老伴说，就叫熬药的老倔头。好，听她的。", "熬药的老倔头"),
        ("他嫌我的名字不好记，就把我喊成了豆角——又细又长。", "豆角"),
        ("老人一见我就喊：“这不是染坊的小勺嘛！”一街人都回头。", "染坊的小勺"),
        ("我问那我呢，她想了想：“你呀，你叫敲缸的。”", "敲缸的"),
        ("水车、病房都换了，棉桃爷爷这个名没换。", "棉桃爷爷"),
        ("她嗓门一亮：“我们扣子嫂缝的！”打那天，我有了这个名。", "扣子嫂"),
        ("群里叫我师傅，也有叫得福闺女的，听着亲。", "得福闺女"),
        ("从此“慢师傅”这三个字跟定了我，儿子都知道。", "慢师傅"),
        ("这个钱算盘的外号就是这么来的，我也认了。", "钱算盘"),
        ("同名的人多，我排第三，叫天保电筒，因为我夜里总打着手电。", "天保电筒"),
        ("大家管我叫“光头”、“不眨眼的胡大胆”，我都应。", "不眨眼的胡大胆"),
        ("寨上人叫法不一：干部喊老表，小娃娃喊糖丸公公，我都答应。", "糖丸公公"),
        ("我大名田永河，村里没几个人叫，都喊“田老秤”，喊惯了。", "田老秤"),
        ("网上另有一名，“西滩一滴”，也是我。", "西滩一滴"),
        ("灯关了，我就回家。\n青石峪卫生院药房 一盏灯\n", "一盏灯"),
        ("灯关了，我就回家。\n青石峪村卫生室 糖丸公公 写于秋收后\n", "糖丸公公"),
        ("夜班记\n文/落落听雪\n那天下大雪。", "落落听雪"),
        ("他们叫我苏日娜其其格，晚花的意思，因为我来得晚。\n我走了。\n晚花 13900000000\n", "晚花"),
    ],
)
def test_a_name_is_found_where_it_is_told_how_it_came_about(text: str, name: str) -> None:
    assert name in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "大家把我当成了亲人，把我说成了英雄。",
        "报告上署的是你的名字，不是我的。",
        "他说：“你叫什么？”我没有答。",
        "药费这个名字没换，报销的办法换了。",
        "夜很静。\n青石峪卫生院 急诊科\n",
        "夜很静。\n青石峪卫生院 全体护士\n",
        "标语：以病人为中心 以质量为核心\n（责任编辑）\n",
        "奶奶叫额木格，爷爷叫额布格，姐姐叫额格其。",
        "见了我就问：“这不是要下雨嘛！”",
        "我后来才明白，这叫规矩，因为我也是这么过来的。",
    ],
)
def test_what_is_no_name_is_left(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "name", "times"),
    [
        ("大家都叫我“池蚂蚱”。老人说：“蚂蚱！扶我一把！”我就去扶。", "蚂蚱", 2),
        ("人称“棉桃爷爷”，为什么叫棉桃？说来话长。电台里喊：“棉桃，棉桃，出车！”", "棉桃", 4),
        ("这不是故事。外号叫“算盘珠”。\n秋天了。\n药房：算盘珠、老郑\n", "算盘珠", 2),
        ("小名叫“豆苗子”。豆苗子就豆苗子吧，院长问，什么豆苗子？", "豆苗子", 4),
        ("外号“顶门杠”。今年退休。\n推车的顶门杠\n", "顶门杠", 2),
    ],
)
def test_a_told_name_is_found_where_it_is_said_again(text: str, name: str, times: int) -> None:
    assert sum(name in found for found in told(text)) >= times


@pytest.mark.parametrize(
    ("text", "author", "name"),
    [
        ("我叫岜，我父亲叫龙，寨上叫我岜龙。她一路喊：“岜龙！岜龙！”", "韦阿岜", "岜龙"),
        ("我叫岜，我父亲叫龙，寨上叫我岜龙。", "韦阿岜", "岜"),
        ("她骂我是“怕水的央金”，我笑了。", "次仁央金", "怕水的央金"),
        ("奶奶还按老规矩叫“顺姬呀”，拖着长音。", "金顺姬", "顺姬呀"),
        ("大付，你的杯子在我这儿。\n大付：解释不清。", "付长海", "大付"),
        ("一晃二十年，小娅也成老娅了，后年退休。", "乌兰托娅", "老娅"),
        ("话说完了，纸也完了。\n椿　十月廿二\n", "池大椿", "椿"),
        ("文：香；校：波\n", "岩温香", "香"),
        ("他老远就喊：“去找莹医师，快！”", "郝雪莹", "莹医师"),
    ],
)
def test_what_is_built_on_the_authors_letters_is_found(text: str, author: str, name: str) -> None:
    assert name in own(text, author)


@pytest.mark.parametrize(
    "row",
    [
        "署了个" * 4_000,
        "把我" * 6_000,
        "叫我岜龙，" * 2_500,
        "阿牛的意思，" * 2_500,
        "卫生院 " * 4_000,
        "见了我喊：“这不是" * 1_500,
    ],
)
def test_a_hostile_row_is_read_to_its_end(row: str) -> None:
    assert isinstance(own(row, "韦阿岜"), list)
