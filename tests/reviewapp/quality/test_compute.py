"""From rows to figures: the same as the core's, the careless judge stands out, the run can be done again."""

from __future__ import annotations

import json
import math
from datetime import timedelta
from fractions import Fraction

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from reviewapp import runs, worker
from reviewapp.db import Database
from reviewapp.errors import Forbidden, Invalid, StageClosed
from reviewapp.models.contest import Stage
from reviewapp.models.judging import ScoreSheet
from reviewapp.models.log import AuditEvent
from reviewapp.quality import actions, compute, queries, views
from scoring.aggregation import severity
from scoring.reliability.panel import panel_report
from scoring.tables import MarkTable
from tests import factories, results
from tests.conftest import NOW
from tests.reviewapp.quality.conftest import JUDGES, READINGS, figures, made_up


def test_figures_are_those_of_the_core_on_the_same_marks() -> None:
    inputs = made_up()
    rows = [(str(p), str(j), float(Fraction(total))) for p, j, total, _steps, _at in inputs["readings"]]
    papers, judges = ([str(row[0]) for row in inputs[name]] for name in ("papers", "judges"))
    table = MarkTable.from_readings(papers, judges, rows, 100)
    fit = severity.fit(table)
    panel = panel_report(table, fit, fit.adjusted, fit.se)
    assert panel is not None
    found = runs.unpack(figures())
    assert found["readings"] == READINGS
    assert [row["readings"] for row in found["judges"]] == [24] * len(JUDGES)
    assert [row["severity"] for row in found["judges"]] == pytest.approx(fit.severity.tolist(), abs=1e-5)
    assert found["panel"]["mean"]["relative"] == pytest.approx(panel.mean.relative, abs=1e-5)
    assert [sum(row["bars"]) for row in found["judges"]] == [24] * len(JUDGES)


def test_judge_who_marks_blindly_is_flagged_and_the_others_are_not() -> None:
    found = runs.unpack(figures())
    flags = {row["judge"]: {flag["code"] for flag in row["flags"]} for row in found["judges"]}
    assert "out_of_step" in flags[1]
    assert sum(bool(flags[one]) for one in JUDGES[1:]) <= 1
    assert found["probes"] > 30
    assert (found["false_alarm"], found["firm"]) == (0.01, 0.05)


def test_own_regions_are_compared_and_every_region_beside_them() -> None:
    lifts = runs.unpack(figures())["lifts"]
    assert lifts["own_region"]["tests"] == 1
    assert [row["judge"] for row in lifts["own_region"]["rows"]] == ["1"]
    assert lifts["own_unit"] == {"tests": 0, "rows": []}
    assert lifts["any_region"]["tests"] == 2 * len(JUDGES)
    assert all(0 <= row["p"] <= row["p_holm"] <= 1 for kind in lifts.values() for row in kind["rows"])


def test_order_of_readings_changes_nothing_and_no_figure_is_nan() -> None:
    inputs = made_up()
    inputs["readings"].reverse()
    found = compute.calculate(inputs, {}, 0, lambda done, total: None)
    assert runs.pack(found) == figures()
    json.dumps(found, allow_nan=False)


def test_bars_of_a_scale_that_begins_above_nothing_begin_there() -> None:
    inputs = made_up() | {"least": "75/2"}
    found = compute.calculate(inputs, {}, 0, lambda done, total: None)
    known = runs.unpack(figures())
    assert (found["least"], "least" in known) == (37.5, False)
    row = found["judges"][0]
    assert sum(row["bars"]) == 24
    drawn = views._bars(row, 37.5, 100)
    first = min(float(Fraction(total)) for _p, judge, total, *_rest in inputs["readings"] if judge == 1)
    assert float(drawn[0]["label"]) <= first < float(drawn[1]["label"])
    assert row["mean"] == known["judges"][0]["mean"]


def test_time_of_a_reading_is_the_gap_to_the_judges_previous_submission() -> None:
    at = [1000, 1300, 1301, 9000, None, 1600]
    readings = [[n, 7, "0", [], when] for n, when in enumerate(at)] + [[0, 8, "0", [], 1200]]
    found = compute.seconds_of(readings)
    # first: nothing before; +300; +1: keyed in; after a pause of two hours; never submitted; +299; another judge
    assert [None if math.isnan(s) else s for s in found] == [None, 300, None, None, None, 299, None]


def test_run_reads_the_rounds_marks_and_rebuilds_to_the_same_bytes(database: Database) -> None:
    world = results.judged(database, Stage.JUDGING)
    run_id = results.computed(database, world, actions.request_quality)
    with database.session() as session:
        output = runs.output_of(session, run_id)
        inputs = queries.inputs(session, world.round)
        recorded, rebuilt = runs.rebuild(session, worker.task_for("quality"), run_id)
        events = session.scalars(sa.select(AuditEvent.verb).where(AuditEvent.verb.like("quality.%"))).all()
    assert recorded == rebuilt
    assert "least" not in inputs
    assert sorted(events) == ["quality.computed", "quality.requested"]
    assert output["readings"] == len(inputs["readings"]) == 20
    assert {row[2] for row in inputs["papers"]} == {world.regions[0].id, world.regions[1].id, None}
    assert inputs["judges"][0] == [1, world.hospitals[0].region_id, world.hospitals[0].id]


def test_sheets_submitted_after_a_run_are_counted(database: Database) -> None:
    results.judged(database, Stage.JUDGING)
    with database.transaction() as session:
        assert (queries.submitted(session, 1), queries.submitted(session, 1, after=NOW)) == (20, 0)
        sheet = session.scalars(sa.select(ScoreSheet)).first()
        assert sheet is not None
        sheet.submitted_at = NOW + timedelta(seconds=1)
        session.flush()
        assert queries.submitted(session, 1, after=NOW) == 1


def test_round_without_marks_has_nothing_to_measure(session: Session, world: factories.World) -> None:
    world.round.stage = Stage.JUDGING
    inputs = queries.inputs(session, world.round)
    with pytest.raises(Invalid):
        compute.calculate(inputs, {}, 0, lambda done, total: None)
    world.round.rubric_id = None
    with pytest.raises(Invalid):
        queries.inputs(session, world.round)


def test_asking_and_storing_are_guarded(session: Session, world: factories.World) -> None:
    round_ = world.round
    round_.stage = Stage.JUDGING
    run = actions.request_quality(session, world.actors["organizer"], round_, now=NOW)
    for who in ("leader", "judge1", "clerk"):
        with pytest.raises(Forbidden):
            actions.request_quality(session, world.actors[who], round_, now=NOW)
    output = {"judges": [], "readings": 0}
    with pytest.raises(Forbidden):
        actions.store_quality(session, world.actors["organizer"], round_, run, output, now=NOW)
    round_.stage = Stage.SEALING
    with pytest.raises(StageClosed):
        actions.request_quality(session, world.actors["organizer"], round_, now=NOW)


def test_hidden_repeats_tell_how_steady_a_judge_is_and_change_nothing_else() -> None:
    plain = runs.unpack(figures())
    inputs = made_up()
    inputs["repeats"] = [[2, "60", "61"], [2, "70", "69"], [2, "80", "80"], [3, "20", "90"], [3, "90", "30"]]
    found = json.loads(json.dumps(compute.calculate(inputs, {}, 0, lambda done, total: None)))
    rows = {row["judge"]: row for row in found["judges"]}
    assert (rows[2]["repeats"], rows[2]["repeat_shift"]) == (3, 0.0)
    assert rows[2]["repeat_noise"] == pytest.approx(math.sqrt(2 / 6), abs=1e-5)
    flagged = {judge for judge, row in rows.items() if any(f["code"] == "inconsistent" for f in row["flags"])}
    assert flagged == {3}
    assert found["probes"] == plain["probes"] + 2
    pooled = found["repeats"]
    assert (pooled["pairs"], pooled["gap"]) == (5, pytest.approx(132 / 5))
    assert plain["repeats"] is None
    for row in (rows[2], *plain["judges"]):
        assert all(flag["code"] != "inconsistent" for flag in row["flags"])
    told = ("flags", "repeats", "repeat_noise", "repeat_shift")
    for row, before in zip(found["judges"], plain["judges"], strict=True):
        assert {k: v for k, v in row.items() if k not in told} == {
            k: v for k, v in before.items() if k not in told
        }
