"""Invented people, units, places and contacts, and the disguises they are written in.

The letters of given names, the Mongolian names and the villages differ between the set the rules were worked on
and the set they are tested on. Villages are real names of the public list of administrative divisions.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
_COMMON = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘"
)
_RARE = "郗訾折佘臧邢牟宫斛冀靳鄢晁仝蔺郜展逯咸撖苑巩隗乜阚芮宁靖边辛初娄栾敖包白云奇满康鲍海陶卜赖蒲班仉国"
_DOUBLE = ("欧阳", "上官", "司马", "诸葛", "夏侯", "皇甫", "尉迟", "慕容", "令狐", "宇文", "呼延", "拓跋")
_GIVEN = {
    "test": "建国红梅志强秀英淑芬玉兰文斌海燕晓东丽萍永胜桂荣振华春生德福雅琴俊杰雨桐子涵思远嘉怡浩然瑞雪凤霞满囤根柱",
    "dev": "卫东爱军翠花金山银锁素云彩霞宝贵长江立新学礼美玲慧敏婷婷伟光明亮艳秋冬梅巧珍一鸣梓萱若曦天佑守义来顺存柱",
}
_MONGOLIAN = {
    "test": "乌日娜 哈斯巴根 其其格 特木尔巴根 阿拉坦仓 娜布琪 萨如拉 苏日娜 朝格吉勒 额尔敦陶克陶 乌力吉巴雅尔 "
    "娜仁花 达楞 斯日古楞 莫日根 敖日其楞 布音德力格尔 阿迪雅 呼斯楞 牧其尔 照那斯图 德力根 乌云毕力格 钢特木尔 "
    "都古尔 白嘎力 青格勒 哈申格日乐 浩毕斯 额日登 巴图 宝音德力格尔 图门巴雅尔 吉日木图",
    "dev": "乌兰图雅 巴特尔 萨仁格日勒 斯琴高娃 阿木古楞 格根塔娜 孟根其其格 巴雅尔图 达布希拉图 宝音贺希格 "
    "敖特根 娜日苏 乌恩巴图 苏雅拉 呼和木仁 那顺乌日图 朝鲁 伊德日 陶格套 赛音吉雅 阿茹娜 恩和 铁木尔 其木德 "
    "锡林其木格 胡日乐 查苏娜 嘎日玛 色音 满都拉",
}
_AREAS = (  # long, short, seat, region
    ("科尔沁左翼后旗", "科左后旗", "甘旗卡镇", "通辽市"),
    ("扎鲁特旗", "扎旗", "鲁北镇", "通辽市"),
    ("翁牛特旗", "翁旗", "乌丹镇", "赤峰市"),
    ("林西县", "林西", "林西镇", "赤峰市"),
    ("阿荣旗", "阿荣旗", "那吉镇", "呼伦贝尔市"),
    ("突泉县", "突泉", "突泉镇", "兴安盟"),
    ("正镶白旗", "白旗", "明安图镇", "锡林郭勒盟"),
    ("商都县", "商都", "七台镇", "乌兰察布市"),
    ("清水河县", "清水河", "城关镇", "呼和浩特市"),
    ("乌审旗", "乌审旗", "嘎鲁图镇", "鄂尔多斯市"),
    ("五原县", "五原", "隆兴昌镇", "巴彦淖尔市"),
    ("阿拉善右旗", "阿右旗", "额肯呼都格镇", "阿拉善盟"),
    ("岳西县", "岳西", "天堂镇", "安庆市"),
    ("屏南县", "屏南", "古峰镇", "宁德市"),
    ("民勤县", "民勤", "三雷镇", "武威市"),
    ("叙永县", "叙永", "叙永镇", "泸州市"),
)
_TOWNS = {
    "test": "榆树壕 沙日布拉格 北柳林 头道湾 白音他拉 石门坎 双井子 巴润别立 杏树园 胡列也吐 乌素图 大北梁",
    "dev": "黑石崖 准哈诺尔 南葫芦 二龙坝 宝日呼吉尔 青羊口 五十家子 阿力得尔 枣林坪 特布斯 哈布其 小河沿",
}
_OTHER = (
    "中心医院",
    "第三医院",
    "妇幼保健院",
    "蒙医医院",
    "疾病预防控制中心",
    "中医院",
    "人民医院",
    "急救中心",
)
_HONOURS = (
    "全市卫生系统“巾帼文明岗”",
    "2019年度全区抗疫先进集体",
    "自治区“五一劳动奖状”",
    "2021年全盟护理技能大赛一等奖",
    "全国“敬老文明号”",
    "市级“青年文明号”",
    "全旗优秀共产党员",
    "全县十佳乡村医生",
    "二〇一五年全省卫生应急竞赛二等奖",
)
_DIGITS = {"plain": "〇一二三四五六七八九", "zero": "零幺二三四五六七八九", "formal": "零壹贰叁肆伍陆柒捌玖"}
_TRADITIONAL = dict(
    zip(
        "云兰华东红强永军学礼义来顺宝贵长凤满国张刘陈杨赵黄孙马罗郑韩冯苏卢蒋贾叶阎萧许谢",
        "雲蘭華東紅強永軍學禮義來順寶貴長鳳滿國張劉陳楊趙黃孫馬羅鄭韓馮蘇盧蔣賈葉閻蕭許謝",
        strict=True,
    )
)


class Inventor:
    """Draws everything from one generator; ``part`` is "dev" or "test"."""

    def __init__(self, rng: random.Random, part: str) -> None:
        self.rng, self.part = rng, part
        self.villages = (HERE / f"villages_{part}.txt").read_text(encoding="utf-8").split()

    def chinese(self) -> str:
        """Surname, one time in three a rare one, and one or two letters."""
        chance = self.rng.random()
        surname = self.rng.choice(_DOUBLE if chance < 0.05 else _RARE if chance < 0.35 else _COMMON)
        given = _GIVEN[self.part]
        if self.rng.random() < 0.25:
            return surname + self.rng.choice(given)
        if self.rng.random() < 0.6:  # the pairs of the list are names people bear
            at = self.rng.randrange(len(given) // 2) * 2
            return surname + given[at : at + 2]
        return surname + self.rng.choice(given) + self.rng.choice(given)

    def mongolian(self) -> str:
        """A name of the list."""
        return self.rng.choice(_MONGOLIAN[self.part].split())

    def name(self) -> str:
        """A Chinese name, or one time in four a Mongolian one."""
        return self.mongolian() if self.rng.random() < 0.25 else self.chinese()

    def town(self) -> str:
        """A town or a seat as it is said."""
        seat = self.rng.choice(_AREAS)[2]
        made = self.rng.choice(_TOWNS[self.part].split()) + self.rng.choice(("镇", "乡", "", "苏木"))
        return self.rng.choice((seat, made, made))

    def village(self) -> str:
        """A village."""
        return self.rng.choice(self.villages)

    def unit(self) -> tuple[str, str, tuple[str, ...]]:
        """(region, full name, ways of saying it)."""
        long, short, _, region = self.rng.choice(_AREAS)
        town = self.rng.choice(_TOWNS[self.part].split())
        forms: Callable[[], tuple[str, tuple[str, ...]]] = self.rng.choice(
            (
                lambda: (
                    f"{long}{town}镇中心卫生院",
                    (f"{town}中心卫生院", f"{town}卫生院", f"{short}{town}卫生院"),
                ),
                lambda: (f"{long}人民医院", (f"{short}人民医院", f"{short}医院", f"{long}医院")),
                lambda: (f"{long}疾病预防控制中心", (f"{short}疾控中心", f"{short}疾控", f"{long}疾控中心")),
                lambda: (f"{long}蒙医医院", (f"{short}蒙医院", f"{short}蒙医医院")),
                lambda: (
                    f"{region}第二医院",
                    (f"{region[:2]}二院", f"{region}二院", "市二院" if region[-1] == "市" else "盟二院"),
                ),
                lambda: (f"{region}妇幼保健院", (f"{region[:-1]}妇幼保健院", f"{region[:-1]}妇幼")),
                lambda: (f"{long}{town}村卫生室", (f"{town}村卫生室", f"{town}卫生室")),
            )
        )
        full, short_forms = forms()
        return region, full, short_forms

    def other_unit(self) -> str:
        """Somebody else's unit."""
        long, short, _, region = self.rng.choice(_AREAS)
        return self.rng.choice((long, short, region, region[:-1])) + self.rng.choice(_OTHER)

    def honour(self) -> str:
        """An award."""
        return self.rng.choice(_HONOURS)

    def phone(self) -> str:
        """A mobile or a landline number."""
        if self.rng.random() < 0.25:
            return f"04{self.rng.randint(70, 83)}-{self.rng.randint(2000000, 8999999)}"
        return f"1{self.rng.choice('35789')}{self.rng.randint(0, 999999999):09}"

    def mail(self) -> str:
        """An e-mail address."""
        letters = "".join(
            self.rng.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(self.rng.randint(4, 8))
        )
        sign, number = self.rng.choice(("", "_", ".", "-")), self.rng.randint(1, 9999)
        return f"{letters}{sign}{number}@{self.rng.choice(('example.com', 'example.org', 'mail.example.cn'))}"

    def digits(self, count: int) -> str:
        """A row of digits, the first no zero."""
        return str(self.rng.randint(1, 9)) + "".join(str(self.rng.randint(0, 9)) for _ in range(count - 1))

    def identity_number(self) -> str:
        """Eighteen characters shaped like an identity number; the check digit is not computed."""
        area, year = f"15{self.rng.randint(1000, 2999)}", f"19{self.rng.randint(50, 99)}"
        day = f"{self.rng.randint(1, 12):02}{self.rng.randint(1, 28):02}"
        return f"{area}{year}{day}{self.rng.randint(0, 999):03}{self.rng.choice('0123456789Xx')}"


def disguised_number(number: str, rng: random.Random) -> str:
    """A telephone number as somebody writes it who does not want it found."""
    plain = number.replace("-", "")
    groups = [plain[:3], plain[3:7], plain[7:]] if plain[0] == "1" else [plain[:4], plain[4:]]
    ways: tuple[Callable[[], str], ...] = (
        lambda: number,
        lambda: " ".join(groups),
        lambda: "-".join(groups),
        lambda: " ".join(plain),
        lambda: "".join(chr(ord(d) + 0xFEE0) for d in plain),
        lambda: "".join(_DIGITS["plain"][int(d)] for d in plain),
        lambda: "".join(_DIGITS["zero"][int(d)] for d in plain),
        lambda: "".join(_DIGITS["formal"][int(d)] for d in plain),
        lambda: "．".join(groups),
        lambda: "\u200b".join(groups),
        lambda: "　".join(groups),
        lambda: "—".join(groups),
        lambda: "".join(_DIGITS["plain"][int(d)] if rng.random() < 0.5 else d for d in plain),
        lambda: "".join("①②③④⑤⑥⑦⑧⑨"[int(d) - 1] if d != "0" else "⓪" for d in plain),
    )
    return rng.choice(ways)()


def disguised_mail(mail: str, rng: random.Random) -> str:
    """An address with its signs said or spaced."""
    name, _, host = mail.partition("@")
    ways: tuple[Callable[[], str], ...] = (
        lambda: mail,
        lambda: f"{name}(at){host}",
        lambda: f"{name} [at] {host.replace('.', ' [dot] ')}",
        lambda: f"{name}艾特{host.replace('.', '点')}",
        lambda: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in mail),
        lambda: f"{name}＠{host}",
        lambda: f"{name}#{host}",
        lambda: f"{name} @ {host.replace('.', ' . ')}",
        lambda: mail.upper(),
        lambda: f"{name}@{host.replace('.', '。')}",
        lambda: f"{name}（at）{host}",
        lambda: f"{name}圈a{host.replace('.', '点')}",
    )
    return rng.choice(ways)()


def disguised_name(name: str, rng: random.Random) -> str:
    """The author's name as it stands in texts that were typed, pasted, converted."""
    ways: tuple[Callable[[], str], ...] = (
        lambda: name,
        lambda: name,
        lambda: name,
        lambda: " ".join(name),
        lambda: "　".join(name),
        lambda: "\u200b".join(name),
        lambda: name[:1] + "\n" + name[1:],
        lambda: "".join(_TRADITIONAL.get(letter, letter) for letter in name),
        lambda: "·".join(name) if len(name) > 3 else name,
        lambda: "  ".join(name),
    )
    return rng.choice(ways)()
