"""Names said to be names, quoted or bare; and what people are called to do, titles and sentences, which are none."""

from __future__ import annotations

import time

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
    ],
)
def test_other_words_are_left(text: str) -> None:
    assert told(text) == []


def test_time_is_linear() -> None:
    reader = read("人叫我" * 5_000 + "网名“一二三四五六" * 5_000)
    began = time.process_time()
    list(find_told_names(reader))
    assert time.process_time() - began < 3
