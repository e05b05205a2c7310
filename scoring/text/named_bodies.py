"""Schools, offices and shops that are named after a place: 广西医科大学出来的, 松阳县总工会, 尼尔基同福旅社.

Their types are everyday words, so that only a listed place before them makes a name of them. A school named after a
province tells of somebody only where somebody studied there, the hospital attached to it wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from scoring.text.divisions import HOME_PROVINCE, prefectures, short_town, towns
from scoring.text.gazetteer import BANNERS, REGIONS, SEATS
from scoring.text.known import Reader
from scoring.text.place_context import COMMON
from scoring.text.public_frame import frames
from scoring.text.segment import segmenter
from scoring.text.span_types import Kind, Level, Mention
from scoring.text.unit_shapes import area_names
from scoring.text.word_list import any_of, words_in

_SCHOOLS = any_of(
    """
    医科大学 中医药大学 中医大学 民族大学 师范大学 理工大学 农业大学 工业大学 财经大学 科技大学 大学 医学院 中医学院
    蒙医学院 卫生职业学院 职业技术学院 职业学院 师范学院 民族学院 应用技术学院 护理学院 学院 医专 医学高等专科学校
    师专 卫校 卫生学校 护校 护士学校 护理学校 师范学校 师范 职业学校 职业中学 技校 党校 一中 二中 三中 四中 五中
    六中 蒙中 高中 中学 小学 完小 幼儿园
    """
)
_OFFICES = any_of(
    """
    总工会 工会 妇联 残联 团委 慈善总会 慈善会 红十字会 医调委 调解委员会 帮扶队 支援队 医疗队 文化站 文化馆 文化宫
    图书馆 陈列室 陈列馆 展览馆 纪念馆 博物馆 村委会 居委会 住建局 卫健局 卫健委 卫生健康委 卫计局 水利局 林草局
    研究会 针灸社 医社 药号 国药店 剧团 货场 机务段 工务段 车务段 电务段 车辆段
    农牧局 农业局 交通局 交管站 文旅局 供电局 电力局 邮政局 民政局 人社局 医保局 公安局 派出所 交警队 消防队 林业局
    教育局 统计局 税务局 法院 检察院 融媒体中心 广播站 电视台 日报社 养路工区 粮站 粮库 奶站 供销社 畜牧站 兽医站
    种羊场 种畜场
    """
)
_SHOPS = any_of(
    """
    旅社 旅馆 旅店 招待所 宾馆 大酒店 酒店 饭店 饭庄 餐厅 商店 商场 超市 药店 大药房 气体站 加油站 洗涤公司 服务公司
    公司 合作社 养殖场 砖厂 糖厂 酒厂 药厂 水泥厂 毛纺厂 皮革厂 肉联厂 奶粉厂 修理厂 纸厂
    造纸厂 钢厂 铁厂 铝厂 瓷厂 陶瓷厂 茶厂 烟厂 卷烟厂 丝厂 缫丝厂 棉纺厂 纺织厂 针织厂 服装厂 木器厂 家具厂
    罐头厂 食品厂 面粉厂 油脂厂 化工厂 化肥厂 农药厂 玻璃厂 火柴厂 轧钢厂 炼油厂 冶炼厂 印刷厂 机械厂 农机厂 配件厂
    啤酒厂 鞋厂 砖瓦厂
    """
)
_COURSES = any_of("医士学校 进修学校 专修班 函授站 函授班 医训班")
_MEDICAL = any_of(
    "医学 医疗 临床 临床医学 蒙医 蒙药 中医 中药 藏医 药学 药剂 护理 检验 影像 口腔 针灸 预防医学 公共卫生 卫生"
    " 麻醉 助产"
)
_BODY = re.compile(
    rf"(?P<school>(?:{_SCHOOLS})(?:(?<=大学)(?!附)[\u4e00-\u9fff]{{0,4}}学院)?(?:(?<=[学医]院|大学)(?:{_MEDICAL})系(?![统列]))?)|(?P<office>{_OFFICES})|(?P<shop>{_SHOPS})"
    rf"|(?P<course>{_COURSES})"
)
_RANK = r"(?:自治[区州县旗]|[旗县市盟区州省镇乡村]|苏木|嘎查|地区|街道)?"
_BETWEEN = {
    "school": re.compile(
        rf"{_RANK}(?:第?[一二三四五六七八九十]|民族|[蒙古回藏朝鲜满彝苗壮侗维哈]{{1,3}}族|寄宿制?"
        r"|中心|实验|希望|农牧|卫生|护理|职业|技术|应用|铁路|矿务?局?|林业局?|子弟|初级|高级|完全|九年制|回民|女子|城关|特殊教育|[东西南北][街关]|医药|中医药?|财经|工业){0,3}"
    ),
    "office": re.compile(
        rf"{_RANK}(?:[东西南北][街关路]|妇幼|医史|医疗|卫生|对口|扶贫|人民|医患纠纷|草原|边境|中医|中医药|蒙医药?|藏医药?|[畲苗壮瑶彝侗傣土家]{{1,2}}[医药]|文化|历史|同[济仁德善]|站|晋|评|京|越|川){{0,2}}"
    ),
    "shop": re.compile(
        rf"{_RANK}(?:(?![的了着过在到从去来往回进出和与跟把被让叫是有对给为这那我你他她每某个家])[\u4e00-\u9fff]){{0,4}}"
    ),
}
_BETWEEN["course"] = _BETWEEN["shop"]
_STUDIED = re.compile(
    r"的?(?:毕业|毕了业|出来|读|念|学|上[大学课了]|进修|培训|深造|结业|护理|临床|药学|医学|检验|影像|助产|中医|蒙医|预防|专业"
    r"|[0-9一二三四五六七八九〇零]{2,4}级|[^，。]{0,4}班|本科|大专|中专|研究生|硕士|博士|学生|同学|校友|来的|的录取|，学|,学)"
)
_ENTERED = re.compile(r"(?:考[上入取进起到]了?|毕业于|就读于?|[上读念]了|上的|读的|念的|母校是?|保送)$")
_PROVINCES = words_in(
    """
    内蒙古 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 广西 海南 四川 贵州 云南
    西藏 陕西 甘肃 青海 宁夏 新疆 天津 重庆 沈阳 长春 哈尔滨 大连 济南 郑州 长沙 福州 南昌 合肥 昆明 贵阳 南宁 兰州
    西宁 银川 乌鲁木齐 石家庄 太原 西安 成都 武汉 南京 广州 大理 延安 桂林
    """
)
_LONGEST = 14  # letters before a type in which the place is looked for
_EVERYDAY = 100  # dictionary frequency from which two letters are a word and no county's short name
_AWARDS = re.compile("(?:颁发|授予|颁|发给?我?|给|评选|命名)?的?“")  # who gives an award is a part of it
_ATTACHED = re.compile(  # behind a school: its hospital, wherever the school stands
    "(?:第?[一二三四五]?附属(?:第?[一二三四五])?|第?[一二三四五]临床)(?:人民|中心|中医|蒙医|中西医结合|口腔|儿童|妇产|肿瘤|眼科|骨科)?(?:医院|医学院)"
    "|第?[一二三四五]?附院"
)
_PARTS = frozenset("附第")  # of a school that is not the whole name


def find_named_bodies(reader: Reader) -> Iterator[Mention]:
    """Bodies led by a listed place; schools of a province where somebody studied."""
    text = reader.view.text
    for match in _BODY.finditer(text):
        sort = match.lastgroup or ""
        start, lead = _led_from(reader, match.start(), sort)
        attached = _ATTACHED.match(text, match.end()) if lead and sort == "school" else None
        if attached:
            yield reader.mention(start, attached.end(), Kind.OTHERUNIT, Level.LIKELY, "named_body")
            continue
        if not lead or text[match.end() : match.end() + 1] in _PARTS or _AWARDS.match(text, match.end()):
            continue
        studied = sort == "course" or (sort == "school" and _of_a_student(text, start, match.end()))
        if lead in _PROVINCES and not studied:
            continue
        if sort != "school" or not frames(reader).far_at(reader.flow_offset(start)):
            yield reader.mention(start, match.end(), Kind.OTHERUNIT, Level.LIKELY, "named_body")


def _of_a_student(text: str, start: int, end: int) -> bool:
    return _STUDIED.match(text, end) is not None or _ENTERED.search(text[max(0, start - 5) : start]) is not None


def _led_from(reader: Reader, end: int, sort: str) -> tuple[int, str]:
    """Where a listed place begins that leads in the type at ``end``, and the place; the farthest wins."""
    text, between = reader.view.text, _BETWEEN[sort]
    for start in range(max(0, end - _LONGEST), end - 1):
        for stop in range(min(end, start + 8), start + 1, -1):
            lead = text[start:stop]
            if start not in reader.starts and lead not in REGIONS:
                continue
            leads = lead in _leads() or (sort in ("shop", "course") and lead in _town_leads())
            if leads and between.fullmatch(text, stop, end):
                return start, lead
    return end, ""


@lru_cache(maxsize=1)
def _leads() -> frozenset[str]:
    known, tags = segmenter().known, segmenter().tag_of
    short = {name for name in area_names() if len(name) == 2 and tags.get(name) != "ns"}
    # 包头 is a verb to jieba
    home = BANNERS | SEATS | {one.short for one in prefectures() if one.province == HOME_PROVINCE}
    everyday = {name for name in short if known(name) > (COMMON if name in home else _EVERYDAY)}
    return (area_names() - everyday) | frozenset(_PROVINCES) | REGIONS


@lru_cache(maxsize=1)
def _town_leads() -> frozenset[str]:
    """Towns by two letters that are no word of the dictionary: 坂面红星|纸厂."""
    short = {short_town(town) for town in towns()}
    return frozenset(name for name in short if len(name) == 2 and not segmenter().known(name))
