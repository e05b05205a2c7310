"""How well a stretch of text reads as everyday words, and how much better it reads with a name in it.

Every way of cutting a text into words of the dictionary is a path; a path costs the logarithms of its words'
frequencies. A candidate name at ``[start, end)`` with a probability of its own makes another path. The difference
of the two best paths is the evidence the letters give for the name: 于/海/波 explained by no word gains much,
高兴/地 gains nothing, and a name that would tear 感恩 apart in 常怀感|恩 loses what the torn word was worth.

Names the dictionary happens to hold (王立华, 张开干) are left out of the everyday words, else they would speak
against themselves; people of public life stay in. Source of the idea: word lattices as in ICTCLAS (Zhang, 2003).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from scoring.text.gazetteer import NATIONAL_PLACES
from scoring.text.name_letters import PURE_SURNAMES, RANKED_SURNAMES
from scoring.text.name_model import composed_name
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.segment import segmenter
from scoring.text.word_list import words_in

_LONGEST = 8
_UNKNOWN = -17.0  # a letter that is no word of the dictionary
_NEW_WORD = -12.5
_SURNAME_ALONE = 3.0  # counted as a word the letter was a surname nearly always
# Everyday words the dictionary lacks, and that letters alone would take for names.
_ADDED = words_in(
    """
    卫健委 卫健局 卫健 卫计委 医保局 疾控 疾控中心 独木桥 黄土地 云帆 直挂云帆 东张西望 浩特 才让 也让 都让
    却让 那达慕大会 帕金森 阿尔茨海默 阿尔兹海默 唐氏 佝偻 布鲁氏 布病 沙门氏 幽门 巴氏 马凡 克罗恩 川崎病
    梅尼埃 库欣 格列卫 海姆立克 伊利石 胡杨 胡杨林 胡麻 马兰花 马莲 白杨 白杨树 杨树 柳树 杨柳 白桦 白桦林
    黄芩 黄柏 黄连 金莲花 石竹 毛豆 莜面 莜麦 嘎查 嘎查长 苏木 额吉 阿爸 敖包 那达慕 乌兰牧骑 哈达 蒙古包
    勒勒车 马头琴 呼麦 安代 蒙古袍 鄂温克 鄂伦春 达斡尔 巴扎 巴郎 巴郎子 维吾尔 哈萨克 藏族 回族 满族 白大褂
    白大衣 白毛风 大白 安心 公众号 朋友圈 高铁 动车 关爱 安康 方舱 方舱医院 核酸 密接 流调 连花清瘟 新冠
    新农合 小康 小康路 常态化 应急 慢病 家医 全科 村医 老寒腿 老百姓 高血压 高血糖 高血脂 白细胞 马后炮 牛奶瓶
    金钱草 徐长卿 刘寄奴 何首乌 王不留行 白头翁 马齿苋 车前子 金银花 黄芪 柳蒿芽 于是乎 全心全意 时不时 常常
    满满 满满当当 暖暖 慢慢 家门口 水泥路 柏油路 方向盘 安全帽 安全带 安全感 时光荏苒 白驹过隙 常怀 满怀 心怀
    胸怀 和蔼 和睦 和善 温文尔雅 阳光 高高兴兴 明明白白 平平安安 平平淡淡 平平常常 常年累月 成年累月 成百上千
    万家灯火 万众一心 万水千山 万里长城 万物 万籁 万事 千家万户 金杯银杯 金山银山 白衣天使 白衣战士 白衣使者
    白衣执甲 白衣人 严丝合缝 严防死守 安安静静 安安稳稳 张口 张嘴 张开 张罗 张榜 张望 张张 单单 单子 段段 花花
    花甲 古稀 古道热肠 古往今来 时时刻刻 时时处处 时光 和颜悦色 连连 连夜 连轴转 连心桥 向阳 向善 向好 向党
    成人 成家 成了 应有尽有 应收尽收 应治尽治 应该 应对 应声 许久 许多 许愿 许诺 都说 都想 都会 都能 从头 从医
    从未 从不 从前 从此 由衷 由此 解难 解渴 解痛 解忧 蓝天 蓝白相间 蓝领 花开花落 花白 花眼 花镜 钟声 钟头
    钟情 安放 安顿 安睡 安眠 安抚 安静 安详 石头 石榴 石子 米饭 米粒 水桶 水壶 水井 水流 水珠 雷声 雷打不动
    云彩 云朵 云雾 云开 项项 项目 牛羊 牛棚 牛车 牛粪 羊群 羊羔 马路 马背 马鞍 马蹄 毛衣 毛巾 毛病 毛毛 毛毡
    毛线 皮肤 皮球 皮袄 皮包 付出 付款 甘甜 甘愿 甘苦 甘于 乐意 乐观 乐呵呵 乐于 安于 勇于 善于 明天 明年 明知
    明亮 明明 成长 成熟 成天 成效 成绩 温度 温热 温水 温柔 温情 温存 强忍 强撑 强大 强调 强化 曲折 曲线 申请
    单位 单纯 单薄 单身 单独 单程 单据 关节 关门 关上 关键 关口 关头 关掉 关怀 关心 关照 商量 商议 尤其 尚未
    尚且 车厢 车辙 车间 车灯 车门 车窗 车轮 车站 包扎 包裹 包容 包括 包饺子 宁可 宁愿 宁静 华丽 华发 封口 封面
    封闭 封条 谷子 谷雨 易碎 易怒 程序 戴上 戴着 戴好 盛开 盛夏 盛满 干劲 干净 干活 干事 干部 干涸 干裂 武装
    方才 方案 方寸 方式 祝愿 祝福 全身 全程 全家 全科医生 全力 全部 全国 全市 全县 全旗 全区 全院 全镇 全村
    文书 文字 文章 时而 时节 别人 别处 别的 别说 别怕 别哭 别动 能够 能力 能干 能行 敬意 敬佩 敬业 敬老 敬重
    利用 利落 简单 简陋 简朴 要求 要紧 要强 要好 要命 相信 相处 相依 党员 党旗 党徽 党性 党组织 党支部 计算
    计较 计划 游走 成为 银针 银发 银屑病 鱼肚白 索性 索取 暴雨 暴雪 后来 后头 后悔 后院 后半夜 常说 常年 常有
    常见 常备 暖气 暖流 暖心 暖意 冷静 冷清 冷水 冷风 冷藏 冷链 冷落 郑重 习惯 习俗 季节 雪白 雪地 雪花
    """
)


_TITLES_SAID = words_in(
    """
    主任 院长 医生 大夫 护士 护士长 老师 书记 科长 站长 所长 师傅 局长 主席 教授 校长 会计 队长 村长 镇长 乡长
    同志 总 工 姐 哥 姨 叔 婶 嫂 大爷 大娘 大妈 大叔 大姐 大哥 奶奶 爷爷 阿姨 家 某 某某 老 先生 女士 老汉
    老太 院 主管 支书
    """
)
_SURNAME_WORDS = frozenset(
    words_in(
        """
    王朝 王爷 王公 王府 王子 王宫 王侯 王后 王权 王妃 王八 王道 王法 王族 王冠 王储 王国 王牌 孙子 孙女 孙儿
    孙吴 胡子 胡同 胡须 胡闹 胡来 胡说 胡椒 胡琴 胡桃 胡吹 胡麻 胡涂 胡人 胡萝 宋史 宋词 宋元 宋体 宋明 张嘴
    张开 张口 张罗 张望 张扬 张贴 张狂 张大 李子 李氏 杜绝 杜鹃 杜撰 杜仲 陆军 陆生 陆基 陆续 徐徐 吴楚 吴越
    吴江 赵国 魏晋 唐人 唐诗 唐突 唐王 汪洋 汪汪 顾客 顾问 顾忌 顾全 顾盼 顾虑 史诗 史实 史前 史官 史料 陈述
    陈设 陈列 陈旧 陈年 陈皮 董事 梁山 梁柱 韩国 罗汉 罗盘 罗列 卓越 卓绝 吕梁 葛根 鲁莽 岳父 岳母 施政 施礼
    施恩 施舍 施工 施展 任凭 任务 任何 辜负 范畴 范围 范文 侯爵 曹魏 苏醒 苏军 苏铁 沈思 霍地 霍乱 戚戚 郎中
    郎君 汤圆 凌厉 凌辱 凌空 凌驾 凌迟 凌晨 冉冉 樊笼 屈膝 屈服 鲍鱼 甄别 萧萧 阎王 阎罗 姜黄 姜汤 殷红 殷实
    殷切 殷殷 殷勤 殷商 牟利 牟取 卢比 卢布 汤水 汤药 汤姆 汤加 罗氏 罗斯 韦氏 魏玛 柯达 屠龙 沈阳 霍克 赖以
    侯门 谭鱼 邵族 苏打 苏式 秦岭 秦汉 秦王 秦军 艾叶 艾草 鞠躬 巫师 巫婆 敖包 岑寂 匡正 匡算 扈从 屠宰 屠夫
    屠杀 糜烂
    """
    )
)  # begin with a letter that is hardly anything but a surname, and are words all the same


@lru_cache(maxsize=1)
def _costs() -> dict[str, float]:
    """Log probability of every everyday word; words of no frequency are prefixes and stay as minus infinity."""
    words = segmenter()
    total = math.log(words.tokenizer.total)
    costs: dict[str, float] = {}
    for word, frequency in words.frequency.items():
        tag = words.tag_of.get(word)
        named = tag in ("nr", "nrt") and _no_word(word)
        named |= tag in ("ns", "nz") and len(word) > 3 and composed_name(word) and word not in NATIONAL_PLACES
        costs[word] = math.log(frequency) - total if frequency and not named else -math.inf
    for letter in PURE_SURNAMES:
        costs[letter] = costs.get(letter, _UNKNOWN) - _SURNAME_ALONE
    for word in (*_ADDED, *PUBLIC_FIGURES, *NATIONAL_PLACES, *_addresses()):
        costs[word] = max(_NEW_WORD, costs.get(word, _NEW_WORD))
        for end in range(1, len(word)):
            costs.setdefault(word[:end], -math.inf)
    return costs


def _addresses() -> Iterator[str]:
    """小李, 老张, 王主任: how people are called without being named."""
    for surname in dict.fromkeys(RANKED_SURNAMES[:400]):
        yield from (first + surname for first in "小老大阿")
        yield from (surname + title for title in _TITLES_SAID)


def _no_word(name: str) -> bool:
    """Whether what the dictionary tags as a name is one. Of two letters most are words (明白, 胡同)."""
    if name in PUBLIC_FIGURES or len(name) == 1:
        return False
    return len(name) > 2 or (name[0] in PURE_SURNAMES and name not in _SURNAME_WORDS)


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """``before[i]`` and ``behind[i]`` are the log probabilities of the best paths to and from offset ``i``."""

    before: list[float]
    behind: list[float]

    def gain(self, start: int, end: int, cost: float) -> float:
        """Log odds of a text with a word of log probability ``cost`` at ``[start, end)`` against without."""
        return self.before[start] + cost + self.behind[end] - self.before[-1]


def lattice(text: str) -> Lattice:
    """All paths of a text at once; linear time, some microseconds a character."""
    costs = _costs()
    size = len(text)
    before = [-math.inf] * (size + 1)
    before[0] = 0.0
    edges: list[list[tuple[int, float]]] = []
    for start in range(size):
        base = before[start]
        arcs = _arcs(text, start, size, costs)
        edges.append(arcs)
        for end, cost in arcs:
            if base + cost > before[end]:
                before[end] = base + cost
    behind = [-math.inf] * (size + 1)
    behind[size] = 0.0
    for start in range(size - 1, -1, -1):
        behind[start] = max(behind[end] + cost for end, cost in edges[start])
    return Lattice(before, behind)


def _arcs(text: str, start: int, size: int, costs: dict[str, float]) -> list[tuple[int, float]]:
    letter = text[start]
    if not "\u4e00" <= letter <= "\u9fff":
        return [(start + 1, 0.0)]
    cost = costs.get(letter)
    arcs = [(start + 1, _UNKNOWN if cost is None or cost == -math.inf else cost)]
    end = start + 2
    while cost is not None and end <= size and end - start <= _LONGEST:
        cost = costs.get(text[start:end])
        if cost is not None and cost > -math.inf:
            arcs.append((end, cost))
        end += 1
    return arcs
