"""Characters that stand for others: the data behind the folding table, by reason.

Sources: Unicode 15.1 ``EquivalentUnifiedIdeograph.txt`` (radicals and strokes; the Kangxi block and the
compatibility ideographs are covered by NFKC), the shapes of Cyrillic, Greek and extended Latin letters,
and the ideographs that replace a common one in disguised ("Martian") writing.
"""

from __future__ import annotations

from collections.abc import Iterator

# U+2E80 and the 115 code points after it; "?" where Unicode names no equivalent.
RADICALS_FROM = 0x2E80
RADICALS = (
    "?厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑𫜹忄心扌攵?旡日月歺母民氵氺灬爫爫丬牛"
    "犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑"
    "钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
# U+31C0 and the 33 code points after it.
STROKES_FROM = 0x31C0
STROKES = "??????𠃌????????乀一丨丿丿丶𠃍乛𠃊𠃎𠄌亅𡿨𠃋乀𠃑乚乙𠄎"

# Letters of other alphabets that nobody can tell from Latin ones.
LETTER_LOOKALIKES = dict(
    zip(
        "АВСЕНІЈКМОРЅТХУҮԚԜԌҺаеіјорѕсхуүԛԝһԁӏΟΑΒΕΖΗΙΚΜΝΡΤΥΧ",
        "ABCEHIJKMOPSTXYYQWGHaeijopscxyyqwhdlOABEZHIKMNPTYX",
        strict=True,
    )
)
# Alike enough to fool a reader of a Latin word, but ordinary signs on their own (α, β-细胞, 5 μm).
_LOOSE_PAIRS = (
    "вbкkмmнhтtгrпnьbᴀaʙbᴄcᴅdᴇeɢgʜhɪiᴊjᴋkʟlᴍmɴnᴏoᴘpʀrꜱsᴛtᴜuᴠvᴡwʏyᴢz"
    "ıiȷjøođdłlħhŧtƀbɓbɗdɛeɩiɨiʝjƙkɱmɲnɵoʋvƴyʐzαaβbγyεeιiκkνvοoπnρpτtυuχxωw"
)
LOOSE_LOOKALIKES = dict(zip(_LOOSE_PAIRS[::2], _LOOSE_PAIRS[1::2], strict=True))
# Letters of pinyin fonts and of units: folded, never a sign.
USUAL_LETTERS = {"ɑ": "a", "ɡ": "g", "μ": "u"}

# Forms of Hong Kong and older ones that the conversion by characters leaves alone.
VARIANTS = dict(zip("衞枱敍迳揹锺鑑鉅", "卫台叙径背钟鉴巨", strict=True))

# Katakana that look like an ideograph; a sign only among ideographs.
KANA_LOOKALIKES = dict(zip("ニハロカエタトチヒミ", "二八口力工夕卜千匕彡", strict=True))

# Rare ideographs that replace a common one to break exact comparison, by target.
DISGUISES = {
    "的": "旳啲",
    "地": "哋",
    "得": "嘚",
    "是": "昰",
    "国": "囯囻圀",
    "我": "莪涐硪皒",
    "你": "伱沵妳祢尓",
    "他": "彵",
    "不": "卟芣鈈钚",
    "好": "恏",
    "心": "杺",
    "生": "苼泩甡鉎",
    "在": "茬侢",
    "有": "洧",
    "为": "沩",
    "爱": "嗳薆",
    "家": "镓",
    "个": "箇",
    "来": "唻莱",
    "大": "汏",
    "太": "冭",
    "小": "尒尛",
    "少": "尐",
    "多": "哆",
    "年": "姩",
    "时": "溡",
    "新": "噺",
    "水": "氺沝",
    "和": "咊",
    "一": "弌",
    "二": "弍",
    "三": "弎",
    "中": "狆",
    "了": "孒",
    "会": "浍",
    "能": "螚",
    "力": "劦",
    "高": "髙",
    "真": "眞",
    "户": "戸",
    "人": "亼",
    "天": "兲",
    "世": "卋丗",
    "事": "倳亊",
    "回": "囬囘",
    "道": "檤噵",
    "花": "埖婲椛",
    "民": "苠",
    "用": "苚",
    "很": "佷",
    "美": "媄",
    "男": "侽",
    "女": "钕",
    "点": "嚸",
    "知": "倁",
    "深": "堔",
    "作": "莋",
    "步": "歩",
    "黑": "黒",
    "上": "丄",
    "下": "丅",
    "己": "巳已",
    "末": "未",
    "日": "曰",
    "土": "士",
    "着": "著",
    "象": "像",
    "账": "帐",
}
# Ordinary words of their own: folded together so that a swap is not missed, but no sign of anything.
ORDINARY = frozenset("巳已未曰士茬莱妳祢洧泩浍狆沩嗳镓钕钚哆箇著芣像帐")

CIRCLES = "○◯"  # typed for the nought 〇; as a letter it can be told apart by its neighbours later
CHINESE_DIGITS = dict(zip("〇零一二两三四五六七八九", "001223456789", strict=True))
# Bankers' forms. Those that are common words otherwise (伍, 陆, 拾) are folded alike on both sides.
BANKERS = dict(zip("壹贰叁肆伍陆柒捌玖拾佰仟弐弎", "123456789十百千23", strict=True))
TWENTIES = {"廿": "2十", "卅": "3十", "卌": "4十"}

ZERO_WIDTH = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200D),
    (0x2060, 0x2064),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF9, 0xFFFB),
    (0xE0000, 0xE0FFF),
)
BIDI = ((0x061C, 0x061C), (0x200E, 0x200F), (0x202A, 0x202E), (0x2066, 0x206F))
ODD_MARKS = "*_~|\\^`'#"  # a stroke, plus or equals sign between words is ordinary
SPACES = (0x20, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000, 0x2800)


def radical_pairs() -> Iterator[tuple[int, str]]:
    """Code points of radicals and strokes with the unified ideograph that Unicode names for each."""
    for first, targets in ((RADICALS_FROM, RADICALS), (STROKES_FROM, STROKES)):
        for offset, target in enumerate(targets):
            if target != "?":
                yield first + offset, target
