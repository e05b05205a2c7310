"""Clues a copier left behind; innocent mentions of other places, roles and years are none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sample
from scoring.similarity import regions
from scoring.similarity.periods import wrong_times
from scoring.similarity.residue import Own, Residue, residues
from scoring.text.gazetteer import BANNERS, LEAGUES, SEATS

OWN = Own(
    unit="敖汉旗柳条沟卫生院",
    region="赤峰市",
    authors=("迟德全",),
    role="护士",
    year=2012,
)


def _found(text: str, own: Own = OWN, **given_too: object) -> list[tuple[str, str]]:
    return [(one.kind, one.found) for one in residues(text, own=own, **given_too)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "clue"),
    [
        ("入冬以后，武川县的路就封了。", ("place", "武川县")),
        ("我们安化县的老百姓看病不容易。", ("place", "安化县")),
        ("全体职工把武川县人民医院当成了家。", ("unit", "武川县人民医院")),
        ("我还有二十年退休，后旗鼠防站的这面墙要留着。", ("place", "后旗")),
        ("我是来自康巴山医院的一名职工。", ("unit", "康巴山医院")),
        ("作为一名人民教师，我深感责任重大。", ("role", "人民教师")),
        ("我是一名乡镇党委书记，工作很忙。", ("role", "乡镇党委书记")),
        ("党的十九大胜利召开，我们备受鼓舞。", ("date", "十九大")),
        ("“十三五”期间，我院盖起了新楼。", ("date", "十三五")),
        ("今年是2016年，我院又添了设备。", ("date", "今年是2016年")),
        ("我们喜迎党的十七大召开。", ("date", "喜迎党的十七大")),
        ("值此建国六十周年之际，我写下这些。", ("date", "值此建国六十周年")),
    ],
)
def test_what_cannot_be_the_entrys_own_is_a_clue(text: str, clue: tuple[str, str]) -> None:
    assert _found(text) == [clue]


@pytest.mark.parametrize(
    "text",
    [
        "我们敖汉旗的冬天很冷，宁城县也冷，赤峰的风大。",
        "那年我到武川县进修，又去呼和浩特学习。",
        "有个来自武川县的姑娘，老家在兴和县，嫁到这里。",
        "汶川地震那年，我报名去了北川县。",
        "我们医院的院长来自北京协和医院。",
        "“我是一名教师。”他说。",
        "如果我是一名教师，我会怎样？",
        "作为一名教师，她总是早起。",
        "我是一名白衣天使，是一名共产党员。",
        "我是一名护师，也当过护士长。",
        "到2020年全面建成小康社会，二〇一六年前要达标。",
        "一九四七年那一场鼠疫，听父亲讲过。二〇一二年六月",
        "喜迎党的十八大，“十二五”开局良好，三十五大项工作。",
        "孩子二十五六岁，这个月第十五大队来体检。",
        "全县、旗县、贫困县、各县都在推广。",
        "",
    ],
)
def test_innocent_mentions_are_no_clues(text: str) -> None:
    assert _found(text) == []


def test_what_the_entry_does_not_say_gives_no_clue() -> None:
    text = "我是一名教师。我们武川县今年是2016年。我是来自康巴山医院的职工。"
    assert _found(text, Own()) == []


def test_two_units_and_two_roles_in_one_text_contradict_each_other() -> None:
    text = "我是来自康巴山医院的职工。我是来自鹿野医院的职工。我是一名教师，我是一名护士。"
    assert _found(text, Own()) == [("units", "鹿野医院"), ("role", "护士")]


def test_an_entry_of_the_whole_region_may_speak_of_all_its_counties_but_not_of_others() -> None:
    own = Own(unit="内蒙古自治区青城血液中心", region="自治区")
    assert _found("我们武川县的路，突泉县的路都走过。", own) == []
    assert _found("我们安化县的路都走过。", own) == [("place", "安化县")]


def test_names_of_the_source_count_even_where_the_text_explains_them() -> None:
    source = Own(unit="科尔沁左翼后旗甘德尔鼠疫防治站", region="通辽市", authors=("额尔敦巴根",))
    text = "那年我去甘德尔防治站学习，额尔敦巴根教我，后旗鼠防站的墙上写着。"
    assert _found(text) == [("place", "后旗")]
    assert _found(text, sources=[source]) == [
        ("source", "甘德尔"),
        ("source", "额尔敦巴根"),
        ("source", "后旗"),
    ]
    assert residues(text, own=OWN, sources=[source])[0].expected == OWN.unit
    assert _found("我在敖汉旗柳条沟卫生院工作。", sources=[Own(unit="敖汉旗四家子卫生院")]) == []


def test_a_clue_tells_whether_it_stands_in_or_near_a_copied_passage() -> None:
    text = "我" * 100 + "。我们武川县。" + "我" * 100
    (at,) = residues(text, own=OWN)
    assert (at.found, at.expected, at.in_passage) == ("武川县", "赤峰市", False)
    assert text[at.start : at.end] == at.found
    for spans, near in ((((90, 200),), True), (((0, 80),), True), (((0, 60), (150, 200)), False)):
        assert [one.in_passage for one in residues(text, own=OWN, spans=spans)] == [near]


def test_places_lead_back_through_invisible_characters_and_other_script() -> None:
    (clue,) = residues("\u200b我們武\u200b川縣的路。", own=OWN)
    assert (clue.start, clue.end, clue.found) == (3, 7, "武\u200b川縣")


def test_every_listed_county_is_in_the_gazetteer_and_belongs_to_one_league() -> None:
    assert set(regions.LEAGUE_OF) <= BANNERS | SEATS | LEAGUES
    assert regions.league_of("土默特右旗双龙渠卫生院") == "包头"
    assert regions.league_of("没有地名的医院") == ""


def test_a_year_is_read_in_both_ways_of_writing() -> None:
    assert [span[:2] for span in wrong_times("二〇一九年的雪，2019年的雪", 2012)] == [(0, 4), (8, 12)]
    assert list(wrong_times("二〇一三年的雪，2013年的雪", 2012)) == []


def test_the_originals_of_the_sample_give_no_clue_and_left_names_are_found() -> None:
    contest = sample.load()
    entries = {entry.key: entry for one in contest.recommenders for entry in one.entries}
    owns = {
        key: Own(
            unit=entry.unit,
            region=entry.region,
            authors=tuple(author.name for author in entry.authors),
            role=" ".join(author.post for author in entry.authors),
            year=2012,
        )
        for key, entry in entries.items()
    }
    originals = {key: contest.texts[key] for key in owns if not key.startswith("P")}
    assert {key: residues(text, own=owns[key]) for key, text in originals.items()} == dict.fromkeys(
        originals, ()
    )
    left = residues(contest.texts["P03"], own=owns["P03"], sources=[owns["B15"]])
    assert ("source", "察哈尔") in [(one.kind, one.found) for one in left]


PIECES = st.sampled_from(
    (
        *(
            "武川县",
            "后旗鼠防站",
            "我是一名教师，",
            "作为一名护士，我",
            "今年是二〇一九年",
            "十九大",
            "安化县医院",
        ),
        *("我是来自康巴山医院的", "“", "”", "。", "\n", "\u200b", "\ud800", "我们", "到", "2020年", "县"),
    )
)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(
    st.lists(PIECES, max_size=30).map("".join), st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)))
)
def test_clues_are_sorted_inside_the_text_and_do_not_overlap(text: str, spans: list[tuple[int, int]]) -> None:
    last = 0
    for clue in residues(text, own=OWN, spans=spans, sources=[Own(unit="武川县后坝子中心卫生院")]):
        assert isinstance(clue, Residue)
        assert last <= clue.start < clue.end <= len(text)
        assert text[clue.start : clue.end] == clue.found
        last = clue.end
