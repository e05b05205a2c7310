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
from dataclasses import dataclass
from functools import lru_cache

from scoring.text.gazetteer import NATIONAL_PLACES
from scoring.text.name_letters import PURE_SURNAMES, RANKED_SURNAMES
from scoring.text.name_model import DATA, composed_name
from scoring.text.public_figures import PUBLIC_FIGURES
from scoring.text.segment import segmenter
from scoring.text.word_list import words_in

_LONGEST = 8
_UNKNOWN = -17.0  # a letter that is no word of the dictionary
_NEW_WORD = -12.5
_SURNAME_ALONE = 3.0  # counted as a word the letter was a surname nearly always
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
    屠杀 糜烂 黎明 黎民 黎庶 穆斯 甄选
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
    for word in (*added_words(), *_dictionary_words(), *PUBLIC_FIGURES, *NATIONAL_PLACES, *addresses()):
        costs[word] = max(_NEW_WORD, costs.get(word, _NEW_WORD))
        for end in range(1, len(word)):
            costs.setdefault(word[:end], -math.inf)
    return costs


def word_cost(word: str) -> float:
    """Log probability of an everyday word or letter; that of a strange one for what is none."""
    cost = _costs().get(word, -math.inf)
    return cost if cost > -math.inf else _UNKNOWN


@lru_cache(maxsize=1)
def added_words() -> frozenset[str]:
    """Everyday words the dictionary lacks, and that letters alone would take for names."""
    return frozenset(words_in((DATA / "everyday_words.txt").read_text(encoding="utf-8")))


def _dictionary_words() -> tuple[str, ...]:
    """Common nouns, idioms and terms of a second dictionary that jieba's lacks or takes for names: 康乃馨, 龙飞凤舞."""
    return words_in((DATA / "dictionary_words.txt").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def addresses() -> frozenset[str]:
    """小李, 老张, 王主任: how people are called without being named."""
    surnames = dict.fromkeys(RANKED_SURNAMES[:400])
    before = (first + surname for surname in surnames for first in "小老大阿")
    behind = (surname + title for surname in surnames for title in _TITLES_SAID)
    return frozenset((*before, *behind))


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

    def border(self, at: int) -> float:
        """Log odds of a word beginning at ``at`` against none: 0 between words, far below inside of one."""
        return self.before[at] + self.behind[at] - self.before[-1]


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
