"""Mentions: every writing of what the form knows, and the forms of what it does not know."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.text.mentions import Identity, Kind, Level, find_mentions

NOBODY = Identity()
AUTHOR = Identity(
    authors=("何云舟",),
    units=("青松县白桦岭中心卫生院",),
    department="内科",
    region="青松市",
    phones=("13900001234",),
    emails=("heyunzhou@example.org",),
)


def masked(text: str, identity: Identity = NOBODY) -> list[str]:
    return [text[m.start : m.end] for m in find_mentions(text, identity) if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("请打13900001234找我。", "13900001234"),
        ("请打139-0000-1234找我。", "139-0000-1234"),
        ("请打139 0000 1234找我。", "139 0000 1234"),
        ("请打１３９００００１２３４找我。", "１３９００００１２３４"),
        ("请打一三九零零零零一二三四找我。", "一三九零零零零一二三四"),
        ("请打幺三九〇〇〇〇幺二三四找我。", "幺三九〇〇〇〇幺二三四"),
        ("请打139\u200b0000\u200b1234找我。", "139\u200b0000\u200b1234"),
        ("请打+86 139 0000 1234找我。", "+86 139 0000 1234"),
        ("值班室0470-8123456常年有人。", "0470-8123456"),
        ("信箱是he.yz@example.com。", "he.yz@example.com"),
        ("信箱是heyz(at)example.com。", "heyz(at)example.com"),
        ("信箱是heyz＠example．com。", "heyz＠example．com"),
        ("信箱是heyz艾特example点com。", "heyz艾特example点com"),
        ("信箱是heyz # example . com。", "heyz # example . com"),
        ("QQ：123456789", "123456789"),
        ("扣扣 123 456 789", "123 456 789"),
        ("微信号：hyz_2012", "hyz_2012"),
        ("身份证号：15010219800101123X", "15010219800101123X"),
        ("车牌蒙A·12345停在门口。", "蒙A·12345"),
        ("通讯地址：青松县友谊路18号2楼", "青松县友谊路18号2楼"),
    ],
)
def test_contact_is_found_in_every_disguise(text: str, contact: str) -> None:
    assert masked(text) == [contact]


@pytest.mark.parametrize(
    "name", ["何云舟", "何 云 舟", "何　云　舟", "何\u200b云\u200d舟", "何·云·舟", "何雲舟", "何云\n舟"]
)
def test_author_is_certain_in_every_writing(name: str) -> None:
    text = f"那天夜里值班的是{name}和一名护士。"
    found = [m for m in find_mentions(text, AUTHOR) if m.kind is Kind.AUTHOR]
    assert [(text[m.start : m.end], m.level) for m in found] == [(name, Level.CERTAIN)]


def test_author_is_not_found_across_the_end_of_a_sentence() -> None:
    assert masked("问他贵姓，他说姓何。云舟是一条船的名字。", Identity(authors=("何云舟",)))[:1] != [
        "何。云舟"
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "青松县白桦岭中心卫生院",
        "白桦岭中心卫生院",
        "白桦岭卫生院",
        "青松白桦岭卫生院",
        "白桦岭卫生院内科",
        "白 桦 岭 卫 生 院",
    ],
)
def test_unit_is_found_in_every_shortening(unit: str) -> None:
    text = f"我在{unit}工作了十年。"
    found = [m for m in find_mentions(text, AUTHOR) if m.kind is Kind.UNIT]
    assert [(text[m.start : m.end], m.level) for m in found] == [(unit, Level.CERTAIN)]


def test_unit_of_another_entry_is_another_unit() -> None:
    identity = Identity(units=("青松县白桦岭中心卫生院",), other_units=("青松县黑水屯医院",))
    text = "后来调到黑水屯医院。"
    (found,) = [m for m in find_mentions(text, identity) if m.level is Level.CERTAIN]
    assert (text[found.start : found.end], found.kind) == ("黑水屯医院", Kind.OTHERUNIT)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("护士长周淑芬把灯关了。", "周淑芬"),
        ("我的老师是李红梅，她教我扎针。", "李红梅"),
        ("他叫孙玉林，是个木匠。", "孙玉林"),
        ("孙玉林同志是我们的榜样。", "孙玉林"),
        ("医生巴特尔赶到了。", "巴特尔"),
        ("牧民额尔登巴雅尔牵来一匹马。", "额尔登巴雅尔"),
    ],
)
def test_named_person_is_found_by_name_and_context(text: str, name: str) -> None:
    assert name in masked(text)


@pytest.mark.parametrize(
    "text",
    [
        "我们要像白求恩那样毫不利己，像南丁格尔那样提灯夜行。",
        "孙思邈说，凡大医治病，必当安神定志。",
        "王主任和小李都没有说话，老张先开了口。",
        "汶川地震的时候，许多人从北京、上海赶去。",
        "以病人为中心，全心全意为人民服务，救死扶伤，无私奉献。",
        "我院组织学习，旗里来了通知，县医院也派了人。",
        "他多次被评为先进工作者。",
        "二〇一二年三月五日，血压一百三和八十，共计12000元。",
    ],
)
def test_what_everybody_knows_is_left_alone(text: str) -> None:
    assert masked(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [("作者：何云舟", "何云舟"), ("我叫李红梅，来自一个小镇。", "李红梅"), ("撰稿人：周　涛", "周　涛")],
)
def test_self_naming_is_found_without_the_form(text: str, name: str) -> None:
    found = find_mentions(text, NOBODY)
    assert [text[m.start : m.end] for m in found if m.kind is Kind.AUTHOR] == [name]


def test_award_of_a_year_and_level_is_found_but_not_the_verb() -> None:
    assert masked("她二〇一〇年被评为全市“优秀护士”，很高兴。") == ["全市“优秀护士”"]


def test_place_of_the_form_and_region_is_found() -> None:
    identity = Identity(region="青松市", places=("柳树洼",))
    assert masked("从柳树洼到青松要走两天。", identity) == ["柳树洼", "青松"]


def test_name_found_by_context_is_found_again_without_it() -> None:
    text = "护士娜仁高娃值夜班。第二天，娜仁高娃没有来。"
    assert masked(text).count("娜仁高娃") == 2


def test_empty_text_has_no_mentions() -> None:
    assert find_mentions(" \n　", AUTHOR) == find_mentions("\u200b", AUTHOR) == ()


PIECES = st.sampled_from(
    [
        "何云舟",
        "何",
        "云舟",
        "白桦岭卫生院",
        "护士长周淑芬",
        "139",
        "0000",
        "1234",
        " ",
        "\n",
        "，",
        "。",
        "\u200b",
        "@",
        "example.com",
        "在",
        "我叫",
        "作者：",
        "全市",
        "“优秀护士”",
        "村",
        "的",
        "\ud800",
        "😀",
        "一",
        "蒙A12345",
    ]
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(PIECES, max_size=25).map("".join))
def test_mentions_are_sorted_inside_the_text_and_apart(text: str) -> None:
    found = find_mentions(text, AUTHOR)
    assert all(0 <= m.start < m.end <= len(text) for m in found)
    assert all(one.end <= next_one.start for one, next_one in pairwise(found))
    for name_at in [at for at in range(len(text)) if text.startswith("何云舟", at)]:
        assert any(m.start <= name_at and name_at + 3 <= m.end for m in found)


ELSEWHERE = Identity(
    authors=("阿苦日黑", "谭石片", "訾明霞"),
    units=("包钢集团第三职工医院",),
    department="慢病科",
    region="包头市",
)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # what the author is called
        ("他在石头后面喊，日黑，你走远。", ["日黑"]),
        ("病人都叫我谭快手，我也应。", ["谭快手"]),
        ("她逢人就说，小霞子，手轻。", ["小霞子"]),
        ("大伙儿管我叫半夜灯，我不恼。", ["半夜灯"]),
        ("本人，笔名“夜归人”，护士。", ["夜归人"]),
        ("记录人：邰永利　六月", ["邰永利"]),
        # people
        ("亲爱的雪梅：你好。", ["雪梅"]),
        ("我闺女金香兰在外地。", ["金香兰"]),
        ("放羊的丹森把围巾摘下来。", ["丹森"]),
        ("病人叫乌维玛娜，意思是神的孩子。", ["乌维玛娜"]),
        ("王四女：今天量血压\n赵三旺：在地里", ["王四女", "赵三旺"]),
        ("督导员尔古伍牛记得最牢。", ["尔古伍牛"]),
        ("帐篷里的旦正草睡着了。", ["旦正草"]),
        ("孩子小名叫七七，七七会笑了。", ["七七", "七七"]),
        # units
        ("我在包钢三医院上班。", ["包钢三医院"]),
        ("我在包钢三院急诊上班。", ["包钢三院急诊"]),
        ("她是慢病科副科长。", ["慢病科副科长"]),
        ("送到西藏阜康医院。", ["阜康医院"]),
        # contacts
        ("信箱yu95 at example dot net。", ["yu95 at example dot net"]),
        ("信箱lu_fy【at】example【dot】com。", ["lu_fy【at】example【dot】com"]),
        ("信箱dou。wj＠example。cn。", ["dou。wj＠example。cn"]),
        ("请拨0475—6218890转802。", ["0475—6218890转802"]),
        ("手机尾号4471。", ["4471"]),
        ("身份证152701199103xxxx28。", ["152701199103xxxx28"]),
        ("加微信xbl_jjy666聊。", ["xbl_jjy666"]),
        ("公众号“尧上健康行”见。", ["尧上健康行"]),
        ("抖音：粉红燕子0471", ["粉红燕子0471"]),
        ("家住罕山街南段粮食小区6号楼2单元401，", ["罕山街南段粮食小区6号楼2单元401"]),
        # places
        ("后来下到孙扎齐牛录住了三年。", ["孙扎齐牛录"]),
        ("有一天在电报局村，看见他。", ["电报局村"]),
        ("三道街一带住着上万人。", ["三道街"]),
        # awards
        ("荣获2018年全市最美家庭医生等称号", ["2018年全市最美家庭医生"]),
    ],
)
def test_every_class_of_trace_is_found(text: str, told: list[str]) -> None:
    assert masked(text, ELSEWHERE) == told


@pytest.mark.parametrize(
    "text",
    [
        "我把那支空安瓿留着，彩超、硬膜外、全脊麻都学过。",
        "葛洪隐于罗浮山，汶川的映秀镇，守在金银潭医院。",
        "药开错了，查来查去没有错；拉都拉不起来。",
        "李二爷直打嗝，张大娘心口闷，小王给赵奶奶量血压。",
        "请拨打120，或者12320热线。",
        "清晨六点，丁香开了，海棠也开了。",
        "包村干部进村，回到山村，送医下乡。",
        "孩子说奥特曼会来。",
    ],
)
def test_everyday_words_are_no_names(text: str) -> None:
    assert masked(text) == []


def test_verse_keeps_its_lines_and_prose_does_not() -> None:
    verse = "帐篷的门朝东\n旦正草的咳嗽也朝东\n" + "草还没有黄透\n黄河在这里拐弯\n" * 4
    assert "旦正草" in masked(verse)
    assert "高云\n飞" in masked(
        "开会那天来的是院里的护士高云\n飞，她坐在最后一排。", Identity(authors=("高云飞",))
    )


@pytest.mark.parametrize("author", ["李", "", "A]-[B", "李]", "·", "乌兰·其其格·乌云"])
def test_strange_author_of_the_form_breaks_nothing(author: str) -> None:
    assert masked("护士长周淑芬把灯关了，叫我小霞。", Identity(authors=(author,)))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("布仁巴雅尔站在车头前抽完最后一口烟。布仁巴雅尔说，账不能这么算。", "布仁巴雅尔"),
        ("受访人：崔景和，六十八岁，放射科退休技师。", "崔景和"),
        ("二〇〇八年一月，巴特尔夫在雪地里找马群。", "巴特尔夫"),
        ("推到第三回，药剂员包金锁把鞋脱了，光着脚在沙子里使劲。", "包金锁"),
        ("门开了，助产士郎梅探出头来，先看见了我。", "郎梅"),
        ("去了石嘴山矿务总医院，人家一看就说是老射线。", "石嘴山矿务总医院"),
        ("我们要赶成吉思汗镇的末班车。", "成吉思汗镇"),
        ("同事叫我甘草姐，一来因为我爱说和。", "甘草姐"),
        ("一共搬过两回，从前叫矿务局第二职工医院，机器也搬了两回。", "矿务局第二职工医院"),
        ("就是十九天，那个人叫尼古拉·刘，住在五道街。", "尼古拉·刘"),
        ("（作者系外科副主任，电话另附）", "外科副主任"),
        ("欢迎关注。新浪微博：@霍林河的夜班大夫", "霍林河的夜班大夫"),
        ("姓名：富振邦　职务：业务副院长", "业务副院长"),
        ("说全盟地方病防治优秀班组批下来了。", "全盟地方病防治优秀班组"),
        ("领回一块2010年全市无偿献血宣传“金葵花”先进集体的牌子。", "2010年全市无偿献血宣传“金葵花”先进集体"),
    ],
)
def test_trace_in_running_story_is_masked_whole(text: str, said: str) -> None:
    masked = [text[m.start : m.end] for m in find_mentions(text, Identity()) if m.level is not Level.HINT]
    assert said in masked


@pytest.mark.parametrize(
    "text",
    [
        "收音机里放着布仁巴雅尔的歌《吉祥三宝》，大家都跟着唱。",
        "张三的孙子会走了，李四家的羊下了双羔。",
        "我追出去二里地，漂白粉一口井一口井地投。",
        "艾烟直直地升上去，艾香跟了一路。",
        "发现它的人叫兰德施泰纳，奥地利人。",
        "他穿着镶铜钉的召德格，跳着鹰步进场。",
    ],
)
def test_far_people_measures_and_smoke_are_left_alone(text: str) -> None:
    assert [m for m in find_mentions(text, Identity()) if m.level is not Level.HINT] == []


def test_signature_line_is_masked_with_its_department_and_post() -> None:
    identity = Identity(authors=("麻俊岭",), units=("正蓝旗闪电河医院",), department="临床营养科")
    text = "后来他都好了。\n（麻俊岭，正蓝旗闪电河医院临床营养科主管营养师）"
    masked = {
        at for m in find_mentions(text, identity) if m.level is not Level.HINT for at in range(m.start, m.end)
    }
    start = text.index("正蓝旗")
    assert set(range(start, len(text) - 1)) <= masked


def test_a_form_whose_fields_are_empty_is_no_error() -> None:
    empty = Identity(authors=("",), units=("",), people=("",), other_units=("",))
    text = "我在旗医院门诊值班，姓王，外号叫“铁肩膀”。"
    assert "铁肩膀" in [text[m.start : m.end] for m in find_mentions(text, empty)]
