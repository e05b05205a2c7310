"""Why in, why out, what was missing: the codes of scoring.selection as sentences a unit can read.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from reviewapp.words import SEPARATED, Sentence, in_one, say

Facts = Mapping[str, Any]
Names = Mapping[tuple[str, str], str]

INELIGIBLE: dict[str, Sentence] = {
    "withdrawn": say("未参评：作品已撤回。"),
    "excluded": say("未参评：作品已停止参评。"),
    "not_sealed": say("未参评：匿名稿没有核对完成。"),
    "no_readings": say("未参评：没有有效评分。"),
}
WITHIN_MINIMUM: dict[str, Sentence] = {
    "group": say("入选：本单位第%(rank)s名，名额至少%(minimum)s篇。"),
    "category": say("入选：本单位第%(rank)s名，“%(name)s”名额至少%(minimum)s篇。"),
    "total": say("入选：本单位第%(rank)s名，全部名额至少%(minimum)s篇。"),
    "genre": say("入选：本单位第%(rank)s名，体裁“%(name)s”至少%(minimum)s篇。"),
}
FULL: dict[str, Sentence] = {
    "group": say("本单位已达上限%(maximum)s篇"),
    "category": say("“%(name)s”名额已满%(maximum)s篇"),
    "total": say("全部名额%(maximum)s篇已满"),
    "unit": say("同一基层单位已达上限%(maximum)s篇"),
    "author": say("同一作者已达上限%(maximum)s篇"),
    "genre": say("体裁“%(name)s”已达上限%(maximum)s篇"),
    "group+genre": say("%(name)s作品已达上限%(maximum)s篇"),
}

NAMELESS: dict[str, Sentence] = {
    "total": say("全部"),
    "unit": say("同一基层单位"),
    "author": say("同一作者"),
    "group+genre": say("每个单位的同一体裁"),
}
MISSED: dict[str, Sentence] = {
    "too_few_eligible": say("%(name)s应入选至少%(wanted)s篇，能选的只有%(eligible)s篇，选出%(got)s篇。"),
    "no_room": say("%(name)s应入选至少%(wanted)s篇，受其他名额所限选出%(got)s篇。"),
    "over_maximum": say("%(name)s应入选至多%(wanted)s篇，为满足其他名额选出%(got)s篇。"),
    "ties_enter": say("%(name)s应入选至多%(wanted)s篇，同分的一并入选，共%(got)s篇。"),
    "share_missed": say("%(name)s按比例应入选%(wanted)s篇，选出%(got)s篇。"),
}
BOUNDS: dict[str, Sentence] = {
    "minimum": say("%(name)s至少%(value)s篇"),
    "maximum": say("%(name)s至多%(value)s篇"),
    "at_least": say("%(name)s至少占%(value)s"),
    "at_most": say("%(name)s至多占%(value)s"),
}


APART = say("%(first)s，%(rest)s")
NO_NAMES: Names = {}  # a genre is called by its key


def sentence(code: str, facts: Facts) -> Sentence:
    """The reason of one decision.

    facts: those of scoring.selection.problem.Decision, with `rank` (in its recommender), `position`
    (among all), `name` (of the body in `scope`), `tie_name` (of a criterion), `case` (of a similarity case).
    """
    if code == "ineligible":
        return _ineligible(facts)
    if code in ("within_minimum", "above_line"):
        return _with_tie(_selected(code, facts), facts)
    if code in ("tie_lost", "tie_lot"):
        return say(
            "未入选：本单位第%(rank)s名，%(full)s，与入选线同分，%(how)s。",
            rank=facts["rank"],
            full=_full(facts),
            how=_lost(facts),
        )
    return _not_selected(facts)


def _ineligible(facts: Facts) -> Sentence:
    if facts["reason"] == "disqualified":
        return say("取消资格：雷同案例%(case)s号。", case=facts["case"])
    return INELIGIBLE[facts["reason"]]


def _selected(code: str, facts: Facts) -> Sentence:
    if code == "above_line":
        place = say(
            "入选：本单位第%(rank)s名，在全部参评作品中第%(position)s名。",
            rank=facts["rank"],
            position=facts["position"],
        )
        if "needs_minimum" not in facts:
            return place
        return say("%(reason)s最低篇数或体裁比例的要求使它入选。", reason=place)
    known = {"rank": facts["rank"], "minimum": facts["minimum"], "name": facts.get("name", "")}
    return replace(WITHIN_MINIMUM[facts["scope"]], facts=known)


def _with_tie(reason: Sentence, facts: Facts) -> Sentence:
    if "tie_step" not in facts:
        return reason
    return say("%(reason)s与一篇未入选作品同分，%(how)s。", reason=reason, how=_won(facts))


def _won(facts: Facts) -> Sentence:
    if facts["tie_step"] == "lot":
        return say("由抽签决定")
    if facts["tie_step"] == "fewer_deductions":
        return say("扣分较少者先")
    return say("“%(name)s”平均分较高", name=facts["tie_name"])


def _lost(facts: Facts) -> Sentence:
    if facts["tie_step"] == "lot":
        return say("各项都相同，抽签未中")
    if facts["tie_step"] == "fewer_deductions":
        return say("扣分较多")
    return say("“%(name)s”平均分较低", name=facts["tie_name"])


def _full(facts: Facts) -> Sentence:
    """What stands in the way: a body that is full, a bound of a genre, or both."""
    ways = []
    if facts["maximum"] is not None:
        known = {"maximum": facts["maximum"], "name": facts.get("name", "")}
        ways.append(replace(FULL[facts["scope"]], facts=known))
    if _bars(facts):
        ways.append(_bound(facts["bar"], NO_NAMES))
    return in_one(ways, APART) if ways else say("受体裁比例所限")


def _bars(facts: Facts) -> bool:
    """Whether the bound of a genre keeps it out; places kept for other bodies are told in general words."""
    return "bar" in facts and facts["bar"]["scope"] == "genre"


def _not_selected(facts: Facts) -> Sentence:
    missing = facts["points_needed"]
    if missing is None and _bars(facts):
        return say(
            "未入选：本单位第%(rank)s名，%(full)s，得分再高也不能入选。",
            rank=facts["rank"],
            full=_full(facts),
        )
    if missing is None:
        return say(
            "未入选：本单位第%(rank)s名，%(full)s，其余名额要留给未满最低篇数的单位。",
            rank=facts["rank"],
            full=_full(facts),
        )
    return say(
        "未入选：本单位第%(rank)s名，%(full)s，距入选线差%(missing)s分。",
        rank=facts["rank"],
        full=_full(facts),
        missing=points(missing),
    )


def shortfall(minimum: int, eligible: int, selected: int) -> Sentence | None:
    """What a recommender is short of, or None when its minimum is kept."""
    if selected >= minimum:
        return None
    if eligible < minimum:
        return say(
            "应推荐至少%(minimum)s篇，实有%(eligible)s篇，差%(missing)s篇。",
            minimum=minimum,
            eligible=eligible,
            missing=minimum - eligible,
        )
    return say(
        "应推荐至少%(minimum)s篇，受其他名额上限所限只选出%(selected)s篇，差%(missing)s篇。",
        minimum=minimum,
        selected=selected,
        missing=minimum - selected,
    )


def infeasible(blockers: Sequence[tuple[str, Facts]], names: Names) -> Sentence:
    """Why hard quotas cannot all be kept; `names` by (scope, id)."""
    what = in_one([_blocker(code, facts, names) for code, facts in blockers], SEPARATED)
    return say("必须满足的名额无法满足：%(what)s。请修改名额后重试。", what=what)


def name_of(scope: str, key: str, names: Names) -> str | Sentence:
    """A body in words."""
    if scope == "genre":
        return say("体裁“%(name)s”", name=names.get((scope, key), key))
    return names.get((scope, key)) or NAMELESS[scope]


def missed(code: str, wanted: int, got: int, eligible: int, name: str | Sentence) -> Sentence:
    """A quota that was not kept to the number."""
    return replace(MISSED[code], facts={"name": name, "wanted": wanted, "got": got, "eligible": eligible})


def _bound(facts: Facts, names: Names) -> Sentence:
    """One of several bounds that contradict each other."""
    value = facts["value"]
    if facts["bound"] in ("at_least", "at_most"):
        value = f"{round(100 * float(value))}%"
    return replace(
        BOUNDS[facts["bound"]], facts={"name": name_of(facts["scope"], facts["key"], names), "value": value}
    )


def _blocker(code: str, facts: Facts, names: Names) -> Sentence:
    if code == "contradiction":
        bounds = [_bound(b, names) for b in facts["bounds"]]
        return say("%(bounds)s，不能同时做到", bounds=in_one(bounds, SEPARATED))
    name = name_of(facts["scope"], facts["key"], names)
    if code == "too_few_eligible":
        return say(
            "%(name)s至少%(minimum)s篇，能选的只有%(reachable)s篇",
            name=name,
            minimum=facts["minimum"],
            reachable=facts["reachable"],
        )
    return say(
        "%(name)s至多%(maximum)s篇，其中各单位的最低篇数合计%(minima)s篇",
        name=name,
        maximum=facts["maximum"],
        minima=facts["minima"],
    )


def points(value: float) -> str:
    """Two decimals, as everywhere a score is told to a unit."""
    return f"{value:.2f}"
