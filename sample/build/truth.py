"""What is true of the sample: copying cases with copied paragraphs, official phrases, identity mentions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sample import CaseTruth, CopiedSpan
from sample.build.filing import Filed
from sample.build.planting import PlantedCase

# Set phrases, quotations and oaths that several unrelated authors use: overlap that is not copying.
OFFICIAL_PHRASES = (
    "大力弘扬社会主义核心价值体系，培育和践行医疗卫生职业精神",
    "为推进社会主义核心价值体系建设，弘扬医疗卫生职业精神，促进医疗卫生行业作风建设",
    "凡大医治病，必当安神定志，无欲无求，先发大慈恻隐之心，誓愿普救含灵之苦",
    "健康所系，性命相托",
    "助健康之完美，维护医术的圣洁和荣誉",
    "终身纯洁，忠贞职守",
    "服务好、质量好、医德好、群众满意",
    "“三好一满意”活动",
    "有时去治愈，常常去帮助，总是去安慰",
    "德不近佛者不可以为医，才不近仙者不可以为医",
    "对工作的极端的负责任",
    "毫不利己专门利人",
    "一个高尚的人，一个纯粹的人，一个有道德的人，一个脱离了低级趣味的人，一个有益于人民的人",
    "防病治病，救死扶伤",
    "救死扶伤，防病治病，全心全意为人民健康服务",
    "以病人为中心，以提高医疗服务质量为主题",
    "急病人之所急，想病人之所想",
    "一切为了病人，为了病人的一切，为了一切病人",
    "三分治疗，七分护理",
    "正确的世界观、人生观、价值观",
    "基本公共卫生服务",
)


def _spans(copy: Filed, filed: Mapping[str, Filed]) -> Iterable[CopiedSpan]:
    for i, line in enumerate(copy.lines):
        if line.origin is None:
            continue
        source = filed[line.origin.key]
        j = next(n for n, each in enumerate(source.lines) if each.role == "body") + line.origin.paragraph
        start, source_start = copy.start_of(i), source.start_of(j)
        source_end = source_start + len(source.lines[j].text)
        yield CopiedSpan(
            copy.essay.key, start, start + len(line.text), line.origin.key, source_start, source_end
        )  # fmt: skip


def case_truth(case: PlantedCase, filed: Mapping[str, Filed]) -> CaseTruth:
    """The truth of a planted case, positions counted in the texts as filed."""
    copies = tuple(essay.key for essay in case.copies)
    spans = tuple(span for key in copies for span in _spans(filed[key], filed))
    return CaseTruth(case.key, case.kind, (*copies, *case.sources), case.sources, spans, case.residues)


def truth_document(cases: Iterable[PlantedCase], filed: Mapping[str, Filed]) -> dict[str, Any]:
    """The content of truth.json."""
    mentions = [asdict(mention) for each in filed.values() for mention in each.mentions()]
    return {
        "cases": [asdict(case_truth(case, filed)) for case in cases],
        "official_phrases": list(OFFICIAL_PHRASES),
        "mentions": mentions,
    }
