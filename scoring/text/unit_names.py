"""How the name of a unit is built: areas, core, modifiers, type; and the usual short types."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from scoring.text.divisions import counties, prefectures
from scoring.text.gazetteer import BANNERS, LEAGUES
from scoring.text.word_list import any_of, words_in

# Long before short: the first that ends the name is its type.
UNIT_TYPES = tuple(
    sorted(
        words_in(
            """
    健康教育中心 健康教育所 卫生职业学院 医院 中医院 蒙医院 中蒙医院 中医医院 蒙医医院 中医蒙医医院
    妇幼医院 妇产医院 儿童医院 口腔医院 眼科医院 骨科医院 肿瘤医院 总医院 卫生院 卫生室 卫生所 卫生站
    门诊部 诊所 医务室 保健院 保健所 保健站 妇幼保健院 妇幼保健所 妇幼保健计划生育服务中心
    疾病预防控制中心 疾控中心 预防控制中心 卫生服务中心 社区卫生服务中心 社区卫生服务站 卫生服务站 血站
    中心血站 血液中心 急救中心 急救站 急救指挥中心 指挥中心 卫生监督所 卫生计生综合监督执法局 监督所
    防治所 防治站 防治院 防治中心 职业病防治所 职业病防治院 鼠疫防治站 地方病防治所 结核病防治所
    皮肤病防治所 防疫站 卫生防疫站 疗养院 康复中心 护理院 养老院 敬老院 福利院 医学会 研究所 研究院
    研究中心 体检中心 检验中心 医学院 医科大学 大学 学院 卫校 卫生学校 学校 中学 小学 高中 一中 二中
    三中 幼儿园 职业学校 技术学校 党校 合作医疗管理办公室 卫生局 卫健委 卫生健康委员会 卫计委 红十字会
    蒙中医院 林业总医院 职工医院 精神卫生中心 卫生中心 急救指挥调度中心 调度中心 医疗中心 医疗救治中心
    公司 集团 工厂 厂 矿 煤矿 电厂 局 委员会 法院 检察院 派出所 公安局 消防大队 消防队 消防救援站
    街道办事处 街道办 村委会 居委会 嘎查委员会 社区 银行 支行 信用社 税务所 税务局 供电所 供电局 邮局
    林场 农场 牧场 车站 火车站 图书馆 文化馆 博物馆 纪念馆 出版社 报社 日报社 电视台 广播电台 乌兰牧骑
    地方病防治站 地方病防治中心 布病防治站 布病防治所 结核病防治站 结核病防治院 结核病防治中心 慢性病防治站
    慢性病防治院 慢病防治站 皮肤病防治站 皮肤病防治院 鼠疫防治所 卫生监督站 卫生监督局 计划生育服务站
    计划生育服务中心 计生服务站 计生站 药品检验所 供销社 粮站 畜牧站 种羊场 机务段 工务段 边境派出所 气象站 客运站
    接生站 变电所 变电站 供水站 器械厂 医专 牙科诊所 疗养所 卫生处 防治队 防疫队 医药公司 药材公司 蒙药社 联合药社
    管理站 管理所 管理局 服务中心 工作站 兽医站 司法所 财政所 民政局 教育局 人民政府 镇政府 乡政府
    """
        ),
        key=len,
        reverse=True,
    )
)

MODIFIERS = tuple(
    words_in(
        """
    中心 人民 第一 第二 第三 第四 第五 第六 第七 第八 第九 一 二 三 中医 蒙医 中蒙医 中西医结合 中西医
    综合 妇幼 儿童 肿瘤 传染病 精神卫生 口腔 眼科 骨科 康复 职工 总 附属 国际 民族 区 市 县 旗 镇 乡
    社区 实验 职业 医学 技术 专科 公立 卫生 苏木 街道
    """
    )
)

_SHORT_TYPES: dict[str, tuple[str, ...]] = {
    "疾病预防控制中心": ("疾控中心", "疾控", "防疫站", "cdc", "中心", "预防控制中心"),
    "社区卫生服务中心": (
        "社区卫生服务中心",
        "卫生服务中心",
        "社区中心",
        "服务中心",
        "社区",
        "卫生院",
        "中心",
    ),
    "社区卫生服务站": ("卫生服务站", "社区站", "服务站", "社区"),
    "妇幼保健院": ("妇幼保健院", "妇幼", "妇保院", "保健院", "妇幼院", "医院"),
    "妇幼保健所": ("妇幼保健所", "妇幼", "妇保所", "保健所", "妇幼所"),
    "卫生室": ("卫生室", "卫生所", "医务室"),
    "卫生所": ("卫生所", "卫生室"),
    "妇幼保健计划生育服务中心": ("妇幼保健院", "妇幼", "妇计中心", "妇幼中心"),
    "卫生监督所": ("监督所", "卫监所", "监督局"),
    "鼠疫防治站": ("鼠防站", "防治站", "鼠疫站"),
    "职业病防治所": ("职防所", "防治所", "职业病所"),
    "职业病防治院": ("职防院", "防治院", "职业病院"),
    "地方病防治所": ("地病所", "防治所", "地方病所"),
    "结核病防治所": ("结防所", "防治所", "结核病所"),
    "中心血站": ("血站", "中心"),
    "血液中心": ("血站", "血液中心"),
    "急救指挥中心": ("急救中心", "指挥中心", "120", "急救"),
    "急救中心": ("急救中心", "急救站", "120", "急救"),
    "急救站": ("急救中心", "急救站", "急救"),
    "卫生院": ("卫生院", "医院", "院", "中心卫生院"),
    "医院": ("医院", "院", "总医院", "人民医院", "分院"),
    "健康教育中心": ("健教所",),
    "健康教育所": ("健教所",),
    "卫生职业学院": ("卫职院", "卫校", "学院"),
    "中医院": ("中医院", "中医医院", "医院", "中医"),
    "中医医院": ("中医院", "医院", "中医"),
    "蒙医院": ("蒙医院", "蒙医医院", "医院", "蒙医"),
    "蒙医医院": ("蒙医院", "医院", "蒙医"),
    "中蒙医院": ("蒙医院", "中医院", "医院"),
    "总医院": ("总院", "医院"),
    "医科大学": ("医科大学", "医大", "医学院"),
    "卫生健康委员会": ("卫健委", "卫健局", "卫生局"),
    "卫生学校": ("卫校", "卫生学校"),
}

_ORGANS = any_of(
    """
    内 外 妇 儿 骨 眼 肝胆 肛肠 心内 心外 呼吸 消化 肾内 血液 内分泌 风湿 感染 传染 神内 神外 神经 普外
    胸外 泌尿 烧伤 整形 肿瘤 放疗 疼痛 康复 蒙医 中医 妇产 产 口腔 皮肤 耳鼻喉 急诊 重症 麻醉 检验 病理
    影像 放射 超声 药剂 药械 供应 护理 手术 预防 防疫 公共卫生 保健 儿保 妇保 体检 整骨 针灸 推拿 透析
    慢病 公卫 流病 传防 应急 性艾 地病 免规 健教 理化 微生物 病案 营养 介入 输血 监测 监督 免疫 门诊 住院 后勤
    财务 总务 人事 医务 院感 质控 信息 宣传 党 行政 工会 科教
    设备 保卫 医保 新农合 调度 采血 成分 诊断
    化验 注射 接种 处置 换药 挂号 收费 制剂 煎药 蒙药 理疗 五疗 药浴 鼠防 病房
    """
)
DEPARTMENT = (
    rf"(?:(?:{_ORGANS})[\u4e00-\u9fff]{{0,4}}?(?:科|室|部|办公室|病区|病房|组|处)"
    r"|(?:重症医学|院前急救|党委|新农合管理)?(?:科|办公室|组)|内[一二三四五六]科|外[一二三四五六]科|icu|"
    r"ICU)(?:[一二三四五六七八九十]病区)?"
)

_AREA = re.compile(
    r"(?:[\u4e00-\u9fff]{2,8}?(?:自治区|自治州|自治县|自治旗|地区|省|市|盟|州))|"
    r"(?:[\u4e00-\u9fff]{1,7}?(?:县|旗|(?<![矿林牧社小园])区|市))"
)
_AREA_END = re.compile(r"(?:自治区|自治州|自治县|自治旗|地区|省|市|盟|州|县|旗|区)$")


@dataclass(frozen=True, slots=True)
class UnitName:
    """The parts of a unit's name; ``area_forms`` are the areas before the core, long and short."""

    areas: tuple[str, ...]
    core: str
    kind: str
    area_forms: tuple[str, ...]
    core_is_area: bool


@lru_cache(maxsize=2048)
def split_unit(unit: str) -> UnitName:
    """Take a unit's name apart: 青松县白桦岭中心卫生院 is 青松县 + 白桦岭 + 中心 + 卫生院.

    A unit named after its area only (青松区卫生监督所) has that area as its core.
    """
    kind = next((kind for kind in UNIT_TYPES if unit.endswith(kind) and kind != unit), "")
    rest = _without_modifiers(unit.removesuffix(kind))
    areas: list[str] = []
    while rest:
        area = _leading_area(rest)
        if not area:
            break
        areas.append(area)
        rest = rest[len(area) :]
    core_is_area = not rest and bool(areas)
    core = areas.pop() if core_is_area else rest
    return UnitName(tuple(areas), core, kind, _area_forms(areas), core_is_area)


def _without_modifiers(name: str) -> str:
    trimmed = True
    while trimmed:
        trimmed = False
        for modifier in MODIFIERS:
            # 县, 旗, 市, 区 at the end belong to an area's name
            if len(modifier) > 1 and name.endswith(modifier) and len(name) > len(modifier):
                name, trimmed = name.removesuffix(modifier), True
    return name


@lru_cache(maxsize=1)
def _areas() -> frozenset[str]:
    named = {one.name for one in prefectures()} | {one.province for one in prefectures()} | counties()
    return frozenset(named | {area for area in BANNERS | LEAGUES if _AREA_END.search(area)})


def _leading_area(name: str) -> str:
    known = [name[:length] for length in range(2, min(len(name), 12) + 1) if name[:length] in _areas()]
    if known:
        return known[-1]
    match = _AREA.match(name)
    return match.group() if match else ""


def _area_forms(areas: list[str]) -> tuple[str, ...]:
    forms: dict[str, None] = {}
    for area in filter(None, areas):  # a form may come without a unit
        forms[area] = None
        short = _AREA_END.sub("", area)
        if len(short) >= 2:
            forms[short] = None
        forms |= dict.fromkeys(_banner_forms(area))
        if area[-1] in "市盟旗区县" and len(area) > 2:
            forms[area[0] + area[-1]] = None
    return tuple(sorted(forms, key=len, reverse=True))


# Short names that follow no rule.
_SAID = {
    "新巴尔虎左旗": ("新左旗", "东旗"),
    "新巴尔虎右旗": ("新右旗", "西旗"),
    "陈巴尔虎旗": ("陈旗", "陈巴尔虎"),
    "东乌珠穆沁旗": ("东乌旗", "东乌"),
    "西乌珠穆沁旗": ("西乌旗", "西乌"),
    "苏尼特左旗": ("东苏旗", "东苏", "苏左旗"),
    "苏尼特右旗": ("西苏旗", "西苏", "苏右旗"),
    "达尔罕茂明安联合旗": ("达茂旗", "达茂联合旗", "达茂"),
    "阿鲁科尔沁旗": ("阿旗", "阿鲁旗"),
    "莫力达瓦达斡尔族自治旗": ("莫旗", "莫力达瓦旗", "莫力达瓦"),
    "鄂伦春自治旗": ("鄂伦春旗", "鄂伦春"),
    "鄂温克族自治旗": ("鄂温克旗",),
    "正镶白旗": ("白旗",),
    "正蓝旗": ("蓝旗",),
    "太仆寺旗": ("太旗",),
    "锡林郭勒盟": ("锡盟", "锡林郭勒", "锡林"),
    "锡林浩特市": ("锡市", "锡林浩特"),
    "呼和浩特市": ("呼市", "呼和"),
    "巴彦淖尔市": ("巴市", "巴盟", "巴彦淖尔"),
    "乌兰察布市": ("乌市", "乌盟"),
    "鄂尔多斯市": ("鄂市", "鄂尔多斯"),
    "内蒙古自治区": ("自治区", "内蒙古", "内蒙", "内蒙古区"),
}


def _banner_forms(area: str) -> list[str]:
    """土默特右旗: 土右旗, 右旗; 科尔沁左翼后旗: 科左后旗, 后旗."""
    said = list(_SAID.get(area, ()))
    match = re.fullmatch(r"([\u4e00-\u9fff]{2,4}?)(左翼|右翼)?([左右前中后])旗", area)
    if not match:
        return said
    name, wing, side = match.group(1), match.group(2) or "", match.group(3)
    return [*said, f"{name[0]}{wing[:1]}{side}旗", f"{side}旗", f"{name}{side}旗", f"{wing[:1]}{side}旗"]


def area_forms(area: str) -> tuple[str, ...]:
    """An area's own name and the short ways of saying it."""
    return _area_forms([area])


def short_types(kind: str) -> tuple[str, ...]:
    """The type itself and what people say for it, longest first."""
    forms = {kind, *_SHORT_TYPES.get(kind, ())} - {""}
    return tuple(sorted(forms, key=len, reverse=True))
