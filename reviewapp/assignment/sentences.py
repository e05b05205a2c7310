"""What the solver and the quality report say, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reviewapp.models.assignment import PlanState
from reviewapp.words import Sentence, say

NAMES_SHOWN = 6  # aliases written out in one sentence


def blocker_sentence(
    blockers: Sequence[tuple[str, Mapping[str, object]]], aliases: Sequence[str] = ()
) -> Sentence:
    """Why there is no plan, and what would free it: the first blocker found, which is the smallest.

    aliases: of the judges, by position.
    """
    if not blockers:
        return say("按现在的设置没有可行的分配方案。请放宽回避或增加评委。")
    kind, facts = blockers[0]
    papers, judges = _count(facts.get("papers")), _count(facts.get("judges"))
    numbers = {**facts, "papers": papers, "judges": judges, "names": _names(facts, aliases)}
    if kind == "few_judges":
        barred = _aliases(facts.get("barred"), aliases)
        missing = _number(facts.get("needed")) - _number(facts.get("available"))
        if len(barred) < missing:
            return say(
                "有 %(papers)s 篇作品，只有 %(available)s 位评委可评，每篇还需要 %(needed)s 位。"
                "请增加评委，或减少每篇评阅次数。",
                **numbers,
            )
        return say(
            "有 %(papers)s 篇作品，除去不能评的评委（%(barred)s）只剩 %(available)s 位可评，"
            "每篇还需要 %(needed)s 位。请解除其中 %(missing)s 位的回避、增加评委，或减少每篇评阅次数。",
            **numbers | {"barred": _listed(barred), "missing": missing},
        )
    if kind == "capacity":
        return say(
            "%(papers)s 篇作品还需要 %(needed)s 次评阅，能评它们的 %(judges)s 位评委（%(names)s）"
            "最多只能承担 %(available)s 次，差 %(missing)s 次。请提高他们的评阅上限，"
            "或增加至少 %(new_judges)s 位没有回避的评委。",
            **{"new_judges": 1} | numbers,
        )
    if kind == "minimum_load":
        return say(
            "%(judges)s 位评委（%(names)s）的最低评阅量合计 %(needed)s 篇，"
            "可分给他们的只有 %(available)s 篇。请降低最低评阅量。",
            **numbers,
        )
    if kind == "fixed_load":
        return say(
            "%(names)s已开始评 %(held)s 篇，超过了上限 %(load_max)s 篇。请把上限提高到不少于已开始的篇数。",
            **numbers,
        )
    if kind == "apart":
        return say("不能同评一篇的评委（%(names)s）限制过严，排不出方案。请取消其中一条。", **numbers)
    return say("有作品已开始的评阅多于每篇评阅次数。请提高每篇评阅次数。")


def problem_sentence(code: str, facts: Mapping[str, object], aliases: Mapping[str, str]) -> Sentence:
    """A weakness of a plan that can be applied all the same.  aliases: judge id as text → alias."""
    judges = facts.get("judges")
    ids = judges if isinstance(judges, list) else []
    numbers = {**facts, "count": len(ids), "names": _listed([aliases.get(str(j), "—") for j in ids])}
    known = {
        "disconnected": say("评委分成了互不相交的几组，组与组之间的分数无法比较。"),
        "weak_links": say("评委之间共同评阅的作品偏少，宽严度的估计会比较粗。"),
        "imprecise": say("共同评阅的分布不均，宽严度的估计精度低于这个评阅量应有的水平。"),
        "uneven_loads": say(
            "评阅量最多与最少的评委相差 %(spread)s 篇，按回避关系和上限至少相差 %(least)s 篇。"
        ),
        "idle_judges": say("%(count)s 位评委没有分到作品：%(names)s。"),
        "single_reading": say("每篇只有一次评阅，无法区分评委宽严与作品优劣。"),
        "few_readings": say("%(count)s 位评委评阅不足 %(wanted)s 篇，他们的宽严度只能估得粗。"),
    }
    found = known.get(code)
    if found is None:
        return say("方案质量提示：%(code)s", code=code)
    return Sentence(found.msgid, {k: "—" if v is None else v for k, v in numbers.items()})


REMEDIES: dict[str, Sentence] = {
    "disconnected": say("可增加每篇评阅次数、放宽地区回避，或增加能跨组评阅的评委。"),
    "weak_links": say("可增加每篇评阅次数。"),
    "imprecise": say("可改用“重新均衡”再拟一次，或放宽地区回避。"),
    "uneven_loads": say("可改用“重新均衡”再拟一次；回避造成的差额只能靠增加评委消除。"),
    "idle_judges": say("检查这些评委的回避关系和评阅上限。"),
    "single_reading": say("每篇至少安排两次评阅，合分才可靠。"),
    "few_readings": say("合分时对他们校正得更谨慎，不影响方案使用。"),
}

# of full marks: noise of a single reading until marks tell it; simulated panels (scoring.simulate) show 5.8 to 6.5 %
NOISE_SHARE = 0.06


def precision_sentence(
    figures: Mapping[str, object], noise: float | None, full_marks: int
) -> Sentence | None:
    """What the plan lets be known, in points.  noise: of a single reading, None before marks tell it."""
    score, severity = figures.get("score_error"), figures.get("severity_error")
    if not isinstance(score, float) or not isinstance(severity, float):
        return None
    single = NOISE_SHARE * full_marks if noise is None else noise
    facts = {
        "score": f"{score * single:.1f}", "severity": f"{severity * single:.1f}", "noise": f"{single:.1f}"
    }  # fmt: skip
    if noise is None:
        return say(
            "采用后，一篇作品校正后的得分约有 ±%(score)s 分的误差，两位评委宽严之差约有 ±%(severity)s 分的误差"
            "（标准误；按一次评阅的偶然出入为满分的 6%%、即 %(noise)s 分估计）。",
            **facts,
        )
    return say(
        "采用后，一篇作品校正后的得分约有 ±%(score)s 分的误差，两位评委宽严之差约有 ±%(severity)s 分的误差"
        "（标准误；按最近一次合分得出的一次评阅的偶然出入 %(noise)s 分计算）。",
        **facts,
    )


MOVED: dict[str, Sentence] = {
    "papers": say("参加分配的作品有增减"),
    "judges": say("评委有增减"),
    "conflicts": say("回避关系有变动"),
    "settings": say("每篇评阅次数、评阅篇数限制、共评作品、隐性重评或不能同评的评委有变动"),
    "started": say("有评委开始评阅方案中拟取消的作品"),
}


def moved_sentence(codes: Sequence[str]) -> Sentence:
    """Why a plan can no longer be applied."""
    first = MOVED[codes[0]]
    return say("拟定方案之后，%(what)s。请重新拟定方案。", what=first)


CONFLICT_REASONS: dict[str, Sentence] = {
    "own_unit": say("本单位"),
    "author": say("评委即作者"),
    "own_region": say("本地区"),
    "other_genre": say("体裁不符"),
    "recused": say("评阅时回避"),
    "declared": say("登记回避"),
    "further": say("已加评"),
}

CONFLICT_RULES: dict[str, Sentence] = {
    "own_unit": say("评委的所在单位就是作品的作者单位或推荐单位。"),
    "author": say("评委与作品的某位作者同名。同名不同人时也回避。"),
    "own_region": say("评委所在地区就是作者单位或推荐单位所在地区。可在评审设置里关闭。"),
    "other_genre": say("评委只评几种体裁，作品不在其中。在评委登记里修改。"),
    "recused": say("评委在评阅时主动申请回避这一篇。"),
    "declared": say("主办单位登记的回避，见上表。"),
    "further": say("评委已作为加评或仲裁评阅过这一篇，不再安排普通评阅。"),
}

PLAN_STATES: dict[PlanState, Sentence] = {
    PlanState.DRAFT: say("待采用"),
    PlanState.APPLIED: say("已采用"),
    PlanState.DISCARDED: say("已作废"),
}


def _names(facts: Mapping[str, object], aliases: Sequence[str]) -> object:
    return _listed(_aliases(facts.get("judges", facts.get("judge")), aliases))


def _aliases(found: object, aliases: Sequence[str]) -> list[str]:
    places = found if isinstance(found, (tuple, list)) else [found]
    return [aliases[j] for j in places if isinstance(j, int) and j < len(aliases)]


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _listed(names: Sequence[str]) -> object:
    shown = list(names[:NAMES_SHOWN])
    return say("%(names)s……", names=shown) if len(names) > NAMES_SHOWN else shown


def _count(value: object) -> int:
    return len(value) if isinstance(value, (tuple, list)) else 0
