"""A writer addressed by the surname, and words of the writer's own that only look like names or places."""

from __future__ import annotations

import pytest

from scoring.text.mentions import Identity, Kind, Level, find_mentions


def masked(text: str, identity: Identity) -> list[str]:
    found = find_mentions(text, identity)
    return [text[m.start : m.end] for m in found if m.level is not Level.HINT]


@pytest.mark.parametrize(
    ("author", "text", "said"),
    [
        ("顾明川", "有人在门口喊：“老顾头，快下来！”", "老顾头"),
        ("岑雪", "他拍拍我的肩：“小岑子，喝口水。”", "小岑子"),
        ("仝海波", "她问我贵姓，我姓仝。", "仝"),
    ],
)
def test_own_surname_is_found_where_the_author_is_addressed(author: str, text: str, said: str) -> None:
    assert said in masked(text, Identity(authors=(author,)))


@pytest.mark.parametrize(
    "text",
    [
        "“老孟，快下来！”",  # nobody's surname of the form
        "顾大夫查房去了。",  # surname and calling
        "有人在门口喊：“老顾，快下来！”",  # surname and age
        "护士长拍拍我：“小顾，喝口水。”",
        "孩子仰着脸：“快叫顾伯伯，你是他抱大的。”",  # surname and kinship
        "病人们管我叫“顾校长”。",
        "她问我贵姓，我姓顾。",
        "夜深了，还有人要来。\n港口站　小顾\n",
        "顾长林师傅来了。有人喊：“老顾，快下来！”",  # somebody else bears it
    ],
)
def test_other_addresses_are_not_the_authors(text: str) -> None:
    identity = Identity(authors=("顾明川",))
    assert not [m for m in find_mentions(text, identity) if m.kind is Kind.AUTHOR]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("邮箱：lium#sample.com（#换成@）", "lium#sample.com（#换成@）"),
        ("写信到 qiao_88（艾特）sample点com 也行。", "qiao_88（艾特）sample点com"),
        ("威信：qiao加lan再加零五二八", "qiao加lan再加零五二八"),
        ("口口七七零零五一三六二，别打电话。", "七七零零五一三六二"),
        ("尾号零六一五，前头是139520零，夜里也通。", "139520零"),
        ("所里评“蒙医药传承标兵能手”，把我评上了。", "蒙医药传承标兵能手"),
        ("她在2018年全旗护理技能大赛拿过第一。", "2018年全旗护理技能大赛"),
        ("后来我毕业于内蒙古民族大学，回了家。", "内蒙古民族大学"),
        ("作者笔名：青桑（Khökhmodon，盟医院）", "青桑"),
    ],
)
def test_disguised_contacts_named_titles_and_schools_are_found(text: str, said: str) -> None:
    assert said in masked(text, Identity(authors=("乔兰",)))


@pytest.mark.parametrize(
    "text",
    [
        "粥早就凉成一坨。",
        "您是哪个村的？",
        "老人坐在门里头，不说话。",
        "我叫护士。",
        "给班长戴了花。",
        "没有那朵云，天不蓝。",
        "我们叫他马大哈。",
        "护士长：@所有人 今晚开会。",
        "他去了呼和浩特，在那里上班。",
    ],
)
def test_clauses_callings_and_cities_of_everybody_are_left(text: str) -> None:
    assert masked(text, Identity(authors=("乔兰",), region="赤峰市")) == []


def test_a_name_ends_with_its_line() -> None:
    text = "我叫苏和巴特尔\n额吉说这名字结实"
    assert "苏和巴特尔" in masked(text, Identity())


@pytest.mark.parametrize(
    ("author", "text"),
    [
        ("孙玉梅", "老人说，小孙子，别哭。"),
        ("包玉梅", "大包子，热乎的！"),
        ("林玉梅", "大林子，老林子，都在山后。"),
        ("方玉梅", "老方子还管用。"),
    ],
)
def test_word_with_the_own_surname_in_it_is_no_address(author: str, text: str) -> None:
    assert masked(text, Identity(authors=(author,))) == []


@pytest.mark.parametrize(
    ("author", "text", "surname"),
    [
        ("端木青", "他从小叫惯了，其实我不姓端，姓端木。", "端木"),
        ("钟离晓", "钟离是复姓，刚来时人家叫错。", "钟离"),
        ("仝玉兰", "一个姓仝，一个姓王，院里只有一对。", "仝"),
    ],
)
def test_rare_surname_said_to_be_one_is_found(author: str, text: str, surname: str) -> None:
    found = find_mentions(text, Identity(authors=(author,)))
    assert surname in {text[m.start : m.end] for m in found if m.kind is Kind.AUTHOR}


def test_common_surname_said_to_be_one_is_left() -> None:
    for text in ("村里人大多姓王，外来的姓李。", "这孩子姓王，名叫什么不知道。"):
        assert not [m for m in find_mentions(text, Identity(authors=("王小玲",))) if m.kind is Kind.AUTHOR]
