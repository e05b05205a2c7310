"""Standings in words: a paper's line, what a fit warns of, how strict a judge is.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from reviewapp.models.contest import ScoreMethod
from reviewapp.models.result import Standing
from reviewapp.words import Sentence, say

CLEAR = 1.645  # standard errors: beyond them a severity is told from nothing at 90 %
SHOWN = 0.05  # points: a smaller severity is not worth a word

METHODS: dict[ScoreMethod, Sentence] = {
    ScoreMethod.MEAN: say("原始均分"),
    ScoreMethod.TRIMMED: say("去掉一个最高分和一个最低分的均分（少于五次评阅的用原始均分）"),
    ScoreMethod.ADJUSTED: say("按评委宽严调整后的得分"),
}

WARNINGS: dict[str, Sentence] = {
    "few_readings_per_judge": say("多数评委评阅不到15篇，宽严度估得粗，调整后与原始均分相差不大。"),
    "disconnected": say(
        "有的作品之间没有共同评委相连，宽严无法直接比较；这时的名次以作品随机分给评委为前提。"
    ),
    "judges_without_readings": say("有评委还没有提交任何评阅。"),
    "papers_without_readings": say("有作品还没有任何评阅，没有得分，不参加排名。"),
    "no_severity": say("各位评委宽严相当，调整后与原始均分相同。"),
    "no_variation": say("所有评阅的总分都相同，分不出高低。"),
    "one_judge": say("只有一位评委，宽严无从比较。"),
    "one_paper": say("只有一篇作品，无从比较。"),
    "one_reading": say("只有一次评阅，区间按评分标准的全部范围估计。"),
    "severity_not_estimable": say("每位评委只评了一篇，宽严无法估计。"),
    "single_readings": say("没有一篇作品被评阅两次，水平与偶然分不开，区间因此放得很宽。"),
}


def warnings(codes: Sequence[str], *, unread: int, waiting: int) -> list[Sentence]:
    """What to mind before using the scores.

    codes: of scoring.aggregation.severity.  unread: papers that take part and have no reading; waiting:
    readings not yet submitted.  Without any, papers and judges without readings are so by decision.
    """
    quiet = {"papers_without_readings"} if not unread else set()
    quiet |= {"judges_without_readings"} if not waiting else set()
    return [WARNINGS[code] for code in codes if code not in quiet]


def severity(points: float, se: float) -> Sentence:
    """How strict a judge is, as far as the readings can tell."""
    if abs(points) < SHOWN or abs(points) <= CLEAR * se:
        return say("与全体相当")
    return say("偏严") if points > 0 else say("偏宽")


def line(standing: Standing, ranked: int, excluded: bool) -> Sentence:
    """One paper's line as a sentence: mean, strictness of its judges, adjusted score, place."""
    if standing.readings == 0:
        return say("还没有评阅，没有得分。")
    return say(
        "原始均分 %(mean)s；%(lean)s；调整后 %(adjusted)s ± %(half)s；%(place)s",
        mean=_points(standing.mean),
        lean=_lean(standing),
        adjusted=_points(standing.adjusted),
        half=_points(half_width(standing)),
        place=_place(standing, ranked, excluded),
    )


def half_width(standing: Standing) -> float | None:
    """Half the 90 % interval, in points."""
    if standing.low is None or standing.high is None:
        return None
    return (standing.high - standing.low) / 2


def _lean(standing: Standing) -> Sentence:
    strict = standing.strictness or 0.0
    if abs(strict) < SHOWN:
        return say("%(count)s 位评委平均宽严适中", count=standing.readings)
    if strict > 0:
        return say("%(count)s 位评委平均偏严 %(by)s 分", count=standing.readings, by=_points(strict))
    return say("%(count)s 位评委平均偏宽 %(by)s 分", count=standing.readings, by=_points(-strict))


def _place(standing: Standing, ranked: int, excluded: bool) -> Sentence:
    if standing.rank is None:
        return why_unranked(standing, excluded)
    penalty = standing.facts.get("penalty", 0)
    place = say("在本轮 %(of)s 篇中第 %(rank)s 名。", of=ranked, rank=standing.rank)
    if not penalty:
        return place
    return say(
        "查重认定扣 %(penalty)s 分，最终 %(final)s；%(place)s",
        penalty=penalty,
        final=_points(standing.final),
        place=place,
    )


def why_unranked(standing: Standing, excluded: bool) -> Sentence:
    """Why a paper has no place.  Whose it is, or which case decided, is not told here."""
    if standing.readings == 0 and not excluded:
        return say("没有评阅，不参加排名。")
    return say("已撤回或取消资格，不参加排名。")


def _points(value: float | None) -> str:
    return "—" if value is None else f"{value:.2f}"
