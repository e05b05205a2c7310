"""Standings in words: a paper's line, what a fit warns of, how strict a judge is.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reviewapp.contests.methods import CAUTIONS, NAMES
from reviewapp.models.contest import ScoreMethod
from reviewapp.models.judging import AssignmentKind
from reviewapp.models.result import Standing
from reviewapp.runs import Json
from reviewapp.words import Sentence, say

CLEAR = 1.645  # standard errors: beyond them a severity is told from nothing at 90 %
SHOWN = 0.05  # points: a smaller severity is not worth a word

KINDS: dict[AssignmentKind, Sentence] = {
    AssignmentKind.READING: say("评阅"),
    AssignmentKind.THIRD: say("三评"),
    AssignmentKind.BORDERLINE: say("加读"),
    AssignmentKind.LEADER: say("仲裁"),
}

WARNINGS: dict[str, Sentence] = {
    "few_readings_per_judge": say("多数评委评阅不到15篇，宽严度估得粗；校正因此更谨慎，区间也更宽。"),
    "disconnected": say(
        "有的作品之间没有共同评委相连，宽严无法比较。名次在相连的各部分里分别排，不同部分之间不比高低。"
    ),
    "parts_differ": say(
        "没有共同评委相连的各部分之间，得分的差距大于评委宽严所能解释的；多出的部分很可能是作品水平的差距，没有全部校正掉。"
    ),
    "mean_stands_in": say("有作品不足五次评阅，不能去掉最高分和最低分，以原始均分代替。"),
    "few_judges": say("评委人数少，对各人用分习惯的了解有限，稳健模型的区间只是大概。"),
    "marks_at_limit": say("不少评阅给了满分或能给的最低分，接近这两端的区间偏窄。"),
    "severity_only": say("现有评阅看不出各人的用分习惯，稳健模型只校正了宽严。"),
    "judges_without_readings": say("有评委还没有提交任何评阅。"),
    "papers_without_readings": say("有作品还没有任何评阅，没有得分，不参加排名。"),
    "no_severity": say("各位评委宽严相当，校正后与原始均分相同。"),
    "no_variation": say("所有评阅的总分都相同，分不出高低。"),
    "one_judge": say("只有一位评委，宽严无从比较。"),
    "one_paper": say("只有一篇作品，无从比较。"),
    "one_reading": say("只有一次评阅，区间按评分标准的全部范围估计。"),
    "severity_not_estimable": say("每位评委只评了一篇，宽严无法估计。"),
    "single_readings": say("没有一篇作品被评阅两次，水平与偶然分不开，区间因此放得很宽。"),
    "weakly_linked": say(
        "评委分成几组，组与组之间共同评阅的作品太少，组间宽严难以比较：宽严校正分和稳健模型分的区间偏窄，未必比平均分准。请加派评委交叉评阅别组的作品（至少占作品的十分之一），再重新合分；不能加派的，改用平均分计分，或者只在组内比较。"
    ),
}


def warnings(codes: Sequence[str], *, unread: int, waiting: int) -> list[Sentence]:
    """What to mind before using the scores.

    codes: of scoring.aggregation.severity.  unread: papers that take part and have no reading; waiting:
    readings not yet submitted.  Without any, papers and judges without readings are so by decision.
    """
    quiet = {"papers_without_readings"} if not unread else set()
    quiet |= {"judges_without_readings"} if not waiting else set()
    return [WARNINGS[code] for code in codes if code not in quiet]


@dataclass(frozen=True, slots=True)
class Compared:
    """One method in the comparison of a run.

    half: half of the typical 90 % interval, points; error: when one reading is left out and predicted, points;
    differs: how many works of the selection it would exchange, where a selection was made; remark: what to
    know before choosing it
    """

    method: ScoreMethod
    half: float | None
    error: float | None
    differs: int | None
    remark: Sentence | None


OFFERED: dict[str, Sentence] = {
    "predicts_better": say("可以采用：留下一次评阅再由其余评阅预测，它的误差比宽严校正分小。"),
    "predicts_no_better": say("不建议采用：留下一次评阅再由其余评阅预测，它不比宽严校正分准。"),
    "too_few_readings_per_judge": say("不建议采用：多数评委评阅不到 25 篇，看不准各人的用分习惯。"),
    "severity_only": say("现有评阅看不出各人的用分习惯，结果与宽严校正分相同。"),
    "nothing_to_predict": say("没有一篇作品评阅过两次，无从检验。"),
}
NOT_FITTED: Json = {"half": None}


def compared(output: Json, differs: Mapping[str, int]) -> list[Compared]:
    """Every method of a run, in the order in which they are offered."""
    known = {row["method"]: row for row in output["methods"]}
    choice = output["choice"] or {"errors": {}, "reason": ""}
    errors: Mapping[str, float | None] = choice["errors"]
    return [
        Compared(m, row["half"], errors.get(m.value), differs.get(m.value), _remark(m, row, choice["reason"]))
        for m in NAMES
        for row in [known.get(m.value, NOT_FITTED)]
    ]


def _remark(method: ScoreMethod, row: Json, reason: str) -> Sentence | None:
    if row is NOT_FITTED:
        return say("多数评委评阅不到 15 篇，看不出各人的用分习惯，没有拟合。")
    if method == ScoreMethod.ROBUST:
        return OFFERED[reason]
    if method == ScoreMethod.STANDARDISED:
        return CAUTIONS[method]
    return WARNINGS["mean_stands_in"] if not row["complete"] else None


def scores(
    standing: Standing, output: Json
) -> list[tuple[ScoreMethod, float | None, float | None, float | None]]:
    """A paper's (method, score, low, high) by every method of the run."""
    ends = standing.facts.get("intervals", {})
    return [
        (m, score, *(ends.get(m.value, (None, None)) if score is not None else (None, None)))
        for m in NAMES
        if m.value in {row["method"] for row in output["methods"]}
        for score in [getattr(standing, m.value)]
    ]


def severity(points: float, se: float) -> Sentence:
    """How strict a judge is, as far as the readings can tell."""
    if abs(points) < SHOWN or abs(points) <= CLEAR * se:
        return say("与全体相当")
    return say("偏严") if points > 0 else say("偏宽")


def line(standing: Standing, method: ScoreMethod, place: Sentence) -> Sentence:
    """One paper's line as a sentence: mean, strictness of its judges, adjusted score, what counts, place.

    method: the one that counts; named only where it is not the adjusted score.
    """
    if standing.readings == 0:
        return say("还没有评阅，没有得分。")
    return say(
        "原始均分 %(mean)s；%(lean)s；校正后 %(adjusted)s ± %(half)s；%(counts)s%(place)s",
        mean=_points(standing.mean),
        lean=_lean(standing),
        adjusted=_points(standing.adjusted),
        half=_points(half_width(standing, ScoreMethod.ADJUSTED)),
        counts=_counts(standing, method),
        place=_penalised(standing, place) if standing.rank is not None else place,
    )


def place_in_round(standing: Standing, ranked: int, parts: int, excluded: bool) -> Sentence:
    """Where a paper stands among those it may be compared with; `ranked`: papers with a rank in its part."""
    if standing.rank is None:
        return why_unranked(standing, excluded)
    if parts > 1:
        return say(
            "在评委相连的 %(of)s 篇（第 %(part)s 部分）中第 %(rank)s 名。",
            of=ranked,
            part=standing.part,
            rank=standing.rank,
        )
    return say("在本轮 %(of)s 篇中第 %(rank)s 名。", of=ranked, rank=standing.rank)


def half_width(standing: Standing, method: ScoreMethod | None = None) -> float | None:
    """Half the 90 % interval in points: of the score that counts, or of a method's."""
    ends = (standing.low, standing.high)
    if method is not None:
        ends = standing.facts.get("intervals", {}).get(method.value, (None, None))
    low, high = ends
    return None if low is None or high is None else (high - low) / 2


def interval(standing: Standing) -> tuple[float, float] | None:
    """Ends of the 90 % interval of the score that counts, with the points of a verdict taken off as from the score;
    so the score lies inside.  None where there is none."""
    if standing.low is None or standing.high is None:
        return None
    penalty = standing.facts.get("penalty", 0)
    return max(standing.low - penalty, 0.0), max(standing.high - penalty, 0.0)


def _lean(standing: Standing) -> Sentence:
    strict = standing.strictness or 0.0
    if abs(strict) < SHOWN:
        return say("%(count)s 位评委平均宽严适中", count=standing.readings)
    if strict > 0:
        return say("%(count)s 位评委平均偏严 %(by)s 分", count=standing.readings, by=_points(strict))
    return say("%(count)s 位评委平均偏宽 %(by)s 分", count=standing.readings, by=_points(-strict))


def _counts(standing: Standing, method: ScoreMethod) -> Sentence | str:
    if method == ScoreMethod.ADJUSTED:
        return ""
    trimmed_away = method == ScoreMethod.TRIMMED and standing.trimmed is None
    counted = ScoreMethod.MEAN if trimmed_away else method
    return say(
        "计分用%(name)s %(score)s ± %(half)s；",
        name=NAMES[counted],
        score=_points(getattr(standing, counted.value)),
        half=_points(half_width(standing)),
    )


def _penalised(standing: Standing, place: Sentence) -> Sentence:
    penalty = standing.facts.get("penalty", 0)
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
