"""What a rehearsal says of its figures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reviewapp.rehearsal import sentences
from reviewapp.words import Sentence

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def outcome(**given: Any) -> dict[str, Any]:
    usual = {
        "readings": 3, "more_judges": 0, "borderline": 0.0, "total": 300, "right": {"mean": 0.6, "error": 0.01},
        "gain": None, "loss": {"mean": 1.75, "error": 0.1}, "load": 30, "days": 2, "days_late": 3, "failed": 0.0,
        "blocker": None,
    }  # fmt: skip
    return usual | given


def said(sentence: Sentence) -> str:
    return sentence.speak(str)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "每篇 3 次评阅"),
        ({"more_judges": 4}, "增加 4 位评委"),
        ({"borderline": 0.1}, "另加 10% 的评阅，放在入选线附近"),
    ],
)
def test_scenario_is_named_by_what_it_changes(given: dict[str, Any], words: str) -> None:
    assert said(sentences.scenario(outcome(**given))) == words


@pytest.mark.parametrize(
    ("gain", "words"),
    [
        (None, "现在的设置"),
        ({"mean": 0.05, "error": 0.01}, "多选对 5.0 个百分点（±1.0）"),
        ({"mean": -0.05, "error": 0.01}, "少选对 5.0 个百分点（±1.0）"),
        ({"mean": 0.05, "error": 0.03}, "看不出差别"),
        ({"mean": 0.0, "error": 0.0}, "看不出差别"),
    ],
)
def test_difference_is_only_said_when_it_can_be_told(gain: dict[str, float] | None, words: str) -> None:
    assert said(sentences.effect(outcome(gain=gain))) == words


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"total": 400, "days": 3}, "多 100 次评阅，多 1 天"),
        ({"total": 200, "days": 1}, "少 100 次评阅，少 1 天"),
        ({}, "评阅次数不变，天数不变"),
    ],
)
def test_cost_is_readings_and_days(given: dict[str, Any], words: str) -> None:
    assert said(sentences.cost(outcome(**given), outcome())) == words


def test_findings_say_days_timetable_and_choices() -> None:
    inputs = {"pace": 15, "drop_outs": 5}
    found = sentences.findings({"outcomes": [outcome()]}, inputs, NOW + timedelta(days=2), NOW)
    assert [said(s) for s in found] == [
        "最忙的评委要读 30 篇，每天 15 篇，需要 2 天。",
        "有 5% 的评委退出时，十次里有九次 3 天之内能评完。",
        "时间安排里从征集截止到评审截止只有 2 天，不够。",
        "真正该入选的作品，每 100 篇预计能选上 60 篇（±1.0）。",
        "入选作品的真实水平，平均比理想名单低 1.8 分（满分 100）。",
    ]


def test_findings_without_a_plan_say_why() -> None:
    blocker = Sentence("评委不够。", {}).to_json()
    none = outcome(right=None, days=None, load=None, blocker=blocker)
    found = sentences.findings({"outcomes": [none]}, {"drop_outs": 5}, None, None)
    assert [said(s) for s in found] == ["按现在的设置排不出分配方案。", "评委不够。"]
    gone = sentences.findings({"outcomes": [none | {"blocker": None}]}, {"drop_outs": 5}, None, None)
    assert "剩下的评委每次都不够用" in said(gone[1])


def test_everything_selected_is_said_so() -> None:
    sure = outcome(right={"mean": 1.0, "error": 0.0}, failed=0.25)
    found = sentences.findings({"outcomes": [sure]}, {"pace": 15, "drop_outs": 0}, None, None)
    assert [said(s) for s in found][1:] == [
        "25% 的预演中，退出之后剩下的评委不够用。",
        "名额不少于作品数，全部入选，没有选错的可能。",
    ]
