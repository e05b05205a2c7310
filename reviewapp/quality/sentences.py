"""A judge's figures in words: what stands out, what it may mean, what one may do; the panel in one sentence.  Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reviewapp.runs import Json
from reviewapp.words import Sentence, say

ENOUGH = 20  # readings below which no judge is flagged (scoring.reliability.flags)


@dataclass(frozen=True, slots=True)
class Habit:
    """Words for one kind of flag: `name` in the table, `means` with %(value)s and %(expected)s, `advice`."""

    name: Sentence
    means: Sentence
    advice: Sentence
    shown: Callable[[float], str]


def _one(value: float) -> str:
    return f"{value:.1f}"


def _two(value: float) -> str:
    return f"{value:.2f}"


def _size(value: float) -> str:
    return f"{abs(value):.1f}"


def _signed(value: float) -> str:
    return f"{'+' if value > 0 else '−'}{abs(value):.1f}"


def _share(value: float) -> str:
    return f"{100 * value:.0f}%"


def _whole(value: float) -> str:
    return f"{value:.0f}"


READ_AGAIN = say("先抽看几份评分表；确有问题的，请另一位评委重评，或在设置里停用后重新分配。")
CORRECTED = say("“宽严校正分”已经扣除这个差别，一般不必重评。")
WEIGHED = say("合分时用“稳健模型分”，会按各人的用分习惯和起伏自动调整分量。")

HABITS: Mapping[str, Habit] = {
    "out_of_step": Habit(
        say("与他人不一致"),
        say("给分与评同样作品的其他评委的相关只有 %(value)s，一般评委约为 %(expected)s。"),
        READ_AGAIN,
        _two,
    ),
    "safe_marks": Habit(
        say("给分拉不开"),
        say("作品水平相差 1 分，给分只差 %(value)s 分，一般评委约差 %(expected)s 分：多给中间的保险分。"),
        WEIGHED,
        _two,
    ),
    "wide_scale": Habit(
        say("给分拉得过开"),
        say("作品水平相差 1 分，给分相差 %(value)s 分，一般评委约差 %(expected)s 分：取平均时分量过重。"),
        WEIGHED,
        _two,
    ),
    "strict": Habit(say("明显偏严"), say("比评委平均严 %(value)s 分。"), CORRECTED, _size),
    "generous": Habit(say("明显偏宽"), say("比评委平均宽 %(value)s 分。"), CORRECTED, _size),
    "noisy": Habit(
        say("起伏大"),
        say("扣除作品水平和宽严以后，给分的起伏是一般评委的 %(value)s 倍。"),
        WEIGHED,
        _one,
    ),
    "drifts": Habit(
        say("前后不一"),
        say("从第一篇到最后一篇，同样水平的作品给分变化 %(value)s 分（正数为放宽，负数为收紧）。"),
        say("请评委对照评分标准复看开头或末尾的几篇，需要时退回修改。"),
        _signed,
    ),
    "halo": Habit(
        say("各项分数雷同"),
        say("各评分项之间的相关为 %(value)s，其他评委约为 %(expected)s：可能先有总印象，再凑各项。"),
        say("提醒评委逐项对照评分标准；总分不因此作废。"),
        _two,
    ),
    "same_total": Habit(
        say("同一总分过多"),
        say("%(value)s 的作品给了同一个总分，其他评委约为 %(expected)s。"),
        READ_AGAIN,
        _share,
    ),
    "hurried": Habit(
        say("评得过快"),
        say("每千字约用 %(value)s 秒，其他评委约 %(expected)s 秒。"),
        READ_AGAIN,
        _whole,
    ),
    "inconsistent": Habit(
        say("前后两次不一致"),
        say(
            "隐性重评时与自己第一次给分的出入是 %(value)s 分，比两位不同评委之间的出入（%(expected)s 分）还大。"
        ),
        READ_AGAIN,
        _one,
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """One flag of a judge in words; `short` for a badge: what the colour says stands there too."""

    name: Sentence
    means: Sentence
    advice: Sentence
    firm: bool

    @property
    def short(self) -> Sentence:
        return say("%(habit)s（明显）", habit=self.name) if self.firm else self.name


def flags(found: list[Json]) -> list[Said]:
    """The flags of one judge, in the run's order: worst first."""
    said = []
    for flag in found:
        habit = HABITS[flag["code"]]
        value, expected = habit.shown(flag["value"]), habit.shown(flag["expected"])
        means = Sentence(habit.means.msgid, {"value": value, "expected": expected})
        said.append(Said(habit.name, means, habit.advice, flag["firm"]))
    return said


def reliability(value: float | None) -> Sentence:
    """What the coefficient of the mean of the readings allows."""
    if value is None:
        return say("作品之间分不出高低，谈不上可靠程度。")
    if value >= 0.8:
        return say("排名比较可靠。")
    if value >= 0.6:
        return say("排名大体可靠；名额线附近的作品宜再加一次评阅。")
    return say("排名不大可靠：建议每篇增加评阅，至少在名额线附近加评。")


def shares(panel: Json) -> Sentence | None:
    """Where the differences between single marks come from."""
    parts = [panel["share_paper"], panel["share_judge"], panel["share_residual"]]
    if None in parts:
        return None
    paper, judge, rest = (_share(part) for part in parts)
    return say(
        "单次评分的差别，%(paper)s 来自作品，%(judge)s 来自评委宽严，%(rest)s 是偶然出入。",
        paper=paper,
        judge=judge,
        rest=rest,
    )


def lift(row: Json, alias: str, place: str) -> Sentence:
    """A judge marks the works of one place differently from the other judges of the same works."""
    facts = {
        "alias": alias, "place": place, "n": row["readings"], "points": _size(row["lift"]), "se": _one(row["se"])
    }  # fmt: skip
    higher = say(
        "%(alias)s 给 %(place)s 的 %(n)s 篇，比评同样作品的其他评委高 %(points)s 分（标准误 %(se)s）。",
        **facts,
    )
    lower = say(
        "%(alias)s 给 %(place)s 的 %(n)s 篇，比评同样作品的其他评委低 %(points)s 分（标准误 %(se)s）。",
        **facts,
    )
    return higher if row["lift"] > 0 else lower
