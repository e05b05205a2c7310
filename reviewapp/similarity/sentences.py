"""What the comparison found and what was decided, in words.  Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

from reviewapp.models.log import AuditEvent
from reviewapp.models.similarity import AppealOutcome, CaseMember, SimilarityCase, Verdict
from reviewapp.similarity.evidence import Comparison, Pairing
from reviewapp.similarity.rows import MemberView
from reviewapp.words import Sentence, say

KINDS: Mapping[str, Sentence] = {
    "copy": say("两篇雷同"),
    "mosaic": say("一篇由几篇拼接"),
    "ring": say("多篇互相雷同"),
    "template": say("同一单位多篇共用底稿"),
    "same_author": say("同一作者重复报送"),
    "archive": say("与往届作品雷同"),
}

RELATIONS: Mapping[str, Sentence] = {
    "one_unit": say("同一单位"),
    "several_units": say("不同单位"),
    "unknown": say("单位不详"),
}

VERDICTS: Mapping[Verdict, Sentence] = {
    Verdict.OPEN: say("待认定"),
    Verdict.NOTHING: say("不成立"),
    Verdict.NOTE: say("提示"),
    Verdict.PENALTY: say("扣分"),
    Verdict.DISQUALIFIED: say("取消资格"),
}

# what a verdict does, for the person who is about to give it
EFFECTS: Mapping[Verdict, Sentence] = {
    Verdict.OPEN: say("不影响任何作品；原有认定的影响随之撤销。"),
    Verdict.NOTHING: say("认为不构成雷同，不影响任何作品。"),
    Verdict.NOTE: say("记录在案、提醒单位，不影响评分。"),
    Verdict.PENALTY: say("勾选的作品在最终得分中减去所填分数，最低减到 0 分。"),
    Verdict.DISQUALIFIED: say("勾选的作品不再分配评委、不参加排名和遴选；已有的评分保留。"),
}

TONES: Mapping[Verdict, str] = {
    Verdict.OPEN: "wait",
    Verdict.NOTHING: "quiet",
    Verdict.NOTE: "done",
    Verdict.PENALTY: "warn",
    Verdict.DISQUALIFIED: "bad",
}

# why a shared span counts for nothing
REASONS: Mapping[str, Sentence] = {
    "official": say("征文通知及附件原文"),
    "formula": say("多家单位共用的套语"),
    "common": say("许多作品都有的语句"),
    "quotation": say("注明出处的引文"),
}

# signs that rarely come from ordinary typing
DISGUISES: Mapping[str, Sentence] = {
    "zero_width": say("正文中夹有 %(count)s 个零宽字符（看不见，但会打断文字比对）。"),
    "bidi": say("正文中夹有 %(count)s 个改变文字方向的控制字符（看不见）。"),
    "traditional": say("正文中有 %(count)s 个繁体字或异体字。"),
    "radical": say("正文中有 %(count)s 个用部首字符代替的汉字。"),
    "homoglyph": say("正文中有 %(count)s 个用形近字符代替的文字。"),
    "pinyin": say("正文中有 %(count)s 处在汉字后加注拼音。"),
}

MANY = 10  # below it a habit is not worth a line
HABITS: Mapping[str, Sentence] = {
    "width": say("全角字母或数字 %(count)s 个"),
    "spacing": say("字间空格 %(count)s 处"),
    "punctuation": say("不常见的标点 %(count)s 个"),
}


OUTCOMES: Mapping[AppealOutcome, Sentence] = {
    AppealOutcome.UPHELD: say("维持原认定"),
    AppealOutcome.CHANGED: say("改变认定"),
}

UPHOLD = say("维持")
UPHOLD_EFFECT = say("原来的结果、适用作品和扣分都不变。")


def disguises(signs: Sequence[Sequence[Any]]) -> list[Sentence]:
    """Folding signs a reader should look at, the invisible ones first; rows [kind, count, places]."""
    counts = {row[0]: row[1] for row in signs}
    return [Sentence(s.msgid, {"count": counts[kind]}) for kind, s in DISGUISES.items() if kind in counts]


def habits(signs: Sequence[Sequence[Any]]) -> list[Sentence]:
    """Folding signs that ordinary typing leaves too: named where they are many, and they prove nothing."""
    counts = {row[0]: row[1] for row in signs if row[1] >= MANY}
    return [Sentence(s.msgid, {"count": counts[kind]}) for kind, s in HABITS.items() if kind in counts]


def overlap_line(pairing: Pairing, comparison: Comparison) -> Sentence:
    """What the two texts share, in one sentence."""
    return say(
        "相同的文字占较短一篇的 %(share)s%%，共 %(count)s 个连续片段，按自然段编为 %(parts)s 段；"
        "最长的片段 %(longest)s 字；片段之内%(edits)s%(order)s。",
        share=round(100 * pairing.share),
        count=len(pairing.passages),
        parts=comparison.parts,
        longest=pairing.longest,
        edits=say("有 %(count)s 处改动", count=comparison.edits) if comparison.edits else say("一字未改"),
        order=say("，先后次序有调换") if pairing.reordered else "",
    )


def first_received(case: SimilarityCase, members: Mapping[int, MemberView]) -> Sentence:
    """Who came first, as far as the receipts tell."""
    source = next((m for m in case.members if m.likely_source), None)
    if any(held.likely_source for held in case.library):
        return say("出自资料库文本")
    composed = str(case.facts.get("composed") or "")
    if source is not None:
        return say("%(number)s 号最先收到", number=members[source.entry_id].entry.number)
    if composed:
        return say("%(number)s 号由其他几篇拼接", number=members[int(composed)].entry.number)
    return say("同时收到，先后不明")


def effect_lines(case: SimilarityCase, members: Mapping[int, MemberView]) -> list[Sentence]:
    """What the verdicts (this one and others) make of each entry, in order of receipt."""
    ids = {m.entry_id for m in case.members}
    return [_effect(view) for entry_id, view in members.items() if entry_id in ids]


def _effect(view: MemberView) -> Sentence:
    number = view.entry.number
    if view.entry.paper_id is None:
        return say("%(number)s 号：尚未生成匿名稿。", number=number)
    if view.excluded and view.entry.state == "withdrawn":
        return say("%(number)s 号：作品已撤回，不参加评审。", number=number)
    if view.excluded:
        return say("%(number)s 号：已取消资格，不参加排名和遴选。", number=number)
    if view.penalty_points:
        return say("%(number)s 号：最终得分减 %(points)s 分。", number=number, points=view.penalty_points)
    return say("%(number)s 号：正常参评，不扣分。", number=number)


def hearing_state(member: CaseMember) -> tuple[Sentence, str] | None:
    """How far the hearing of one work is, with the tone of its badge; None where nobody was asked."""
    hearing = member.hearing
    if hearing is None:
        return None
    if hearing.outcome is not None:
        return say("申诉已答复：%(outcome)s", outcome=OUTCOMES[hearing.outcome]), "done"
    if hearing.appealed_at is not None:
        return say("申诉待答复"), "warn"
    if hearing.replied_at is not None:
        return say("单位已说明"), "done"
    return (say("已请单位说明"), "wait") if hearing.asked_at is not None else None


def own_state(case: SimilarityCase, member: CaseMember) -> tuple[Sentence, str]:
    """The same for the unit: what it may do, or what was decided on its work."""
    hearing = member.hearing
    if hearing is not None and hearing.outcome is not None:
        return say("申诉已答复：%(outcome)s", outcome=OUTCOMES[hearing.outcome]), "done"
    if hearing is not None and hearing.appealed_at is not None:
        return say("已申诉，等待答复"), "wait"
    if case.verdict != Verdict.OPEN:
        return own_verdict(case, member), "bad" if member.affected else "quiet"
    if hearing is not None and hearing.replied_at is not None:
        return say("已说明，等待认定"), "quiet"
    asked = hearing is not None and hearing.asked_at is not None
    return (say("请作说明"), "wait") if asked else (say("等待认定"), "quiet")


def own_verdict(case: SimilarityCase, member: CaseMember) -> Sentence:
    """The verdict as far as it concerns this work; what became of the others is not told."""
    if member.affected and case.verdict == Verdict.PENALTY:
        return say("扣 %(points)s 分", points=case.penalty_points)
    if member.affected:
        return VERDICTS[case.verdict]
    return VERDICTS[Verdict.NOTE] if case.verdict == Verdict.NOTE else say("这篇作品不受处理")


def history_line(event: AuditEvent, numbers: Mapping[int, int]) -> Sentence:
    """One act on the case, in words; `numbers`: entry id → receipt number."""
    facts = event.facts
    verb = event.verb.rpartition(".")[2]
    if verb == "decided":
        return _ruling_line(facts, numbers)
    if verb == "asked":
        entries = _numbered(facts["entries"], numbers)
        question = facts["question"] or say("请说明情况。")
        return say("就%(entries)s征求单位说明：%(question)s", entries=entries, question=question)
    if verb == "replied":
        return say(
            "%(entry)s的单位说明：%(words)s", entry=_numbered([facts["entry"]], numbers), words=facts["reply"]
        )
    if verb == "appealed":
        return say(
            "%(entry)s的单位申诉：%(words)s",
            entry=_numbered([facts["entry"]], numbers),
            words=facts["appeal"],
        )
    outcomes = [
        say("%(number)s 号%(outcome)s", number=numbers.get(int(e), "—"), outcome=OUTCOMES[AppealOutcome(o)])
        for e, o in sorted(facts["outcomes"].items())
    ]
    said = reduce(lambda one, more: say("%(one)s、%(more)s", one=one, more=more), outcomes)
    return say("答复申诉（%(outcome)s）：%(answer)s", outcome=said, answer=facts["answer"])


def _ruling_line(facts: Mapping[str, Any], numbers: Mapping[int, int]) -> Sentence:
    points = say(" %(points)s 分", points=facts["penalty_points"]) if facts["penalty_points"] else ""
    affected = (
        say("（%(entries)s）", entries=_numbered(facts["affected"], numbers)) if facts["affected"] else ""
    )
    return say(
        "%(before)s → %(verdict)s%(points)s%(affected)s。%(reason)s",
        before=VERDICTS[Verdict(facts["before"])],
        verdict=VERDICTS[Verdict(facts["verdict"])],
        points=points,
        affected=affected,
        reason=facts["reason"],
    )


def _numbered(entries: Sequence[int], numbers: Mapping[int, int]) -> Sentence:
    return say("%(numbers)s 号", numbers=[numbers.get(e, "—") for e in entries])
