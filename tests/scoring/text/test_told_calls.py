"""Names told in more than one phrase, and nicknames that stand somewhere else again once they are told."""

from __future__ import annotations

import pytest

from scoring.text.known import read
from scoring.text.told_names import find_told_names


def told(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_told_names(read(text))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("山上的人都喊我罗盘，孩子们喊铁皮爷爷。", "铁皮爷爷"),
        ("同事叫我算盘珠，村里老人照旧叫“石磨底”，我都应。", "石磨底"),
        ("庄里人不喊俺大名，喊“春来家的”，俺男人在外打工。", "春来家的"),
        ("我的名字太长，牧民念不惯，就叫“半截鞭”。", "半截鞭"),
        ("女儿问，你网名咋还叫“没油的灯”？", "没油的灯"),
        ("问：您的外号是不是叫“铁算盘”？", "铁算盘"),
        ("去年开了个号，专拍山路，名字叫“背药的骡子”。", "背药的骡子"),
        ("我把网名改成了“北坡第一针”，同学都来留言。", "北坡第一针"),
        ("大家给我们起了外号：她是赵喇叭，我是赵算盘。", "赵算盘"),
        ("卖菜的认出我来，说你不就是小铜锣吗，非要送我一把葱。", "小铜锣"),
        ("包裹上写的是“针姐姐收”，我就知道是她寄的。", "针姐姐"),
        ("锦旗上绣着“赠小铃铛：谢谢你守夜”。", "小铃铛"),
        ("镇上那个“糖丸姐”来了，快把袖子卷起来。", "糖丸姐"),
        ("“铁脚板”就是我。", "铁脚板"),
        ("从那以后我就叫大白鹅了，其实我又黑又瘦。", "大白鹅"),
        ("“雨靴大夫”这个名字就这么传开了。", "雨靴大夫"),
        ("卖豆腐的见了俺就喊，“药罐子婶，今天要几块？”俺说两块。", "药罐子婶"),
        ("孩子趴在窗户上喊：“修灯爷爷再见！”", "修灯爷爷"),
        ("记者问：他们为什么管您叫“骑驴的听诊器”？", "骑驴的听诊器"),
        ("灯下的一夜\n原创　麦芒不说话　某某医院　2023-04-02 08:10", "麦芒不说话"),
    ],
)
def test_name_told_in_another_phrase_is_found(text: str, name: str) -> None:
    assert name in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "医院公众号改名叫“健康草原”，大家多关注。",
        "冠心病被人们称为“无声的杀手”。",
        "后来人们叫“六二六指示”。",
        "他给娃娃唱“小白船”，那是我额吉教的。",
        "从那以后我养成了习惯，每天数三遍。",
        "后来这里改叫中心卫生院，牌子换了几回。",
        "带教老师叫我投稿，我就写了。",
        "同事们叫我回家吃饭，我摇摇头。",
        "她见了我就喊：“大夫，快来！”",
        "她见了我就喊：“救命，快来！”",
        "孩子们喊：“医生叔叔再见！”",
        "锦旗上绣着“赠内科全体：胜似亲人”。",
        "请柬上写“王院长收”。",
        "护士认出我来，说你是病人家属吧。",
        "病人叫我大夫，孩子们叫我开门，我都应。",
        "大家给我们起了好听的名字：一个是白衣天使，一个是逆行者。",
        "“我不知道”，是我说得最多的一句。",
    ],
)
def test_other_words_are_left(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "name", "times"),
    [
        ("人都叫我“跛骆”，我不恼。跛骆也是骆驼，走得稳。", "跛骆", 2),
        ("外婆叫我“顶针”。那天她打电话来，说，顶针，回来吃饭。那枚顶针在抽屉里。", "顶针", 2),
        ("院里都喊俺“孟大铲”。年轻人打饭说，喂，大铲叔，多来点。", "大铲叔", 1),
        ("他们叫我“星星大夫”。她扭头就走，说等星星姐回来。", "星星姐", 1),
        ("我妈叫我“铜勺”。舅舅来电话总问，铜勺在不在家？", "铜勺", 2),
    ],
)
def test_nickname_is_found_again_where_it_is_a_name(text: str, name: str, times: int) -> None:
    assert told(text).count(name) == times


def test_a_hostile_row_is_read_to_its_end() -> None:
    row = "人都叫我“顶针”，孩子们喊" * 2_000 + "给我起了名：他是" * 2_000 + "从此我叫" * 2_000
    assert set(told(row)) == {"顶针"}
