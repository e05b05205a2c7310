"""Who may do what in judging: every role, in every stage, each verb."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from reviewapp.access import Actor, Grant
from reviewapp.errors import Denial
from reviewapp.judging import rules
from reviewapp.models.account import Role
from reviewapp.models.contest import Round, Stage
from reviewapp.models.judging import Anchor, Assignment, AssignmentState, ScoreSheet

NOW = datetime(2026, 7, 10, 4, 0, tzinfo=UTC)
CONTEST, JUDGE = 1, 7

ROLES = {
    "admin": Actor(user_id=1, grants=frozenset({Grant(Role.ADMIN)})),
    "organizer": Actor(user_id=2, grants=frozenset({Grant(Role.ORGANIZER, CONTEST)})),
    "other organizer": Actor(user_id=3, grants=frozenset({Grant(Role.ORGANIZER, 2)})),
    "clerk": Actor(user_id=4, grants=frozenset({Grant(Role.CLERK, CONTEST)})),
    "leader": Actor(
        user_id=5, grants=frozenset({Grant(Role.LEADER, CONTEST)}), judge_ids=frozenset({(CONTEST, 9)})
    ),
    "judge1": Actor(
        user_id=6, grants=frozenset({Grant(Role.JUDGE, CONTEST)}), judge_ids=frozenset({(CONTEST, JUDGE)})
    ),
    "judge2": Actor(
        user_id=7, grants=frozenset({Grant(Role.JUDGE, CONTEST)}), judge_ids=frozenset({(CONTEST, 8)})
    ),
    "bureau1": Actor(user_id=8, grants=frozenset({Grant(Role.UNIT, CONTEST, 3)})),
    "hospital1": Actor(user_id=9, grants=frozenset({Grant(Role.UNIT, CONTEST, 4)})),
    "anonymous": Actor.anonymous(),
}
J, S = Stage.JUDGING, Stage.SELECTION
OF_THE_ROUND = (
    "watch_progress",
    "see_private_notes",
    "import_marks",
    "read_anchors",
    "edit_anchors",
    "excuse_from_trial",
)
JUDGES = ("judge1", "judge2", "leader")
UNTIL_JUDGED = {Stage.SETUP, Stage.SUBMISSION, Stage.SEALING, J}
# verb: (state of the sheet, {role: stages in which it is allowed}); whatever is not named is refused
ALLOWED: dict[str, tuple[AssignmentState, dict[str, set[Stage]]]] = {
    "read": (AssignmentState.OPEN, {"judge1": {J, S}}),
    "mark": (AssignmentState.OPEN, {"judge1": {J}}),
    "recuse": (AssignmentState.OPEN, {"judge1": {J}}),
    "revisit": (AssignmentState.SUBMITTED, {"judge1": {J}}),
    "read_anchors": (AssignmentState.OPEN, {name: {J, S} for name in JUDGES}),
    "try_anchor": (AssignmentState.OPEN, {name: {J} for name in JUDGES}),
    "edit_anchors": (AssignmentState.OPEN, {"organizer": UNTIL_JUDGED}),
    "excuse_from_trial": (AssignmentState.OPEN, {"organizer": UNTIL_JUDGED}),
    "take_back": (AssignmentState.SUBMITTED, {"judge1": {J}}),
    "reopen_sheet": (AssignmentState.SUBMITTED, {"organizer": {J}, "leader": {J}}),
    "watch_progress": (AssignmentState.OPEN, {"organizer": set(Stage), "leader": set(Stage)}),
    "see_private_notes": (AssignmentState.SUBMITTED, {"leader": set(Stage)}),
    "see_remarks": (AssignmentState.OPEN, {}),
    "import_marks": (AssignmentState.OPEN, {"organizer": {J}}),
}


def make_round(stage: Stage) -> Round:
    return Round(id=1, contest_id=CONTEST, stage=stage, judging_until=NOW + timedelta(days=1))


def make_assignment(state: AssignmentState, submitted: datetime | None = None) -> Assignment:
    assignment = Assignment(id=5, round_id=1, judge_id=JUDGE, paper_id=1, state=state)
    assignment.sheet = (
        ScoreSheet(submitted_at=submitted or NOW) if state == AssignmentState.SUBMITTED else None
    )
    return assignment


def answer(verb: str, actor: Actor, state: AssignmentState, stage: Stage, **when: Any) -> Denial | None:
    round_ = make_round(stage)
    subject: tuple[Any, ...] = (make_assignment(state), round_)
    if verb in OF_THE_ROUND:
        subject = (round_,)
    elif verb == "try_anchor":
        subject = (round_, Anchor(round_id=round_.id, trial=True))
    denial: Denial | None = getattr(rules, verb)(actor, *subject, now=when.get("now", NOW))
    return denial


@pytest.mark.parametrize("verb", ALLOWED)
@pytest.mark.parametrize("role", ROLES)
def test_role_may_do_verb_in_exactly_these_stages(verb, role):
    state, allowed = ALLOWED[verb]
    open_in = {stage for stage in Stage if answer(verb, ROLES[role], state, stage) is None}
    assert open_in == allowed.get(role, set())


@pytest.mark.parametrize("verb", ["read", "mark", "recuse", "revisit", "take_back"])
@pytest.mark.parametrize("role", sorted(set(ROLES) - {"judge1"}))
def test_paper_of_another_looks_as_if_it_did_not_exist(verb, role):
    for stage in Stage:
        denial = answer(verb, ROLES[role], ALLOWED[verb][0], stage)
        assert denial == rules.NOT_YOURS


@pytest.mark.parametrize(
    ("state", "allowed"),
    [
        (AssignmentState.OPEN, {"read", "mark", "revisit", "recuse"}),
        (AssignmentState.SUBMITTED, {"read", "take_back", "revisit"}),
        (AssignmentState.RECUSED, set()),
        (AssignmentState.CANCELLED, set()),
    ],
)
def test_state_of_the_sheet_decides_what_its_judge_may_do(state, allowed):
    verbs = ("read", "mark", "recuse", "revisit", "take_back")
    assert {v for v in verbs if answer(v, ROLES["judge1"], state, J) is None} == allowed


def test_recused_paper_says_so_and_a_cancelled_one_is_gone():
    recused = answer("read", ROLES["judge1"], AssignmentState.RECUSED, J)
    assert recused is not None
    assert recused.closed
    assert answer("read", ROLES["judge1"], AssignmentState.CANCELLED, J) == rules.NOT_YOURS


def test_marks_close_at_the_deadline_to_the_second():
    until = make_round(J).judging_until
    actor = ROLES["judge1"]
    for verb, state in (("mark", AssignmentState.OPEN), ("import_marks", AssignmentState.OPEN)):
        actor = ROLES["judge1" if verb == "mark" else "organizer"]
        assert answer(verb, actor, state, J, now=until) is None
        late = answer(verb, actor, state, J, now=until + timedelta(seconds=1))
        assert late is not None
        assert late.closed


def test_submission_is_taken_back_within_a_minute_only():
    actor, round_ = ROLES["judge1"], make_round(J)
    assignment = make_assignment(AssignmentState.SUBMITTED, submitted=NOW)
    assert rules.take_back(actor, assignment, round_, now=NOW + timedelta(seconds=60)) is None
    assert rules.take_back(actor, assignment, round_, now=NOW + timedelta(seconds=61)) is not None


def test_submission_cannot_be_taken_back_after_the_deadline_although_a_minute_has_not_passed():
    round_ = make_round(J)
    assert round_.judging_until is not None
    assignment = make_assignment(AssignmentState.SUBMITTED, submitted=round_.judging_until)
    late = round_.judging_until + timedelta(seconds=5)
    assert rules.take_back(ROLES["judge1"], assignment, round_, now=late) is not None


def test_open_sheet_cannot_be_reopened():
    denial = answer("reopen_sheet", ROLES["organizer"], AssignmentState.OPEN, J)
    assert denial is not None
    assert denial.closed


def test_trial_comes_before_the_first_paper_only_where_it_is_due():
    round_, judge = make_round(J), ROLES["judge1"]
    assert rules.begin(judge, round_, False, now=NOW) is None
    denial = rules.begin(judge, round_, True, now=NOW)
    assert denial is not None
    assert denial.closed
    elsewhere = Anchor(round_id=2, trial=True)
    for foreign in (elsewhere, Anchor(round_id=1, trial=False)):
        assert rules.try_anchor(judge, round_, foreign, now=NOW) == rules.NOT_YOURS
