"""What the solver and the quality report say, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reviewapp.words import Sentence, say


def blocker_sentence(blockers: Sequence[tuple[str, Mapping[str, object]]]) -> Sentence:
    """Why there is no plan, and what would free it: the first blocker found, which is the smallest."""
    if not blockers:
        return say("按现在的设置没有可行的分配方案。请放宽回避或增加评委。")
    kind, facts = blockers[0]
    papers, judges = _count(facts.get("papers")), _count(facts.get("judges"))
    numbers = {**facts, "papers": papers, "judges": judges}
    if kind == "few_judges":
        return say(
            "有 %(papers)s 篇作品，除去回避的评委只剩 %(available)s 位可评，每篇需要 %(needed)s 位。"
            "请增加评委或减少每篇评阅数。",
            **numbers,
        )
    if kind == "capacity":
        return say(
            "%(papers)s 篇作品还需要 %(needed)s 次评阅，能评它们的 %(judges)s 位评委最多只能承担 %(available)s 次，"
            "差 %(missing)s 次。请提高评阅上限或增加评委。",
            **numbers,
        )
    if kind == "minimum_load":
        return say(
            "%(judges)s 位评委的最低评阅量合计 %(needed)s 篇，可分给他们的只有 %(available)s 篇。请降低最低评阅量。",
            **numbers,
        )
    if kind == "fixed_load":
        return say("有评委已开始评 %(held)s 篇，超过了他的上限 %(load_max)s 篇。请提高上限。", **numbers)
    return say("有作品已开始的评阅多于每篇评阅数。请提高每篇评阅数。")


def problem_sentence(code: str, facts: Mapping[str, object]) -> Sentence:
    """A weakness of a plan that can be applied all the same."""
    known = {
        "disconnected": say("评委分成了互不相交的几组，组与组之间的分数无法比较。"),
        "weak_links": say("评委之间共同评阅的作品偏少，宽严度的估计会比较粗。"),
        "imprecise": say("共同评阅的分布不均，宽严度的估计精度低于这个评阅量应有的水平。"),
        "uneven_loads": say("各位评委的评阅量相差较大，这是回避关系造成的。"),
        "idle_judges": say("有评委没有分到作品。"),
        "single_reading": say("每篇只有一次评阅，无法区分评委宽严与作品优劣。"),
        "few_readings": say("每位评委评阅的篇数较少，宽严度调整的作用有限。"),
    }
    return known.get(code, say("方案质量提示：%(code)s", code=code))


CONFLICT_REASONS: dict[str, Sentence] = {
    "own_unit": say("本单位"),
    "own_region": say("本地区"),
    "author": say("评委即作者"),
    "declared": say("申报回避"),
    "recused": say("评阅时回避"),
}


def _count(value: object) -> int:
    return len(value) if isinstance(value, (tuple, list)) else 0
