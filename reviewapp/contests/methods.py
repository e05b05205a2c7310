"""The ways to make one score of a work's readings, in words: what each does, when it is right.  Pure.

In the order in which they are offered: the default first, what is only there to compare with last.
"""

from __future__ import annotations

from collections.abc import Mapping

from reviewapp.models.contest import ScoreMethod
from reviewapp.words import Sentence, say

FEWEST_TO_TRIM = 5  # readings: of three, dropping two leaves one, the least precise rule of all

NAMES: Mapping[ScoreMethod, Sentence] = {
    ScoreMethod.ADJUSTED: say("宽严校正分"),
    ScoreMethod.ROBUST: say("稳健模型分"),
    ScoreMethod.MEAN: say("平均分"),
    ScoreMethod.TRIMMED: say("去极平均分"),
    ScoreMethod.STANDARDISED: say("评委标准分"),
}

EXPLAINED: Mapping[ScoreMethod, Sentence] = {
    ScoreMethod.ADJUSTED: say(
        "默认。从几位评委共同评过的作品中估出每位评委平均偏严、偏宽多少分，先去掉，再取平均。"
        "评得少的评委校正得谨慎；各位评委宽严相当时，结果与平均分相同。每篇的校正可以用一句话向作者说明。"
    ),
    ScoreMethod.ROBUST: say(
        "除宽严以外，还看每位评委拉开多大分差、与其他评委是否一致；不一致的评委和个别离谱的分数分量较轻，"
        "但不删除任何分数。多数评委评阅 25 篇以上才有把握，合分时会检验它是否比宽严校正分更准。"
    ),
    ScoreMethod.MEAN: say("全部评阅的简单平均，人人会算。评委宽严不一时，遇到严评委的作品吃亏。"),
    ScoreMethod.TRIMMED: say(
        "去掉一个最高分和一个最低分，其余平均。每篇至少 %(readings)s 次评阅才能用：只有三次评阅时去掉两个，"
        "只剩中间一个分，误差比平均分还大。",
        readings=FEWEST_TO_TRIM,
    ),
    ScoreMethod.STANDARDISED: say("把每位评委的分数换算成相同的平均数和离散程度，再取平均。"),
}

CAUTIONS: Mapping[ScoreMethod, Sentence] = {
    ScoreMethod.STANDARDISED: say(
        "只宜对照，不宜作为最终得分：它假定每位评委分到的作品水平相同。评委评得不多，或者各人分到的作品"
        "本来就有高有低时，换算反而增大误差。"
    ),
}
