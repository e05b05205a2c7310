"""The nine copying cases that take from one or two other essays; the tenth is in `template.py`.

Each recipe works on tagged paragraphs, so a swapped name stays a labelled mention, and keeps for every
paragraph where it came from. Recipes follow the patterns seen in real contests: whole copy, entity swap with
residue, mosaic with bridging sentences, reordered paragraphs, traditional characters, invisible characters,
and one that mixes swap, restyled numbers, reordering and slogans around the copied core.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

import opencc

from sample import SampleAuthor
from sample.build.essays import Essay, Origin

ORDINALS = "一二三四五"
INVISIBLE = "\u200b\u200c\u2060\ufeff"


@dataclass(frozen=True, slots=True)
class PlantedCase:
    """A planted case: `residues` are words of the source that the copyist forgot to change."""

    key: str
    kind: str
    copies: tuple[Essay, ...]
    sources: tuple[str, ...]
    residues: tuple[str, ...] = ()


def person(name: str, sex: str, born: int, political: str, post: str, number: int) -> SampleAuthor:
    """An invented author; `number` makes the phone and the e-mail."""
    return SampleAuthor(name, sex, born, political, post, f"1380000{number}", f"author{number}@example.com")


def copied(source: Essay) -> list[tuple[str, Origin | None]]:
    """The source's paragraphs, each with where it came from."""
    return [(text, Origin(source.key, i)) for i, text in enumerate(source.paragraphs)]


def swapped(text: str, words: Mapping[str, str]) -> str:
    """Replace each word once over, longest first, so that no replacement is replaced again."""
    pattern = re.compile("|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)))
    return pattern.sub(lambda hit: words[hit[0]], text)


def reordered_points(texts: list[str], order: Iterable[int]) -> list[tuple[str, int]]:
    """Points “第一，…” or “（一）…” in a new order with their numbers put right; each with its old position."""
    return [
        (re.sub(r"^(第|（)[一二三四五]", rf"\g<1>{ORDINALS[n]}", texts[old]), old)
        for n, old in enumerate(order)
    ]


def with_invisible(text: str) -> str:
    """Put an invisible character after every 3 to 7 characters, the widths taken in a fixed round."""
    widths, out, at, turn = (3, 5, 4, 7, 6), [], 0, 0
    while at < len(text):
        width = widths[turn % len(widths)]
        out.append(text[at : at + width])
        at, turn = at + width, turn + 1
    parts = [part + INVISIBLE[i % len(INVISIBLE)] for i, part in enumerate(out[:-1])]
    return "".join([*parts, out[-1]])


def _copy_of(source: Essay, change: Callable[[str], str], **own: object) -> Essay:
    parts = [(change(text), origin) for text, origin in copied(source)]
    return _made(source, parts, **own)


def _made(source: Essay, parts: list[tuple[str, Origin | None]], **own: object) -> Essay:
    texts, origins = tuple(text for text, _ in parts), tuple(origin for _, origin in parts)
    made = replace(source, collective=False, quality=source.quality, paragraphs=texts, origins=origins)
    return replace(made, **own)  # type: ignore[arg-type]


def whole_copies(by_key: Mapping[str, Essay]) -> list[PlantedCase]:
    """Two essays sent in again by other units: nothing changed but title and author."""
    first = _copy_of(
        by_key["A20"], str, key="P01", title="窗口里面的分量", region="乌兰察布市", unit="兴和县白音堡医院",
        department="药械科", authors=(person("潘志远", "男", 1984, "群众", "主管药师", 9001),),
    )  # fmt: skip
    second = _copy_of(
        by_key["A30"], str, key="P02", title="诚实是医患互信的底色", region="自治区", category="附属医院",
        unit="内蒙古医学院附属青城医院", department="骨科二病区",
        authors=(person("陆文博", "男", 1992, "中共党员", "主治医师", 9002),),
    )  # fmt: skip
    return [
        PlantedCase("whole-copy-1", "whole_copy", (first,), ("A20",)),
        PlantedCase("whole-copy-2", "whole_copy", (second,), ("A30",)),
    ]


BLOOD_SWAPS = {
    "恩和路": "锡林路", "察哈尔中心血站采血科": "青城血液中心街头采血科", "九名": "十一名",
    "三十二岁": "二十九岁", "八女一男": "十女一男", "巴雅尔": "特木尔", "石蕊": "苗青", "郑小梅": "韩冬雪",
    "二百毫升": "四百毫升", "三十一次": "二十七次", "六万多人次": "九万多人次", "二〇一一年三月": "二〇一〇年十一月",
    "第七个": "第九个", "二十三个人": "十九个人", "八千多毫升": "七千多毫升", "雨夹雪": "小雪",
}  # fmt: skip
PLAGUE_SWAPS = {
    "甘德尔鼠疫防治站监测科科长": "莫日格勒鼠疫防治站监测科副科长", "甘德尔": "莫日格勒", "二十六年": "二十二年",
    "甘旗卡": "呼和诺尔", "吴双喜": "白长海", "一九四七年": "一九四六年", "四十多度": "三十多度",
    "二〇〇四年": "二〇〇六年", "八斤": "六斤", "一九五六年": "一九五八年", "一九七〇年": "一九七二年",
    "额尔敦巴根": "呼格吉勒图", "还有十几年": "还有二十年",
    "UNIT|后旗鼠防站": "OTHERUNIT|后旗鼠防站",
}  # fmt: skip


def entity_swaps(by_key: Mapping[str, Essay]) -> list[PlantedCase]:
    """Place, unit, people and numbers changed; a few words of the source stay behind as residue."""
    blood = _copy_of(
        by_key["B15"], lambda text: swapped(text, BLOOD_SWAPS), key="P03", title="十字路口的红色小屋",
        region="自治区", category="直属单位", unit="内蒙古自治区青城血液中心", department="街头采血科",
        collective=True,
        authors=(
            person("娄桂英", "女", 1975, "中共党员", "街头采血科主任", 9003),
            person("特木尔", "男", 1988, "群众", "驾驶员", 9013),
            person("苗青", "女", 1999, "共青团员", "护师", 9023),
        ),
    )  # fmt: skip
    plague = _copy_of(
        by_key["A27"], lambda text: swapped(text, PLAGUE_SWAPS), key="P04", title="一面墙的阴性",
        region="呼伦贝尔市", unit="陈巴尔虎旗莫日格勒鼠疫防治站", department="监测科",
        authors=(person("呼格吉勒图", "男", 1979, "中共党员", "主管医师", 9004),),
    )  # fmt: skip
    return [
        PlantedCase("entity-swap-1", "entity_swap", (blood,), ("B15",), ("察哈尔妇幼医院",)),
        PlantedCase("entity-swap-2", "entity_swap", (plague,), ("A27",), ("后旗鼠防站", "沙坨子")),
    ]


def mosaic(by_key: Mapping[str, Essay]) -> PlantedCase:
    """Two paragraphs each of two essays, joined by three bridging paragraphs of the copyist's own."""
    hygiene, talking = copied(by_key["B12"]), copied(by_key["B37"])
    parts: list[tuple[str, Origin | None]] = [
        (
            "蒙医讲三根，中医讲五脏，说到底都是在讲人。我在医务科管了多年质量，翻过的病历摞起来比人高，最后记住的都是一些很小的事。",
            None,
        ),
        hygiene[1],
        hygiene[3],
        (
            "手上的细节看得见，嘴上和耳朵上的细节不容易看见。康复病房里住得最久的病人，往往也是话最多的病人。",
            None,
        ),
        talking[5],
        talking[6],
        ("一双手，一张嘴，两只耳朵，都是老天爷给的，不用花钱买。把它们用好了，病人自然就信你。", None),
    ]
    made = _made(
        by_key["B12"], parts, key="P05", title="医者的功夫在小处", region="自治区", category="直属单位",
        unit="内蒙古自治区蒙中医康复医院", department="医务科",
        authors=(person("斯琴毕力格", "女", 1981, "中共党员", "副主任医师", 9005),),
    )  # fmt: skip
    return PlantedCase("mosaic", "mosaic", (made,), ("B12", "B37"))


def reordered(by_key: Mapping[str, Essay]) -> PlantedCase:
    """All paragraphs of one essay with its five proposals and its analysis in another order."""
    parts = copied(by_key["A33"])
    texts = [text for text, _ in parts]
    points = reordered_points(texts[4:9], (2, 0, 4, 1, 3))
    moved: list[tuple[str, Origin | None]] = [(text, Origin("A33", 4 + old)) for text, old in points]
    made = _made(
        by_key["A33"], [parts[0], parts[2], parts[1], parts[3], *moved, parts[9]], key="P06",
        title="急救的时间丢在了哪里", region="巴彦淖尔市", unit="巴彦淖尔市河套急救中心", department="指挥调度科",
        authors=(person("赵永明", "男", 1986, "群众", "调度员", 9006),),
    )  # fmt: skip
    return PlantedCase("reordered", "reordered", (made,), ("A33",))


def traditional(by_key: Mapping[str, Essay]) -> PlantedCase:
    """One essay converted to traditional characters, title included."""
    convert = opencc.OpenCC("s2t").convert
    made = _copy_of(
        by_key["B02"], convert, key="P07", title=convert("走近每一位患者的心里"), region="自治区",
        category="附属医院", unit="内蒙古医学院附属敕勒川妇儿医院", department="妇科",
        authors=(person("靳晓彤", "女", 1999, "共青团员", "护师", 9007),),
    )  # fmt: skip
    return PlantedCase("traditional", "traditional", (made,), ("B02",))


def invisible(by_key: Mapping[str, Essay]) -> PlantedCase:
    """One essay with invisible characters every few characters."""
    made = _copy_of(
        by_key["A04"], with_invisible, key="P08", title="社区慢病随访之我见", region="锡林郭勒盟",
        unit="锡林浩特市额尔敦社区卫生服务中心", department="全科诊室",
        authors=(person("邢占海", "男", 1983, "群众", "全科医师", 9008),),
    )  # fmt: skip
    return PlantedCase("invisible", "invisible_characters", (made,), ("A04",))


CARAVAN_SWAPS = {
    "乌拉特中旗卫生服务指导站": "内蒙古自治区健康教育传播中心", "从事基层卫生管理工作": "从事牧区健康传播工作",
    "全旗边境一线的五个苏木": "中东部牧区的七个苏木", "巴音图克苏木": "阿尔善图苏木", "苏德毕力格": "朝鲁门",
    "四千三百多平方公里": "4600多平方公里", "不到八百": "不到900", "一百一十七公里": "121公里",
    "一百零六例": "98例", "一百六十人": "150人", "三十八万元": "36万元", "七万元": "6万元", "六百元": "700元",
    "流动服务车": "健康大篷车", "流动服务": "大篷车服务", "一百四十三天": "139天",
    "哈斯朝鲁": "魏东方", "李建军": "乌云其其格", "0478-0000123": "0471-0000199",
}  # fmt: skip


def mixed(by_key: Mapping[str, Essay]) -> PlantedCase:
    """Entity swap, numbers in figures, proposals reordered, and slogans around the copied core."""
    parts = [(swapped(text, CARAVAN_SWAPS), origin) for text, origin in copied(by_key["B09"])]
    points = reordered_points([text for text, _ in parts[6:11]], (3, 0, 2, 4, 1))
    moved: list[tuple[str, Origin | None]] = [(text, Origin("B09", 6 + old)) for text, old in points]
    opening = (
        "大力弘扬社会主义核心价值体系，培育和践行医疗卫生职业精神，展示广大医疗卫生工作者的良好形象，"
        "是每一名卫生健康工作者的责任。深化医药卫生体制改革，健全基本公共卫生服务，重点在基层，难点在牧区。"
    )
    closing = (
        "“健康所系，性命相托。”让我们坚持以病人为中心，急病人之所急，想病人之所想，"
        "在平凡的岗位上做出不平凡的业绩，为构建和谐社会作出新的更大的贡献。"
    )
    made = _made(
        by_key["B09"], [(opening, None), *parts[:6], *moved, *parts[11:14], (closing, None), parts[14]], key="P09",
        title="让健康大篷车开进牧区", region="自治区", category="直属单位",
        unit="内蒙古自治区健康教育传播中心", department="活动策划室",
        authors=(
            person("魏东方", "男", 1977, "中共党员", "活动策划室主任", 9009),
            person("乌云其其格", "女", 1990, "群众", "编辑", 9019),
        ),
    )  # fmt: skip
    return PlantedCase("mixed", "mixed", (made,), ("B09",), ("巴音图克",))


def planted_cases(essays: Iterable[Essay]) -> tuple[PlantedCase, ...]:
    """The nine cases made from the given originals, in the order of their keys."""
    by_key = {essay.key: essay for essay in essays}
    return (
        *whole_copies(by_key), *entity_swaps(by_key), mosaic(by_key), reordered(by_key),
        traditional(by_key), invisible(by_key), mixed(by_key),
    )  # fmt: skip
