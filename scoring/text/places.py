"""Places the form and the lists know: the home region, the unit's areas and core, the list of divisions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from scoring.text.divisions import (
    HOME_PROVINCE,
    counties,
    of_region,
    prefectures,
    short_county,
    short_town,
    towns,
)
from scoring.text.gazetteer import BANNERS, LEAGUES, NATIONAL_PLACES, SEATS
from scoring.text.known import Reader
from scoring.text.name_model import DATA
from scoring.text.origins import far_words, one_comes_from
from scoring.text.place_bounds import not_the_name
from scoring.text.place_context import COMMON, far_talk, one_goes_there
from scoring.text.segment import segmenter
from scoring.text.span_types import Identity, Kind, Level, Mention
from scoring.text.unit_names import area_forms, split_unit
from scoring.text.word_list import words_in

NO_PLACES = frozenset(
    words_in(
        """
    达斡尔 鄂温克 鄂伦春 敖包
    独木桥 黄土地 红土地 黑土地 阳关道 嘎查村 自然村 行政村 贫困村 小山村 山村 农村 乡村 渔村 新村 小村 大村
    邻村 全村 本村 各村 村屯 边境村 中心村 示范村 文明村 移民新村 城中村 边境嘎查 全镇 小镇 城镇 乡镇 集镇
    古镇 本乡 家乡 故乡 他乡 异乡 城乡 下乡 返乡 回乡 同乡 老乡 小街 大街 上街 逛街 街道 马路 公路 铁路 大路
    小路 土路 山路 水路 高速路 柏油路 水泥路 沙石路 盘山路 一路 半路 来路 退路 出路 思路 网路 人生路 求学路
    从医路 长征路 致富路 康庄大道 大桥 小桥 天桥 渡口 水库 林场 牧场 农场 夏牧场 冬牧场 大河 小河 江河 黄河
    山河 银河 冰河 界河 护城河 大山 高山 雪山 小山 爬山 登山 山沟 水沟 壕沟 代沟 山梁 大梁 脊梁 桥梁 栋梁 鼻梁
    房梁 山坡 草坡 斜坡 下坡 上坡 水井 机井 古井 油井 天井 市井 背井 山岭 山岗 站岗 上岗 下岗 在岗 顶岗 定岗
    堤坝 大坝 海湾 港湾 河湾 沙滩 河滩 草滩 戈壁滩 温泉 清泉 源泉 山泉 矿泉 水渠 渠道 湖 江湖 冰川 平川 草原
    寺庙 庙会 海口 门口 路口 伤口 窗口 胸口 心口 井口 河口 山口 村口 沟口 渡口 关口 风口 洞口 港口 口岸 胃口
    人口 户口 开口 张口 松口 改口 随口 亲口 出口 入口 进口 虎口 道口 岗口 牲口 讲台 舞台 窗台 阳台 灶台 手术台
    操作台 护士站 柜台 平台 电视台 月台 站台 工作台 烽火台 天地 草地 土地 大地 工地 田地 基地 营地 场地 产地
    内地 外地 当地 本地 各地 异地 原地 实地 驻地 阵地 目的地 湿地 沙地 林地 耕地 荒地 绿地 园地 山地 高地 盆地
    边境苏木 邻近浩特 下乡 送医下乡 卫生下乡 提高乡 各个村 每个村 那个村 这个村 整个村 包村 驻村 进村 出村 回村
    到村 入村
    走村 串村 联村 帮村 包片村 网格村 边境村 贫困嘎查 偏远嘎查 偏远苏木 偏远村 偏僻村 相邻村 邻近村 附近村
    周边村 雪地 雪山草地 分诊台 导诊台 导医台 收费台 治疗台 下风口 上风口 通风口 外屯 前屯 后屯 邻屯 本屯 沙梁
    村西头 村东头 八村
    人民公社 公社 大队 生产队 总队 支队 林业局 火车站 汽车站 水电站 变电站 人民广场 文化广场 广场 古城 县城 小城
    十字路口 三岔口 三岔路口 岔路口 丁字路口 红绿灯口 楼梯口 电梯口 巷口 街口 院口 车站口 大门口 食堂门口
    海拔高地
    必经之路 平坦之路 成长路 奋斗路 新路 老路 弯路 旧路 岔路 夜路 雪路 泥路 便道 通道 走廊 草坪 停车场 现场 市场
    战场 考场 操场 广场 剧场 球场 机场 商场 职场 官场 立场 考点 站点 网点 地点 热点 重点 难点 特点 起点 终点
    后院 前院 医院 学院 法院 剧院 庭院 敬老院 卫生院 牧区 林区 矿区 山区 农区 灾区 疫区 病区 地 矿 煤矿 铁矿
    金矿 商店 饭店 酒店 药店 书店 旅店 小店 床铺 店铺 卧铺 铺 池塘 水塘 荷塘
    鱼塘 军营 阵营 经营 运营 国营 民营 私营 一营 关 难关 把关 关 海关 机关 相关 有关 无关 攻关 过关 灯塔 宝塔
    水塔 铁塔 象牙塔 港 岛 海岛 孤岛 半岛 悬崖 山崖 洞 山洞 窑洞 漏洞 黑洞 空洞 山峡 海峡 三峡 黄土坡 黄土高坡
    沙土路 土石路 石子路 砂石路 搓板路 冰雪路
    福尔马林 松林 树林 森林 园林 防护林 桦树林 杨树林 柳树林 红柳林 胡杨林 松树林 竹林 果林 丛林 密林 原始森林 小树林
    沙漠公路 高速公路 国道 省道 县道 乡道 巷子 街口 码头 渡轮码头 赶集 大集 小集 早集 市集 逢集 收集 召集 聚集 密集 采集
    解集 交集 并集 子集 全集 文集 诗集 影集 续集 剧集 画集 选集 专集 征集 募集 调集 云集 筹集 青藏公路 川藏公路 国防公路
    水潭 泥潭 深潭 古潭 小溪 溪流 山溪 水坑 土坑 泥坑 矿坑 粪坑 弹坑 雪坑 冰坑 火坑 眼坑 幼儿园 花园 菜园 果园 校园 家园
    校园子 菜园子 后花园 精神家园 峡谷 大峡谷 湖畔 河畔 山脚 沙窝 院场子 码头边 六个村 梁子 坡子 场子 沟子
    公园 人民公园 森林公园 湿地公园 中心公园
    亚洲 非洲 欧洲 美洲 南美洲 北美洲 拉丁美洲 大洋洲 南极洲 绿洲 沙洲 江心洲
    空村 老村 空屯 老屯 穷村 富村 芦苇滩 芦苇荡 芦苇塘 苇子滩 苇塘 卵石滩 乱石滩 碎石滩 石头滩 烂泥滩 淤泥滩 水漫滩
    阳坡 太阳落山 雪域高原 海子 苏木 东方红 半壁江山 大好河山 锦绣山河 雪沟 半山 荒山 秃山 后山坡 前山坡
    """
    )
)


def find_known_places(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """Places the entry form tells: region, the areas in the unit's name, its core, and listed places."""
    for place in identity.places:
        yield from _said(reader, place, Level.CERTAIN, "form_place")
    for area in _own_areas(identity):
        yield from _said(reader, area, Level.LIKELY, "own_area")
    for unit in identity.units:
        core = split_unit(unit).core
        for form in _core_forms(core) if len(core) >= 2 and not split_unit(unit).core_is_area else ():
            everyday = segmenter().known(form) > COMMON or len(form) < 2 or form.isdigit()
            yield from _said(reader, form, Level.HINT if everyday else Level.LIKELY, "unit_core")


_STEP = re.compile(r"镇|乡(?!村)|苏木|街道|嘎查|村|社区|林场|农场|牧场|矿区")


def _core_forms(core: str) -> set[str]:
    """A unit's core and the steps it is built of: 官地镇大川村 is 官地镇, 官地, 大川村, 大川, too."""
    forms, at = {core, short_town(core)}, 0
    steps = list(_STEP.finditer(core))
    for step in steps if len(core) > 4 else ():
        if step.start() - at >= 2:
            forms |= {core[at : step.start()], core[at : step.end()]}
        at = step.end()
    if steps and len(core) - at >= 2:
        forms.add(core[at:])
    return forms


def _own_areas(identity: Identity) -> list[str]:
    areas: dict[str, None] = {}
    if identity.region:
        areas |= dict.fromkeys((identity.region, *area_forms(identity.region)))
    for unit in identity.units:
        areas |= dict.fromkeys(split_unit(unit).area_forms)
        if split_unit(unit).core_is_area:
            areas |= dict.fromkeys(area_forms(split_unit(unit).core))
    return [
        area
        for area in areas
        if area not in NATIONAL_PLACES and len(area) > 1 and not area.endswith("族") and segmenter().known(area) < 3000
    ]


def _said(reader: Reader, place: str, level: Level, rule: str) -> Iterator[Mention]:
    for start, end in reader.places_of(place):
        if not_the_name(reader.original, start, end):
            continue
        if len(place) > 2 or level is Level.CERTAIN or reader.on_borders(start, end):
            yield Mention(start, end, Kind.PLACE, level, rule)


def find_listed_places(reader: Reader, identity: Identity) -> Iterator[Mention]:
    """Counties and towns of the list of divisions: full names anywhere, short ones in the writer's own province."""
    text = reader.view.text
    own = _short_names(_province(identity))
    near = _near_names(identity.region)
    taken = -1
    for start in range(len(text) - 1):
        if start < taken or not "\u4e00" <= text[start] <= "\u9fff":
            continue
        for length in range(min(11, len(text) - start), 1, -1):
            name = text[start : start + length]
            listed = name in own or name in near
            from_there = name in far_words() and one_comes_from(text, start, start + length)
            short = listed or from_there or name in _far_names()
            cost = _FULL if name in full_names() else _SHORT if short else None
            if cost is None or name in NATIONAL_PLACES or name in NO_PLACES:
                continue
            if not_the_name(text, start, start + length):
                continue
            if length == 2 and not from_there and not _two_letters_suffice(reader, name, start, near):
                continue
            if cost == _SHORT and not (listed or from_there) and not one_goes_there(text, start, start + length, 3.0):
                continue
            if reader.lattice.gain(start, start + length, cost) > -3:
                known_here = name in own or name in near
                far = not known_here and far_talk(reader, start, start + length)
                general = name in LEAGUES or (identity.region != "" and name in CITIES and name not in near)
                level = Level.HINT if general or _too_common(name) or far else Level.LIKELY
                nobodys = length > 2 or name[0] not in "上下里外前后中"  # 小本本上|都有
                rule = "near_division" if nobodys and name in _near_names(identity.region, ends=False) else "division"
                yield reader.mention(start, start + length, Kind.PLACE, level, rule)
                taken = start + length
                break


def _two_letters_suffice(reader: Reader, name: str, start: int, near: frozenset[str]) -> bool:
    """Two letters are a place where one goes to it or speaks of what lies around it."""
    text, end = reader.view.text, start + 2
    if name.endswith("树") and (text[start - 1 : start] in _TREES or text[end : end + 1] in _TREES):
        return False  # 老榆树底下
    listed = name in BANNERS | SEATS or (name in near and segmenter().tag_of.get(name, "ns") == "ns")
    if listed and segmenter().known(name) < COMMON and start in reader.starts and end in reader.ends:
        return True
    if name in near and segmenter().known(name) < _NO_WORD and _OF_A_PLACE.match(text, end):
        return True
    if name in home_places() and text[start - 1 : start] in ("上", "下"):  # 领我上罕山采药
        return True
    return one_goes_there(text, start, end, 2.1 if segmenter().known(name) > 100 else 2.0)  # 高兴和安宁


_NO_WORD = 20  # dictionary frequency of what nobody says
_OF_A_PLACE = re.compile(
    r"方向|那[头边片]|一带|打来电话|来的?电话|到[我咱]们?[院站所]|一个(?:嘎查|村)"
    r"|[、等][^\n。，,]{0,8}(?:乡镇|[两三四五六七八九十]个|片区)"
)
_TREES = (*"老大棵株小底下上叶皮枝钱根",)
_FULL, _SHORT = -11.0, -13.0
CITIES = frozenset(words_in("二连浩特 二连浩特市 满洲里 满洲里市 锡林浩特 锡林浩特市 乌兰浩特 乌兰浩特市"))


def _too_common(name: str) -> bool:
    return len(name) < 3 and segmenter().known(name) > COMMON and segmenter().tag_of.get(name) != "ns"


@lru_cache(maxsize=1)
def full_names() -> frozenset[str]:
    everyday = {"城区", "郊区", "矿区", "新区", "开发区", "市区", "城关镇", "城郊乡", "新城区"}
    return frozenset(counties() | towns() | BANNERS | SEATS) - everyday


def _province(identity: Identity) -> str:
    found = of_region(identity.region) if identity.region else ()
    return found[0].province if found else HOME_PROVINCE


@lru_cache(maxsize=8)
def _short_names(province: str) -> frozenset[str]:
    names: set[str] = set()
    for one in prefectures():
        if one.province == province:
            names |= {short_county(county) for county in one.counties}
            names |= {
                short_town(town) for those in one.counties.values() for town in those if town[-1] in "镇乡木"
            }
    known, tags = segmenter().known, segmenter().tag_of
    home = home_places() if province == HOME_PROVINCE else frozenset()
    return home | frozenset(
        name
        for name in names
        if (len(name) > 2 and known(name) < 50)
        or tags.get(name) in ("ns", "nr", "nz", "nrt")
        or not known(name)
    )


@lru_cache(maxsize=1)
def home_places() -> frozenset[str]:
    """Rivers, lakes, mountains, temples, stations and former towns of the home province."""
    return frozenset(words_in((DATA / "home_places.txt").read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def _far_names() -> frozenset[str]:
    """Short names of prefectures and counties of the whole country that are no everyday words."""
    names = {one.short for one in prefectures()} | {short_county(county) for county in counties()}
    known, tags = segmenter().known, segmenter().tag_of
    return frozenset(
        name for name in names if tags.get(name) == "ns" or (known(name) < 5 and not _everyday(name))
    )


def _everyday(name: str) -> bool:
    """Two letters that are a word of the second dictionary or begin or end as sentences do."""
    return len(name) == 2 and (name[0] in "在这那我不大" or name[1] in "的了着那来去")


@lru_cache(maxsize=64)
def _near_names(region: str, ends: bool = True) -> frozenset[str]:
    """Short names of the writer's own prefecture, with the last two letters of long ones; no everyday word."""
    names: set[str] = set()
    for one in of_region(region) if region else ():
        names |= {short_county(county) for county in one.counties}
        names |= {short_town(town) for those in one.counties.values() for town in those}
        long = [name for town in sum(one.counties.values(), ()) if len(name := short_town(town)) == 4]
        names |= {name[-2:] for name in long} if ends else set()
    return frozenset(name for name in names if segmenter().known(name) < COMMON)


def find_bare_banners(reader: Reader) -> Iterator[Mention]:
    """后旗, 左旗: what a banner is called by those who live there."""
    for match in re.finditer(
        r"(?<![\u4e00-\u9fff])[左右前中后]旗|(?<=[在到去从往回的和离])[左右前中后]旗", reader.view.text
    ):
        if match.end() in reader.ends or reader.view.text[match.end() : match.end() + 1] not in "帜杆子袍":
            yield reader.mention(*match.span(), Kind.PLACE, Level.LIKELY, "banner")
