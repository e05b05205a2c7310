"""The audit log and the computations in words: a sentence for each verb and outcome.  Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from reviewapp.contests.methods import NAMES as METHODS
from reviewapp.contests.stages import NAMES
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run, RunState
from reviewapp.words import Sentence, say

PLACES = re.compile(r"%\((\w+)\)s")


@dataclass(frozen=True, slots=True)
class Line:
    """One event as the log shows it.

    `entry_id`, `run_id`, `reading_id` when the event is about one; `entry` then is (round, receipt number),
    `reading` (judge's alias, paper's code).
    """

    seq: int
    at: datetime
    who: str
    verb: str
    sentence: Sentence
    hash: str
    entry_id: int | None = None
    run_id: int | None = None
    reading_id: int | None = None
    entry: tuple[int, int] | None = None
    reading: tuple[str, str] | None = None


AREAS: dict[str, Sentence] = {
    "accounts": say("账号"),
    "contests": say("设置"),
    "submissions": say("来稿与匿名"),
    "library": say("资料库"),
    "similarity": say("查重"),
    "assignment": say("分配"),
    "judging": say("评审"),
    "standings": say("合分"),
    "quality": say("评阅质量"),
    "selection": say("遴选"),
    "borderline": say("加读"),
    "rehearsal": say("预演"),
    "recommendation": say("推荐"),
    "publication": say("公示"),
}

VERBS: dict[str, Sentence] = {
    "accounts.signed_in": say("登录"),
    "accounts.failed_login": say("登录失败"),
    "accounts.refused_locked": say("账号锁定期间尝试登录"),
    "accounts.created": say("建立账号 %(username)s"),
    "accounts.granted": say("授予角色：%(role)s"),
    "accounts.revoked": say("收回角色：%(role)s"),
    "accounts.password_changed": say("修改密码"),
    "accounts.opened": say("启用账号"),
    "accounts.closed": say("停用账号"),
    "contests.created": say("新建征文活动“%(title)s”"),
    "contests.edited": say("修改征文活动的基本信息"),
    "contests.review_edited": say("修改评审设置"),
    "contests.method_chosen": say("计分办法由“%(before)s”定为“%(after)s”。%(reason)s"),
    "contests.timetable_set": say("修改时间安排"),
    "contests.obligations_set": say("修改报送任务，共 %(count)s 项"),
    "contests.names_set": say("修改层级、组别或类别：%(names)s"),
    "contests.round_added": say("建立下一轮“%(title)s”"),
    "contests.stage_moved": say("由“%(before)s”转到“%(after)s”阶段。%(reason)s"),
    "contests.region_saved": say("登记地区“%(name)s”"),
    "contests.unit_saved": say("登记单位“%(name)s”"),
    "contests.recommender_saved": say("登记推荐单位“%(name)s”"),
    "contests.recommender_removed": say("删除推荐单位“%(name)s”"),
    "contests.judge_saved": say("登记评委 %(alias)s"),
    "contests.rubric_edited": say("修改评分标准，总分 %(full_marks)s 分"),
    "contests.quotas_set": say("修改名额"),
    "contests.run_cancelled": say("停止一次运算"),
    "submissions.imported": say("收件：收下作品 %(numbers)s，拒收 %(refused)s 件"),
    "submissions.withdrawn": say("撤回作品。理由：%(reason)s"),
    "submissions.sealing_requested": say("开始匿名处理"),
    "submissions.sealed": say("匿名处理完成，待核对"),
    "submissions.redactions_kept": say("暂存匿名核对：遮盖 %(masked)s 处"),
    "submissions.redactions_confirmed_together": say("一并核对匿名。理由：%(reason)s"),
    "submissions.redactions_confirmed": say("核对匿名：遮盖 %(masked)s 处，保留 %(rejected)s 处"),
    "library.added": say("收入资料库"),
    "library.round_added": say("把 %(count)s 篇入选作品收入资料库"),
    "library.corrected": say("更正资料库文本的说明"),
    "library.met": say("新来稿中有 %(count)s 篇与资料库或先到的作品有重合，待查看"),
    "library.removed": say("从资料库移出一篇文本。理由：%(reason)s"),
    "similarity.requested": say("开始文字比对"),
    "similarity.scanned": say("文字比对完成，发现 %(cases)s 例"),
    "similarity.rewording_requested": say("开始查找改写线索"),
    "similarity.rewording_searched": say("查找改写线索完成，列出 %(pairs)s 对供参考"),
    "similarity.decided": say("认定雷同案例 %(number)s：%(verdict)s。理由：%(reason)s"),
    "similarity.asked": say("就雷同案例 %(number)s 征求单位说明"),
    "similarity.replied": say("就雷同案例 %(number)s 作说明：%(reply)s"),
    "similarity.appealed": say("就雷同案例 %(number)s 申诉：%(appeal)s"),
    "similarity.appeal_answered": say("答复雷同案例 %(number)s 的申诉：%(answer)s"),
    "similarity.seal_opened": say("启封：按合分名次排列雷同案例，先查高分"),
    "assignment.conflict_declared": say("登记回避。理由：%(reason)s"),
    "assignment.conflict_removed": say("取消回避。原理由：%(reason)s"),
    "assignment.plan_requested": say("开始拟定分配方案"),
    "assignment.planned": say("拟定分配方案，共 %(readings)s 次评阅"),
    "assignment.discarded": say("放弃分配方案"),
    "assignment.common_papers_chosen": say("选定共评作品，现有 %(count)s 篇"),
    "assignment.adjudication_requested": say("开始检查分差"),
    "assignment.applied": say("采用分配方案：新增 %(added)s 次评阅，取消 %(cancelled)s 次"),
    "assignment.adjudicated": say("检查分差，需要的加评已经安排"),
    "judging.saved": say("保存评分草稿（第 %(version)s 稿）"),
    "judging.submitted": say("提交评分表（第 %(version)s 稿）"),
    "judging.imported": say("从表格导入评分（第 %(version)s 稿）"),
    "judging.taken_back": say("撤回刚提交的评分表"),
    "judging.reopened": say("退回评分表。理由：%(reason)s"),
    "judging.recused": say("申请回避一篇作品。理由：%(reason)s"),
    "judging.skipped": say("调整评阅顺序"),
    "judging.revisit": say("标记或取消要回看"),
    "judging.anchor_added": say("添加样卷“%(title)s”"),
    "judging.anchor_edited": say("修改样卷“%(title)s”"),
    "judging.anchor_moved": say("调整样卷“%(title)s”的次序"),
    "judging.anchor_removed": say("删除样卷“%(title)s”"),
    "judging.trial_submitted": say("提交一篇试评"),
    "judging.trial_excused": say("免去 %(alias)s 的试评。理由：%(reason)s"),
    "judging.flagged": say("标记一篇作品：%(flag)s"),
    "judging.annotated": say("在一篇作品上批注"),
    "judging.annotation_removed": say("去掉一处批注"),
    "judging.phrase_kept": say("保存一条常用评语"),
    "judging.phrase_used": say("使用一条常用评语"),
    "judging.phrase_dropped": say("删去一条常用评语"),
    "quality.requested": say("开始统计评阅质量"),
    "quality.computed": say("统计评阅质量完成：%(judges)s 位评委，%(readings)s 次评阅"),
    "standings.requested": say("开始合分"),
    "standings.computed": say("合分完成，共 %(papers)s 篇"),
    "standings.frozen": say("冻结合分结果"),
    "selection.seal_opened": say("启封并开始遴选"),
    "selection.genres_set": say("修改体裁名额"),
    "selection.previewed": say("启封并预览改动：%(what)s"),
    "selection.computed": say("遴选试算完成：%(entries)s 篇中选出 %(selected)s 篇"),
    "selection.confirmed": say("确认入选名单"),
    "borderline.requested": say("开始加读临界作品，最多 %(budget)s 次"),
    "borderline.added": say("加读临界作品 %(readings)s 次"),
    "borderline.withdrawn": say("撤回未开始的加读 %(readings)s 次"),
    "rehearsal.requested": say("开始预演：每篇 %(readings)s 次评阅，%(judges)s 位评委，种子 %(seed)s"),
    "rehearsal.done": say("预演完成：%(papers)s 篇作品，%(runs)s 次"),
    "recommendation.drafted": say("生成推荐名单，共 %(works)s 篇"),
    "recommendation.reordered": say("调整推荐顺序。理由：%(reason)s"),
    "recommendation.submitted": say("报送推荐名单，共 %(works)s 篇"),
    "recommendation.returned": say("退回推荐名单。理由：%(reason)s"),
    "publication.published": say("发布公示，共 %(works)s 篇"),
    "publication.taken_down": say("撤下公示。理由：%(reason)s"),
    "publication.released": say("向各单位公布结果"),
}

FACT_WORDS: dict[str, dict[str, Sentence]] = {
    "before": {named.value: name for table in (NAMES, METHODS) for named, name in table.items()},
    "after": {named.value: name for table in (NAMES, METHODS) for named, name in table.items()},
    "verdict": {
        "open": say("待认定"),
        "nothing": say("不成立"),
        "note": say("提示"),
        "penalty": say("扣分"),
        "disqualified": say("取消资格"),
    },
    "role": {
        "admin": say("系统管理员"),
        "organizer": say("主办单位"),
        "clerk": say("编号员"),
        "leader": say("评审组长"),
        "judge": say("评委"),
        "unit": say("单位联络员"),
    },
    "what": {
        "quotas": say("名额"),
        "method": say("计分办法"),
        "weights": say("维度权重"),
        "genres": say("体裁名额"),
        "verdict": say("雷同认定"),
    },
    "flag": {
        "": say("取消标记"),
        "off_topic": say("离题"),
        "blank": say("空白或残缺"),
        "identity": say("露出作者身份"),
        "copied": say("疑似抄袭"),
        "garbled": say("文字乱码"),
    },
}

RUN_NAMES: dict[str, Sentence] = {
    "sealing": say("匿名处理"),
    "similarity": say("文字比对"),
    "rewording": say("查找改写线索"),
    "plan": say("拟定分配方案"),
    "adjudication": say("检查分差"),
    "quality": say("评阅质量"),
    "standings": say("合分"),
    "selection": say("遴选"),
    "preview": say("预览改动"),
    "borderline": say("加读临界作品"),
    "rehearsal": say("预演"),
}

# what a computation is doing just now
PHASES: dict[str, Sentence] = {
    "load": say("读取数据"),
    "read": say("整理文字"),
    "index": say("建立索引"),
    "words": say("切分词语"),
    "compare": say("逐篇比对"),
    "group": say("归并案例"),
    "store": say("保存结果"),
}

# where a computation's result is looked at
RUN_PAGES = {
    "sealing": "submissions.desk",
    "similarity": "similarity.cases",
    "rewording": "similarity.cases",
    "plan": "assignment.plans",
    "adjudication": "judging.progress",
    "standings": "standings.table",
    "quality": "quality.panel",
    "selection": "selection.result",
    "preview": "selection.preview",
    "borderline": "borderline.page",
    "rehearsal": "rehearsal.page",
}
RUNS_WITH_HISTORY = ("plan", "standings", "selection", "rehearsal")  # their pages show an earlier run by ?run=

OUTCOMES: dict[RunState, Sentence] = {
    RunState.QUEUED: say("正在排队，很快开始。"),
    RunState.RUNNING: say("正在运算。可以离开本页，运算会继续。"),
    RunState.DONE: say("已完成，结果已经保存。"),
    RunState.FAILED: say("没有完成，未保存任何结果。"),
    RunState.CANCELLED: say("已按要求停止，未保存任何结果。"),
}


def outcome_of(run: Run) -> Sentence:
    """How the computation stands or ended; the recorded sentence when it failed."""
    if run.error:
        return Sentence.from_json(run.error)
    return OUTCOMES[run.state]


def elapsed(run: Run, now: datetime) -> Sentence | None:
    """How long the computation has taken since a worker first took it; None before that."""
    if run.started_at is None:
        return None
    minutes, seconds = divmod(max(int(((run.finished_at or now) - run.started_at).total_seconds()), 0), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return say("%(hours)s 小时 %(minutes)s 分", hours=hours, minutes=minutes)
    if minutes:
        return say("%(minutes)s 分 %(seconds)s 秒", minutes=minutes, seconds=seconds)
    return say("%(seconds)s 秒", seconds=seconds)


def folded(lines: Sequence[Line], limit: int) -> list[tuple[Line, int]]:
    """Runs of the same act by the same person as one line with its count; at most `limit` lines."""
    groups = [list(group) for _, group in groupby(lines, lambda line: (line.who, line.verb))]
    return [(group[0], len(group)) for group in groups[:limit]]


def line_of(event: AuditEvent) -> Line:
    """The event as a readable line; a verb without a sentence is shown as it is written."""
    kind, _, number = event.subject.partition(":")
    row_id = int(number) if number.isdigit() else None
    return Line(
        event.seq,
        event.at,
        event.actor_name,
        event.verb,
        sentence_of(event.verb, event.facts, event.subject),
        event.hash,
        row_id if kind == "entry" else None,
        row_id if kind == "run" else None,
        row_id if kind == "assignment" else None,
    )


def sentence_of(verb: str, facts: Mapping[str, object], subject: str = "") -> Sentence:
    """The sentence of a verb with the event's facts; a fact that was not recorded reads as a dash."""
    known = VERBS.get(verb)
    if known is None:
        return say("%(verb)s（%(subject)s）", verb=verb, subject=subject)
    wanted = PLACES.findall(known.msgid)
    return replace(known, facts={name: _word(name, facts.get(name)) for name in wanted})


def _word(name: str, value: object) -> object:
    if isinstance(value, str) and value in FACT_WORDS.get(name, {}):
        return FACT_WORDS[name][value]
    if isinstance(value, list):
        return value or say("无")
    return "—" if value is None else value
