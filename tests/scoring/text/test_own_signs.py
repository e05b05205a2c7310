"""How writers the form knows sign, and their names told by their letters."""

from __future__ import annotations

import pytest

from scoring.text.known import read
from scoring.text.own_calls import find_own_calls


def found(text: str, author: str) -> list[str]:
    return [text[m.start : m.end] for m in find_own_calls(read(text), author)]


@pytest.mark.parametrize(
    ("author", "text", "said"),
    [
        ("沈秋棠", "夜里别打电话。——秋棠大夫", "秋棠大夫"),
        ("孟宪林", "冬至来吃饺子。\n师傅　孟老林\n十一月初九", "孟老林"),
        ("桑吉才让", "电话找她要。\n桑吉才让口述", "桑吉才让"),
        ("卢月枝", "都在本子上。\n月枝整理", "月枝"),
        ("马阿依", "开了就是吃了。\n老三阿依 写在班车上", "老三阿依"),
        ("杨磊", "我叫杨磊，三个石的磊，没有一个石头听话。", "三个石的磊"),
        ("章小云", "有人问我姓什么，我说立早章，早起的早。", "立早章"),
        ("佟德山", "我姓佟，单人旁加个冬，名字叫德山。", "单人旁加个冬"),
        ("苏晨露", "名字是早晨的晨，露水的露，好记。", "早晨的晨，露水的露"),
        ("柳春芽", "信末写着：您的小芽儿敬上。", "小芽儿"),
        ("柳春芽", "值班表上写着柳*芽。", "柳*芽"),
        ("柳春芽", "我们俩名字里都有个“芽”字。", "芽"),
        ("柳春芽", "春天的春，发芽的芽，柳树的柳。", "春天的春，发芽的芽，柳树的柳"),
    ],
)
def test_signature_or_spelled_name_is_found(author: str, text: str, said: str) -> None:
    assert said in found(text, author)


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("李雪", "院里种着木子，他姓王。"),
        ("佟德山", "这个字是单人旁加个冬，我认得。"),
        ("杨磊", "三个石的台阶，一步一步上。"),
        ("相福来", "他姓相，相的相。"),
        ("吴春生", "初稿写于去年，改定于今年。"),
    ],
)
def test_other_words_are_left(author: str, text: str) -> None:
    assert found(text, author) == []
