"""Names said to be names, quoted or bare; and what people are called to do, titles and sentences, which are none."""

from __future__ import annotations

import pytest

from scoring.text.known import read
from scoring.text.told_names import find_told_names


def told(text: str) -> list[str]:
    return [text[m.start : m.end] for m in find_told_names(read(text))]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("寨上喊我针线筐，小学老师给我起过学名。", "针线筐"),
        ("我男人叫我另一个，蓝果儿，那是娘家的叫法。", "蓝果儿"),
        ("这家的奶奶管我叫雪山上的灯，她说我从黑处走来。", "雪山上的灯"),
        ("我妈叫我铁栓，怕我跑丢。", "铁栓"),
        ("发在微博上，署名三十秒以前。", "三十秒以前"),
        ("记录里“黄鸭”是我。“黄鸭”为医生的呼号，司机的呼号“老柳树”。", "老柳树"),
        ("群里那个“梨花落了”就是我。", "梨花落了"),
        ("快手叫“骆驼背上的针”，号码长。", "骆驼背上的针"),
        ("我的网名叫“西坡以西”，用了九年。", "西坡以西"),
        ("孩子们不怕我，叫我“不哭阿姨”。", "不哭阿姨"),
        ("牧民看见套子就喊：“盒子姑娘来了！”", "盒子姑娘"),
        ("经名尤努斯，身份证上四十二。", "尤努斯"),
        ("网名【南山的雾】投稿。", "南山的雾"),
        ("那就加微信，搜“追旱獭的人”，要不就算了。", "追旱獭的人"),
        ("快手搜“马背上的药箱”就能找到我。", "马背上的药箱"),
        ("那个放羊的外号“半截门”，腿脚不好。", "半截门"),
        ("那台车的司机外号“老柳树”，话不多。", "老柳树"),
    ],
)
def test_name_said_to_be_one_is_found(text: str, name: str) -> None:
    assert name in told(text)


def test_initials_that_sign_again_and_again_are_found() -> None:
    text = "三月一日　晴\n鸽子放了。　K.A.\n三月二日\n没有成功。　K.A.\n交班者：M·R·Z　接班者：你"
    assert told(text) == ["K.A.", "K.A.", "M·R·Z"]


@pytest.mark.parametrize(
    "text",
    [
        "他说U.S.的药贵。",
        "静脉给药写作 I.V.\n口服写作p.o.\n",
        "维生素A.B.C都要吃。",
        "阿莫西林　T.I.D.\n头孢　T.I.D.\n",
    ],
)
def test_other_letters_with_dots_are_left(text: str) -> None:
    assert told(text) == []


def test_every_further_occurrence_is_found() -> None:
    text = "寨上喊我针线筐。\n“针线筐来了！”娃娃喊。针线筐是我娘编的叫法。"
    assert told(text).count("针线筐") >= 3


@pytest.mark.parametrize(
    "text",
    [
        "奶奶叫我开药，我就开。",
        "同事叫我回家吃饭，我摇头。",
        "老师叫我下午三点，别迟到。",
        "您那时候叫我“那日松的弟弟”，因为他也是您的学生。",
        "村口有人喊：“城里大夫来了！”",
        "村口有人喊：“王大夫来了！”",
        "患者都叫我大夫，家属也叫我王医生。",
        "病人叫我帮忙，邻居喊我去。",
        "他的绰号是从哪来的，没人知道。",
        "处方上的署名，要写全名。",
        "小名是什么，大夫问。",
        "他最后在病历上署名“医生”。",
        "这个外号很响亮。",
        "给药要看别名，别看商品名。",
        "落款是二〇〇三年五月。",
        "老人喊我快走，我不走。",
        "村里喊我阿姨，我应。",
        "她家婆喊我取名字，我取了。",
        "你那个网名好记。",
        "父亲的小名叫绳子，村里人都这么叫。",
        "孩子打电话叫我“戈壁上的叔叔”。",
        "板蓝根别名大青根，性寒。",
        "李时珍外号“药圣”，后人都学他。",
        "李逵绰号“黑旋风”，人人知道。",
        "这种病外号叫“不死的癌症”，让人疼痛。",
        "糖尿病的外号是“甜蜜的杀手”。",
        "我们科的老呼吸机绰号“催命铃”，一响大家就跑。",
        "院里那只猫，小名叫花花，天天趴在门口。",
        "孩子们叫我“护士阿姨”，我应。",
        "快手上搜“腰椎间盘突出”，跳出一百条视频。",
        "我在网上搜“幽门螺杆菌”，看了很久。",
        "微博上搜“HPV疫苗”，说法很多。",
        "锦旗落款是“一位患者家属”，没有名字。",
        "信的署名是“一个普通的母亲”，我看了很久。",
        "落款“全体护士”，信是手写的。",
        "村口有人喊：“疫苗护士来了！”",
        "“中药大夫来了！”老乡们围上来。",
        "外号这种东西，起得快，忘得也快。",
        "外号那些事，说不清。",
    ],
)
def test_other_words_are_left(text: str) -> None:
    assert told(text) == []


def test_a_name_told_often_is_one_mention_a_place() -> None:
    text = "寨上喊我针线筐。" * 50
    assert told(text) == ["针线筐"] * 50


def test_a_hostile_row_is_read_to_its_end() -> None:
    reader = read("人叫我" * 5_000 + "网名“一二三四五六" * 5_000)
    assert list(find_told_names(reader)) == []
