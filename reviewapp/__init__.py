"""荐文 Jianwen: essay contests from notice to publication.

Folders are the stages of a contest; a stage has the same files everywhere::

    views.py    HTTP only: parse, open a transaction, call one action, redirect or render
    forms.py    request → an action's frozen input, or field errors
    actions.py  the verbs: authorize, change, record, never commit
    compute.py  only where something is calculated: load → scoring → store, as a `runs.Task`
    queries.py  all SELECTs and their row types, scoped to the actor (more than fit: <thing>_queries.py)
    rules.py    (actor, object, *, now) → Denial | None; pure

Order of imports: views → forms → compute → actions → queries | rules; stages in the order of STAGES,
later may import earlier, never the reverse.  Below them: web → audit, jobs, runs, storage, documents,
spreadsheets → access → models → db → errors → words.  Only `web`, `cli` and a stage's views and forms
know flask.  `judging` and `standings` never reach models.entry, models.people, submissions, assignment:
blindness is an import rule, and tests/blindness proves it on bytes.

Glossary (the code says the left word and no synonym)
    contest 征文活动 · level 层级 · round 评审轮次 · division 组别 · obligation 报送任务
    region 地区 · unit 单位 · recommender 推荐单位 (a unit that recommends, in its category 类别)
    entry 作品 (with author and unit) · paper 匿名稿 (its anonymous text, with a code) · seal 密封 (the link)
    mention 身份信息 · rubric 评分标准 · criterion 维度 · band 档次 · judge 评委 · clerk 编号员 · leader 组长
    assignment 分配 · plan 分配方案 · conflict 回避 · score sheet 评分表 · mark 分 · reading 评阅 (one judge's marks)
    adjudication 仲裁 · severity 宽严度 · similarity case 雷同案例 · passage 片段 · standing 名次
    quota 名额 · selection 入选 · recommendation 推荐 · publication 公示/通报 · appeal 异议 · run 运算
    library text 资料库文本 (past winner 往届获奖, model essay 范文, official text 公用文本; of the installation)
    borderline reading 加读 (one more reading of a work near the line)
    annotation 批注 (a highlighted span with a note) · phrase 常用评语 (a judge's own, to use again)
    anchor 样卷 (an essay with agreed marks) · trial sheet 试评 (a judge's marks for it, before the papers)
    repeat 隐性重评 (the same judge again, unknowingly) · common paper 共评作品 (`Paper.common`: every judge who may
    reads it) · picture 插图 (of a paper, drawn anew by us)
    rehearsal 预演 (the set-up simulated before the contest runs)
    Added to the design's list: rehearsal, library text, recommender (a unit *as* a recommending body of one
    contest), category, reading (a submitted score sheet seen as data), intake batch 来件批次.

Words on screens are Chinese message ids (the default language can then never be missing), English is the
catalogue in translations/; below the web edge, sentences are `words.Sentence` values.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

# the order of work, of the menu and of the URLs
STAGES = (
    "accounts",
    "contests",
    "submissions",
    "library",
    "similarity",
    "assignment",
    "judging",
    "standings",
    "quality",
    "selection",
    "borderline",
    "rehearsal",
    "recommendation",
    "publication",
)


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The application: settings → database → jobs → edge → stages → command line.

    `config` overrides settings by name (see config.Settings).  Nothing here opens a connection or
    computes, so that `flask --help` is instant.
    """
    from reviewapp import cli, edge
    from reviewapp.config import load_settings

    app = edge.new_app(load_settings(config))
    edge.register_stages(app, STAGES)
    cli.register(app)
    return app
