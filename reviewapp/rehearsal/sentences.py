"""What a rehearsal found, in words: figures to sentences.  Pure."""

from __future__ import annotations

from datetime import datetime

from reviewapp.runs import Json
from reviewapp.words import Sentence, say

SURE = 2.0  # a difference of so many standard errors is called one

PANELS: dict[str, Sentence] = {
    "typical": say("一般：宽严相差几分，个别评委随意或偏心"),
    "trained": say("受过统一培训：宽严相近，很少有异常"),
    "mixed": say("参差：随意、只给中间分、偏心的评委各占一成"),
}


def scenario(outcome: Json) -> Sentence:
    """What this line tries."""
    if outcome["more_judges"]:
        return say("增加 %(count)s 位评委", count=outcome["more_judges"])
    if outcome["borderline"]:
        return say("另加 %(percent)s%% 的评阅，放在入选线附近", percent=round(100 * outcome["borderline"]))
    return say("每篇 %(readings)s 次评阅", readings=outcome["readings"])


def effect(outcome: Json) -> Sentence:
    """How the share of right choices differs from the set-up's, as far as it can be told."""
    gain = outcome["gain"]
    if gain is None:
        return say("现在的设置") if outcome["right"] else say("没有可行的方案")
    size, error = 100 * gain["mean"], 100 * (gain["error"] or 0.0)
    if abs(size) < SURE * error or abs(size) < 0.05:
        return say("看不出差别")
    points = {"points": f"{abs(size):.1f}", "error": f"{error:.1f}"}
    if size > 0:
        return say("多选对 %(points)s 个百分点（±%(error)s）", **points)
    return say("少选对 %(points)s 个百分点（±%(error)s）", **points)


def cost(outcome: Json, base: Json) -> Sentence:
    """Readings and days against the set-up's."""
    if outcome["days"] is None or base["days"] is None:
        return say("—")
    more, days = outcome["total"] - base["total"], outcome["days"] - base["days"]
    readings = say("评阅次数不变")
    if more:
        way = say("多 %(count)s 次评阅", count=more) if more > 0 else say("少 %(count)s 次评阅", count=-more)
        readings = way
    if not days:
        return say("%(readings)s，天数不变", readings=readings)
    time = say("多 %(count)s 天", count=days) if days > 0 else say("少 %(count)s 天", count=-days)
    return say("%(readings)s，%(time)s", readings=readings, time=time)


def findings(output: Json, inputs: Json, until: datetime | None, since: datetime | None) -> list[Sentence]:
    """The set-up in a few sentences; `since` and `until` are the ends of judging in the timetable."""
    base = output["outcomes"][0]
    if base["right"] is None:
        why = Sentence.from_json(base["blocker"]) if base["blocker"] else _too_few(inputs)
        return [say("按现在的设置排不出分配方案。"), why]
    found = [
        say(
            "最忙的评委要读 %(load)s 篇，每天 %(pace)s 篇，需要 %(days)s 天。",
            load=base["load"], pace=inputs["pace"], days=base["days"],
        ),
    ]  # fmt: skip
    if inputs["drop_outs"]:
        found.append(
            say(
                "有 %(share)s%% 的评委退出时，十次里有九次 %(days)s 天之内能评完。",
                share=inputs["drop_outs"], days=base["days_late"],
            )
        )  # fmt: skip
    if base["failed"]:
        percent = round(100 * base["failed"])
        found.append(say("%(percent)s%% 的预演中，退出之后剩下的评委不够用。", percent=percent))
    if until is not None and since is not None:
        found.append(_timetable(base, (until - since).days))
    return [*found, *_choices(base)]


def _too_few(inputs: Json) -> Sentence:
    return say("有 %(share)s%% 的评委退出时，剩下的评委每次都不够用。", share=inputs["drop_outs"])


def _timetable(base: Json, days: int) -> Sentence:
    if days < base["days_late"]:
        return say("时间安排里从征集截止到评审截止只有 %(days)s 天，不够。", days=days)
    return say("时间安排里从征集截止到评审截止有 %(days)s 天，够用。", days=days)


def _choices(base: Json) -> list[Sentence]:
    right = base["right"]
    if right["mean"] > 0.9995:
        return [say("名额不少于作品数，全部入选，没有选错的可能。")]
    return [
        say(
            "真正该入选的作品，每 100 篇预计能选上 %(right)s 篇（±%(error)s）。",
            right=f"{100 * right['mean']:.0f}", error=f"{100 * (right['error'] or 0):.1f}",
        ),
        say(
            "入选作品的真实水平，平均比理想名单低 %(loss)s 分（满分 100）。", loss=f"{base['loss']['mean']:.1f}"
        ),
    ]  # fmt: skip
