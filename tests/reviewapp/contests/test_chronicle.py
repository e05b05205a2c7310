"""Every verb that is recorded anywhere has its sentence, and every sentence is spoken with its facts."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

from reviewapp.contests import chronicle
from reviewapp.contests.chronicle import AREAS, RUN_NAMES, RUN_PAGES, VERBS
from reviewapp.models.log import AuditEvent
from reviewapp.models.result import Run, RunState
from reviewapp.worker import TASKS
from tests.conftest import NOW

ROOT = Path(__file__).resolve().parents[3] / "reviewapp"


def recorded_verbs() -> set[str]:
    """Strings of the form stage.verb_done in every call of `record` (or a wrapper that ends in record)."""
    found: set[str] = set()
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("record"):
                texts = (c.value for a in node.args for c in ast.walk(a) if isinstance(c, ast.Constant))
                found |= {
                    t for t in texts if isinstance(t, str) and t.partition(".")[0] in AREAS and "." in t
                }
    return found


def event(verb: str, **facts: object) -> AuditEvent:
    return AuditEvent(
        chain=1,
        seq=4,
        at=NOW,
        actor_name="柳静",
        verb=verb,
        subject="entry:12",
        facts=facts,
        previous="",
        hash="ab",
    )


def test_every_recorded_verb_has_a_sentence() -> None:
    verbs = recorded_verbs()
    assert len(verbs) > 40  # the walk finds them at all
    assert verbs - set(VERBS) == set()


def test_every_kind_of_computation_has_name_and_page() -> None:
    assert set(RUN_NAMES) == set(RUN_PAGES) == set(TASKS)


def test_line_speaks_with_the_facts() -> None:
    line = chronicle.line_of(
        event("contests.stage_moved", before="setup", after="submission", reason="通知已发")
    )
    assert str(line.sentence) == "由“筹备”转到“征集”阶段。通知已发"
    assert (line.entry_id, line.run_id, line.reading_id) == (12, None, None)


def test_fact_that_was_not_recorded_reads_as_a_dash() -> None:
    assert str(chronicle.line_of(event("submissions.withdrawn")).sentence) == "撤回作品。理由：—"


def test_unknown_verb_is_shown_as_written() -> None:
    assert str(chronicle.line_of(event("future.happened")).sentence) == "future.happened（entry:12）"


def test_percent_sign_in_a_reason_does_not_break_the_page() -> None:
    assert "占 50%" in str(chronicle.line_of(event("submissions.withdrawn", reason="占 50%")).sentence)


def test_every_sentence_can_be_spoken_without_facts() -> None:
    assert all(str(chronicle.sentence_of(verb, {})) for verb in VERBS)


def test_same_act_again_and_again_is_one_line() -> None:
    one = chronicle.line_of(event("judging.submitted", version=1))
    other = replace(one, who="邬静澜")
    folded = chronicle.folded([one, one, other, one], limit=2)
    assert [(line.who, count) for line, count in folded] == [("柳静", 2), ("邬静澜", 1)]


def test_outcome_of_a_failed_computation_is_its_recorded_sentence() -> None:
    failed = Run(state=RunState.FAILED, error={"msgid": "缺 %(count)s 篇。", "facts": {"count": 3}})
    assert str(chronicle.outcome_of(failed)) == "缺 3 篇。"
    assert str(chronicle.outcome_of(Run(state=RunState.CANCELLED))) == "已按要求停止，未保存任何结果。"
