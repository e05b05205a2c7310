"""P08, P09, P19, P30 and the advisory P20, P21, P27, P29: the same content in other words.

Every public function rewrites one sentence. The rules are rules: back-translation, machine rewriting and
translation can only be hinted at by them, therefore those patterns are advisory.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import accumulate
from random import Random

from benchmarks.patterns.wordlists import aside, entities, phrases, synonyms
from scoring.text import segment

HAN = re.compile(r"[\u4e00-\u9fff]")
CLAUSE = re.compile(r"[^，,；;。！？!?：:“”\"…]+")
TYPING = {  # what a hand writes instead without noticing
    "的": ("地", "", "之"), "了": ("", "过"), "这": ("那",), "那": ("这",), "在": ("于", ""), "和": ("与", "跟"),
    "着": ("", "了"), "也": ("亦", "都"), "就": ("便", ""), "很": ("挺", "十分"), "都": ("全", ""), "把": ("将",),
    "是": ("就是", "确是"), "不": ("没", "并不"), "说": ("讲", "说道"), "我": ("我也", "咱"), "有": ("有着",),
    "一": ("某一", ""), "里": ("中", "里面"), "上": ("上面", "之上"), "来": ("过来", ""), "去": ("过去", ""),
    "还": ("还是", "仍"), "又": ("又再", "再"), "得": ("的",), "他": ("她",), "她": ("他",), "从": ("自",),
    "给": ("送给", "替"), "看": ("瞧", "看着"), "人": ("人儿", "人们"), "时": ("时候", "之时"),
}  # fmt: skip
FRAMES = ("的", "和", "里", "着", "、", "并不", "又", "是", "在", "之后", "一样", "才", "")
SLIPS = ("了", "的", "也", "还", "就", "可", "又", "都", "着", "便", "正", "才")
SYNTAX: tuple[tuple[str, str], ...] = (
    (r"因为(.{2,18})[，,]所以(.{2,18})", r"之所以\2，是因为\1"),
    (r"虽然(.{2,18})[，,](?:但是|可是|但|可)(.{2,18})", r"\2，尽管\1"),
    (r"如果(.{2,18})[，,](?:那么|就)(.{2,18})", r"\2，前提是\1"),
    (r"不仅(.{2,18})[，,](?:而且|还|也)(.{2,18})", r"除了\1，还\2"),
    (r"把([^，。]{1,6}?)([放送交递扔拿抱带搬推拉])([^，。]{1,4})", r"\1被\2\3"),
    (r"被([^，。]{1,5}?)([打骂看拦叫带抓吓拉推])", r"让\1给\2"),
    (r"(我|他|她|我们|大家)(一直|始终|从来|总是|常常|已经|终于|突然|渐渐)", r"\2\1"),
    (r"(?<![没不])有(?=[一几许])", "存在着"),
    (r"没有([^，。]{1,8})", r"不曾有\1"),
    (r"一直([^，。]{2,8})", r"从没停止过\1"),
    (r"必须([^，。]{2,10})", r"不能不\1"),
    (r"总是([^，。]{2,10})", r"没有哪一回不\1"),
    (r"都([^，。]{2,8})", r"没有一个不\1"),
    (r"(?<!不)知道([^，。]{2,12})", r"不是不明白\1"),
    (r"记得([^，。]{2,12})", r"没有忘掉\1"),
    (r"([我他她])([^，。的了]{1,2})了([^，。]{2,8})$", r"\3，\1\2了"),
    (r"([^，。]{2,8})的([^，。的]{1,4})$", r"\2，\1的那种"),
    (r"在([^，。]{2,8})[里上中]([^，。]{3,10})", r"\2，就在\1那儿"),
    (r"^(那天|那年|这天|后来|有一次|小时候)([^，。]{3,})", r"\2，\1"),
    (r"([^，。]{2,10})得(很|非常|特别)([^，。]{1,4})", r"\1，\2\3"),
    (r"^(我|他|她)([^，。]{4,})", r"\2的，是\1"),
)


def synonymous(text: str, rng: Random, strength: int) -> str:
    """P08: 15, 27 or 40 % of the words of two characters and more replaced, as far as the list reaches."""
    words = segment.words(text)
    wanted = (0.15, 0.27, 0.40)[strength - 1] * sum(bool(HAN.match(word)) and len(word) > 1 for word in words)
    open_to = [at for at, word in enumerate(words) if word in synonyms()]
    open_to.sort(key=lambda at: (len(words[at]) == 1, rng.random()))
    for at in open_to[: round(wanted + rng.random() - 0.5)]:
        words[at] = rng.choice(synonyms()[words[at]])
    return "".join(words)


def restructured(text: str, rng: Random, strength: int) -> str:
    """P09: 把/被, negation pairs, topic first, connectives, order of clauses, with the small words this moves.

    The strength is the share of clauses and sentences it is done to.
    """
    rate, small = (0.35, 0.6, 0.9)[strength - 1], (0.0, 0.15, 0.3)[strength - 1]
    for pattern, written in rng.sample(SYNTAX[:4], 4):
        text = re.sub(pattern, written, text) if rng.random() < rate else text
    text = CLAUSE.sub(lambda m: _another_order(m.group(), rng) if rng.random() < rate else m.group(), text)
    text = "".join(
        rng.choice(synonyms()[word])
        if len(word) == 1 and word in synonyms() and rng.random() < small
        else word
        for word in segment.words(text)
    )
    parts = re.split(r"(?<=[^，])，", text.rstrip("。"))
    if 2 <= len(parts) <= 5 and text.endswith("。") and rng.random() < rate - 0.2 and "“" not in text:
        turn = rng.randint(1, len(parts) - 1)
        return "，".join(parts[turn:] + parts[:turn]) + "。"
    return text


def resized(text: str, rng: Random, strength: int) -> str:
    """P19: a share of the sentences is drawn out to about the double or cut down to about the half.

    In strength 3 all are, and some words replaced.
    """
    if rng.random() > (0.4, 0.7, 1.0)[strength - 1]:
        return text
    text = synonymous(text, rng, 1) if strength == 3 else text
    return _expanded(text, rng) if rng.random() < 0.6 else _compressed(text, rng)


def mistyped(text: str, rng: Random, strength: int) -> str:
    """P30: one small change in every 9 to 12 characters (strength 1), 8 to 11 or 7 to 10 (strength 3)."""
    written, due = list[str](), rng.randint(5, 12 - strength)
    for char in text:
        due -= 1
        if due > 0 or not HAN.match(char):
            written.append(char)
            continue
        slip = rng.choice(SLIPS) + char if rng.random() < 0.7 else ""
        written.append(rng.choice(TYPING[char]) if char in TYPING else slip or rng.choice(SLIPS))
        due = rng.randint(10 - strength, 13 - strength)
    return "".join(written)


def retranslated(text: str, rng: Random, strength: int) -> str:
    """P20, advisory: the wooden wording of a translation and back; low literal overlap."""
    for line in phrases("wooden"):
        word, wooden = line.split()
        text = text.replace(word, wooden) if rng.random() < 0.4 + 0.2 * strength else text
    return restructured(synonymous(text, rng, 3), rng, 3)


def reworded(text: str, rng: Random, strength: int) -> str:
    """P21, advisory: 70, 50 or 30 % of the content words in their order, every frame around them new."""
    share = (0.7, 0.5, 0.3)[strength - 1]
    clauses = []
    for clause in CLAUSE.findall(text):
        words = [word for word in segment.words(clause) if len(word) > 1 and rng.random() < share]
        other = [rng.choice(synonyms().get(word, (word,))) for word in words]
        clauses.append("".join(word + rng.choice(FRAMES) for word in other))
    return "，".join(clauses) + "。"


def retold(text: str, rng: Random, strength: int) -> str:
    """P27, advisory: what is said in quotation marks stays, with other names; all around it is rewritten."""
    parts = re.split(r"(“[^”]*”)", text)
    told = [
        part if part.startswith("“") else restructured(synonymous(part, rng, 3), rng, 3) for part in parts
    ]
    surname = "".join(entities()["surname"])
    return re.sub(f"老?[{surname}](?=师傅|大夫|老师)", "那位", "".join(told))


def foreign(text: str, rng: Random, strength: int) -> str:
    """P29, advisory: no particles, every word that can be is another, verb last, clauses from the end."""
    clauses = []
    for clause in CLAUSE.findall(text):
        words = [word for word in segment.words(clause) if word not in "的了着过地得把被也都就"]
        cut = len(words) // 3
        words = [rng.choice(synonyms().get(word, (word,))) for word in words[cut:] + words[:cut]]
        clauses.append("".join(words))
    return "，".join(clauses[::-1]) + "。"


def _another_order(clause: str, rng: Random) -> str:
    """One rule that fits, where it does not cut a word in two."""
    bounds = {0, *accumulate(map(len, segment.words(clause)))}
    fitting = []
    for pattern, written in SYNTAX[4:]:
        m = re.search(pattern, clause)
        if m and all({*m.span(n)} <= bounds for n in range(1, len(m.groups()) + 1)):
            fitting.append(clause[: m.start()] + m.expand(written) + clause[m.end() :])
    return rng.choice(fitting) if fitting else clause


def _expanded(text: str, rng: Random) -> str:
    def draw_out(m: re.Match[str]) -> str:
        clause = m.group()
        how = rng.randrange(4)
        if how == 0 and len(clause) > 5:
            cut = len(next(iter(segment.words(clause))))
            return f"{clause[:cut]}{rng.choice(phrases('adverbs'))}{clause[cut:]}"
        if how == 1:
            return f"{aside(rng)}，{clause}"
        return f"{clause}，{aside(rng)}" if how == 2 else clause

    return CLAUSE.sub(draw_out, text)


def _compressed(text: str, rng: Random) -> str:
    """Modifiers and adverbs go, and about every third clause of a longer sentence."""
    cuts: tuple[Callable[[str], str], ...] = (
        lambda t: re.sub(
            r"(?:非常|十分|特别|已经|一直|突然|渐渐|终于|仿佛|好像|似乎|几乎|真的|其实|当然)", "", t
        ),
        lambda t: re.sub(r"(?<=[，。])[^，。“”]{2,6}的(?=[^，。的]{2})", "", t),
        lambda t: re.sub(r"[了着过地得](?=[^，。”])", "", t),
    )
    for cut in cuts:
        text = cut(text)
    parts = text.split("，")
    if len(parts) < 3:
        return text
    gone = set(rng.sample(range(1, len(parts) - 1), max(1, len(parts) // 3))) if len(parts) > 3 else {1}
    return "，".join(part for at, part in enumerate(parts) if at not in gone)
