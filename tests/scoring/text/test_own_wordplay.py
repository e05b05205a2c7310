"""Nicknames that play with the writer's name or are said to be given instead of it; words that are no nickname."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Level, find_mentions


def masked(text: str, *authors: str) -> list[str]:
    found = find_mentions(text, Identity(authors=authors))
    return [text[m.start : m.end] for m in found if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("author", "text", "said"),
    [
        ("阚玉梅", "一进楼道就听见有人喊：“阚大嗓来啦！”满楼都笑。", "阚大嗓"),
        ("庞国栋", "“庞胶布，”他招手，“过来贴一下。”", "庞胶布"),
        ("路春生", "老乡们背后都叫“路三针”，当面不说。", "路三针"),
        ("尉迟冬梅", "“尉迟小马达，快来！”走廊那头喊。", "尉迟小马达"),
        ("邵小溪", "他在手机里把我存成“酸菜邵”，改不过来。", "酸菜邵"),
        ("石敬民", "护士们起哄，叫我石AB型，我也应。", "石AB型"),
        ("贾秋成", "有人说老秋成你别管闲事了。", "老秋成"),
        ("汤文秀", "儿科小汤：在\n班长：收到\n儿科小汤：马上来", "儿科小汤"),
        ("塔娜", "塔塔不迷路：到了\n老魏：好\n塔塔不迷路：开始吧", "塔塔不迷路"),
        ("乌兰图雅", "她扑过来喊：“图雅姑姑！”我抱住她。", "图雅姑姑"),
        ("锡林呼和木尔", "您在纸上写着：“呼和，天冷，添衣。”", "呼和"),
        ("麻秀兰", "文/兰子　电话：13947001234", "兰子"),
    ],
)
def test_nickname_with_a_letter_of_the_name_is_masked(author: str, text: str, said: str) -> None:
    assert any(said in found for found in masked(text, author))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("病人嫌我名字拗口，就叫我碘伏瓶。后来都这么叫。", "碘伏瓶"),
        ("老乡记不住我的名字，干脆喊我小红箱，我就应。", "小红箱"),
        ("老人拉着我的手叫暖手炉，我脸红。", "暖手炉"),
        ("同学们都管我叫“钟”，说我准。", "钟"),
        ("“雪地轱辘”这个外号就是那年落下的。", "雪地轱辘"),
        ("妻子在手机里把我存成“夜不归”，我看见了。", "夜不归"),
        ("我的名字翻成汉话就是松树，大家都喊我松树。", "松树"),
        ("牧民们都喊我‘铁皮暖壶’，走哪儿拎到哪儿。", "铁皮暖壶"),
        ("工友们给我挂了个名，叫“半夜灯”。", "半夜灯"),
        ("科里的小护士给我取了个雅号：“针不疼”。", "针不疼"),
        ("村里没人记得我的大号，都喊二药箱。", "二药箱"),
        ("我在论坛里叫“雪夜出诊”。", "雪夜出诊"),
        ("还有人喊我当年的外号——大门牙。", "大门牙"),
        ("江湖人称“一把剪”的就是在下。", "一把剪"),
        ("孩子们背后喊我糖爷，因为我兜里有糖。", "糖爷"),
    ],
)
def test_nickname_given_instead_of_the_name_is_masked(text: str, said: str) -> None:
    assert said in masked(text)


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("高远", "“高血压，要吃药。”我说。“高盐饮食，不行。”"),
        ("白洁", "“白大褂，给我。”她伸手。"),
        ("康宁", "“康复科，三楼。”“康复得快，来得及。”"),
        ("马跃", "他说：“马上到，别挂。”"),
        ("温暖", "护士说：“温度计，甩一甩。”"),
        ("方正", "“方子开好了，来拿。”"),
        ("魏强", "“魏大夫来了！”“魏主任，快！”"),
        ("丁一", "甲：一起走\n乙：好\n甲：走"),
        ("关山", "“关门，快！”“关节疼，来看。”"),
        ("江波", "医生：江面结冰了\n护士：是\n医生：进屋"),
    ],
)
def test_word_with_a_letter_of_the_name_is_left(author: str, text: str) -> None:
    assert masked(text, author) == []


@pytest.mark.parametrize(
    "text",
    [
        "病人们叫我白衣天使，我当不起。",
        "大家都喊我好人，我不敢应。",
        "老人记不住药名，就叫我写在盒上。",
        "他们叫我女大夫，叫我老师傅，都行。",
        "嫌路长，就叫车，车也不来。",
        "她拉着我的手叫了一声，哭了。",
        "护士给早产儿起了个名字，大家都笑。",
        "这个名字翻译过来是平安的意思，碑上刻着。",
        "“非典”这个词，如今没人提了。",
        "他把病历存成“终稿”，发给了我。",
        "家长们给她们鼓掌，给孩子取暖。",
    ],
)
def test_sentence_that_names_no_nickname_is_left(text: str) -> None:
    assert masked(text) == []
