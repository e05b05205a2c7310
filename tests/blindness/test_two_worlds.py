"""Two databases that differ in one hidden fact: every byte a judge can fetch must be equal.

Hidden facts: who wrote a work and where it came from; what another judge gave; how many others read it, or why; a
verdict on copying, and what the units said to it.  In every stage of the contest the judge follows every route
of the application with every value that could stand in its address, and saves once: status, headers, redirects
and bodies are compared.  The same again in a contest that shows its judges which anonymous texts are alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from sqlalchemy.orm import Session, selectinload

import sample
from reviewapp import create_app
from reviewapp.models.contest import Round, ScoreMethod, Stage
from reviewapp.models.entry import EntryFile
from reviewapp.models.judging import Assignment, AssignmentKind, AssignmentState, ScoreSheet
from reviewapp.models.result import Run, RunState, Selection, Standing
from reviewapp.models.similarity import CaseHearing, CaseMember, Passage, SimilarityCase, Verdict
from reviewapp.runs import pack
from tests import factories
from tests.conftest import AUDIT_KEY, NOW

Hide = Callable[[Session, factories.World], None]
Fetched = dict[str, tuple[int, tuple[tuple[str, str], ...], bytes]]
CODES = ("AAAAA", "BBBBB", "CCCCC", "NOONE")
VALUES: dict[str, tuple[Any, ...]] = {
    "round_id": (1,),
    "code": CODES,
    "number": (1, 99),
    "slug": ("nothing-here",),
    "name": ("light",),
    "verb": ("skip",),
}
ANY_ID = (1, 99)
# random by design, and carrying nothing
NOISE = (re.compile(rb'name="csrf_token"[^>]*value="[^"]+"'), re.compile(rb'"X-CSRFToken": "[^"]+"'))
# pages of results, those that lead there, and those of the units themselves
NEAR_RESULTS = re.compile(
    r"^/$|/(standings|selection|recommendation|publication|runs|notices|mine|settings/quotas)"
)
NOISE_HEADERS = {"set-cookie", "x-request-id", "date"}


def hide_author(session: Session, world: factories.World) -> None:
    """Another author, unit, phone, file name, time and digest; the anonymous text is the same."""
    for entry in world.entries:
        entry.authors[0].name, entry.authors[0].phone = "乌日娜", "13900007777"
        entry.unit_id, entry.department = world.hospitals[1].id, "蒙医科"
        entry.submitted_at += timedelta(days=3)
        entry.sha256 = entry.sha256[::-1]
        entry.text = entry.text.replace("医生", "护士")
        session.add(
            EntryFile(
                entry_id=entry.id, sha256=entry.sha256, size=4321, filename="乌日娜.docx", format="docx"
            )
        )


def other_sheet(session: Session) -> ScoreSheet:
    return session.query(ScoreSheet).options(selectinload(ScoreSheet.marks)).one()


def hide_marks(session: Session, world: factories.World) -> None:
    """The other judge was strict instead of generous."""
    for mark in other_sheet(session).marks:
        mark.steps = 3


def hide_readings(session: Session, world: factories.World) -> None:
    """A third judge reads the paper too."""
    third = factories.make_assignment(session, world, world.papers[0], world.judges[3])
    factories.submit_marks(session, world, third, (40, 30, 30))


def hide_borderline(session: Session, world: factories.World) -> None:
    """The judge reads one of the papers because it is near the line of selection."""
    mine = session.query(Assignment).filter_by(judge_id=world.judges[0].id, paper_id=world.papers[1].id).one()
    mine.kind = AssignmentKind.BORDERLINE


def hide_verdict(session: Session, world: factories.World) -> None:
    """The organizer took points off the work for copying."""
    case = add_case(session, world)
    case.verdict, case.penalty_points, case.reason = Verdict.PENALTY, 10, "套用"
    for member in case.members:
        member.affected = True
    world.papers[0].penalty_points = 10


def hide_results(session: Session, world: factories.World) -> None:
    """Scores, ranks and a selection are there, made another way; nothing of it was released."""
    world.round.score_method = ScoreMethod.MEAN
    kept = {"inputs": pack({"readings": []}), "output": pack({"rows": [], "methods": {"mean": 1}})}
    done = {"round_id": world.round.id, "state": RunState.DONE, "frozen": True, "created_at": NOW, **kept}
    standings = Run(kind="standings", params={"method": "mean"}, **done)
    session.add(standings)
    session.flush()
    choice = Run(kind="selection", params={"standings_run": standings.id}, **done)
    session.add_all([choice, Run(kind="preview", params={"what": "method", "about": None}, **done)])
    session.flush()
    for place, (entry, paper) in enumerate(zip(world.entries, world.papers, strict=True), 1):
        scores = dict.fromkeys(("mean", "adjusted", "low", "high", "strictness", "final"), 90.0 - place)
        session.add(
            Standing(run_id=standings.id, paper_id=paper.id, readings=2, part=1, rank=place, **scores)
        )
        session.add(
            Selection(
                run_id=choice.id, entry_id=entry.id, selected=place == 1, position=place, group_rank=place,
                code="above_line", facts={"score": 90.0 - place, "probability": 0.5},
            )
        )  # fmt: skip


def show_overlaps(session: Session, world: factories.World) -> None:
    """The contest lets judges see that two of their papers are alike; nobody has decided on it yet."""
    world.round.judges_see_overlaps = True
    texts = sample.load().texts
    for entry, paper, key in zip(world.entries, world.papers, ("P01", "A20", "B20"), strict=True):
        entry.text = f"{entry.title}\n{texts[key]}"
        paper.text = entry.text.replace("医生", "▇▇")
    add_case(session, world)


def add_case(session: Session, world: factories.World) -> SimilarityCase:
    run = Run(round_id=world.round.id, kind="similarity", created_at=factories.OPENED)
    session.add(run)
    session.flush()
    case = SimilarityCase(
        round_id=world.round.id, run_id=run.id, number=1, members_key="1-2", kind="copy", score=300.0
    )
    case.members = [CaseMember(entry_id=e.id) for e in world.entries[:2]]
    one, other = world.entries[:2]
    case.passages = [
        Passage(
            a_entry_id=one.id,
            b_entry_id=other.id,
            a_start=10,
            a_end=300,
            b_start=10,
            b_end=300,
            reason="copied",
        )
    ]
    session.add(case)
    session.flush()
    return case


def hide_ruling(session: Session, world: factories.World) -> None:
    """Who came first, how much is shared, what was decided, asked, said and answered."""
    case = session.query(SimilarityCase).options(selectinload(SimilarityCase.members)).one()
    case.kind, case.score = "ring", 999.0
    case.verdict, case.penalty_points, case.reason, case.told = Verdict.PENALTY, 10, "套用", "未注明出处"
    for member in case.members:
        member.affected = member.likely_source = True
        member.raw = member.net = member.largest = 0.9
        member.official, member.signs = [[0, 40, "formula"]], [["zero_width", 3, [[2, 3]]]]
        session.add(
            CaseHearing(
                member_id=member.id,
                asked_at=NOW,
                replied_at=NOW,
                reply="确系原创",
                appealed_at=NOW,
                appeal="不服",
            )
        )
    world.papers[0].penalty_points = 10


def hide_all_shown(session: Session, world: factories.World) -> None:
    """Every hidden fact at once, where overlaps are shown."""
    for hide in (hide_author, hide_marks, hide_readings, hide_ruling):
        hide(session, world)


def hide_all(session: Session, world: factories.World) -> None:
    """Every hidden fact at once."""
    for hide in (*FACTS, hide_results):
        hide(session, world)


FACTS = [hide_author, hide_marks, hide_readings, hide_borderline, hide_verdict]
# all facts in every stage, and each alone where the judge sees most, so that a leak has a name
COMPARISONS = [(hide_all, stage) for stage in Stage] + [(hide, Stage.JUDGING) for hide in FACTS]
SHOWN = [(hide_author, Stage.JUDGING), (hide_ruling, Stage.JUDGING)] + [
    (hide_all_shown, stage) for stage in (Stage.SEALING, Stage.JUDGING, Stage.SELECTION)
]


@pytest.fixture(scope="module")
def plain(
    tmp_path_factory: pytest.TempPathFactory, database_url_maker: Callable[[Path], str]
) -> Callable[..., Fetched]:
    """What the judge fetches when nothing was changed; once for each stage and setting."""

    @cache
    def fetch(stage: Stage, *settings: Hide) -> Fetched:
        folder = tmp_path_factory.mktemp("plain")
        with world_app(folder, database_url_maker(folder), stage, *settings) as app:
            return fetch_everything(app)

    return fetch


@pytest.mark.parametrize(("hide", "stage"), COMPARISONS)
def test_judge_cannot_tell_the_worlds_apart(
    hide: Callable[[Session, factories.World], None],
    stage: Stage,
    plain: Callable[..., Fetched],
    tmp_path: Path,
    database_url_maker: Callable[[Path], str],
) -> None:
    with world_app(tmp_path, database_url_maker(tmp_path), stage, hide) as app:
        changed = fetch_everything(app)
    assert changed.keys() == plain(stage).keys()
    for url, answer in plain(stage).items():
        assert answer == changed[url], url


@pytest.mark.parametrize(("hide", "stage"), SHOWN)
def test_judge_cannot_tell_the_worlds_apart_where_overlaps_are_shown(
    hide: Hide,
    stage: Stage,
    plain: Callable[..., Fetched],
    tmp_path: Path,
    database_url_maker: Callable[[Path], str],
) -> None:
    with world_app(tmp_path, database_url_maker(tmp_path), stage, show_overlaps, hide) as app:
        changed = fetch_everything(app)
    expected = plain(stage, show_overlaps)
    assert changed.keys() == expected.keys()
    for url, answer in expected.items():
        assert answer == changed[url], url


def test_overlaps_are_there_where_they_are_shown_and_only_there(plain: Callable[..., Fetched]) -> None:
    """The comparison is not empty, and the setting is what opens it."""
    address = "GET /judging/1/AAAAA/overlaps/1"
    status, _headers, body = plain(Stage.JUDGING, show_overlaps)[address]
    text = body.decode()
    assert status == 200
    assert text.count('class="passage-number"') > 4
    for hidden in ("一盏灯", "BBBBB", "王小满", "卫生局", "1 号", "待认定"):
        assert hidden not in text, hidden
    assert "overlaps/1" in plain(Stage.JUDGING, show_overlaps)["GET /judging/1/AAAAA"][2].decode()
    for stage, *settings in ((Stage.JUDGING,), (Stage.SEALING, show_overlaps)):
        assert plain(stage, *settings)[address][0] in (404, 409)
        assert b"overlaps/" not in plain(stage, *settings)["GET /judging/1/AAAAA"][2]


def test_units_and_strangers_learn_no_result_before_its_release(
    tmp_path: Path, database_url_maker: Callable[[Path], str]
) -> None:
    fetched = []
    for name, changes in (("plain", ()), ("changed", (hide_results,))):
        folder = tmp_path / name
        folder.mkdir()
        with world_app(folder, database_url_maker(folder), Stage.SELECTION, *changes) as app:
            who = {"unit": client_of(app, "bureau1"), "stranger": app.test_client()}
            urls = [url for url in addresses(app) if NEAR_RESULTS.search(url)]
            fetched.append({(n, url): answer_of(c.get(url)) for n, c in who.items() for url in urls})
    plain, changed = fetched
    assert plain.keys() == changed.keys()
    for place, answer in plain.items():
        assert answer == changed[place], place


def test_worlds_differ_for_the_organizer(tmp_path: Path, database_url_maker: Callable[[Path], str]) -> None:
    """The control: the same comparison sees the difference where it may be seen."""
    seen = []
    for name, change in (("plain", None), ("changed", hide_author)):
        folder = tmp_path / name
        folder.mkdir()
        with world_app(folder, database_url_maker(folder), Stage.JUDGING, *filter(None, [change])) as app:
            seen.append(client_of(app, "organizer").get("/rounds/1/entries").get_data(as_text=True))
    assert "王小满" in seen[0]
    assert "乌日娜" in seen[1]


def test_judge_reads_and_marks_in_these_worlds(
    tmp_path: Path, database_url_maker: Callable[[Path], str]
) -> None:
    """The comparison is not empty: the judge's own pages answer, and so does a save."""
    with world_app(tmp_path, database_url_maker(tmp_path), Stage.JUDGING) as app:
        fetched = fetch_everything(app)
    assert fetched["GET /judging"][0] == 200
    assert fetched["GET /judging/1/AAAAA"][0] == 200
    assert "走廊里只有脚步声" in fetched["GET /judging/1/AAAAA"][2].decode()
    assert fetched["GET /judging/1/CCCCC"][0] == 404
    foreign, unknown = fetched["GET /judging/1/CCCCC"][2], fetched["GET /judging/1/NOONE"][2]
    assert foreign.replace(b"CCCCC", b"NOONE") == unknown  # the address itself stands in the page's links
    assert fetched["POST /judging/1/AAAAA/save"][0] == 200


@contextmanager
def world_app(folder: Path, url: str, stage: Stage, *changes: Hide) -> Iterator[Flask]:
    """An application whose clock stands still, with judge1 reading two of three papers; then the changes."""
    app = create_app(
        {
            "instance": folder, "database_url": url, "jobs_immediate": True, "testing": True,
            "secret_key": "s" * 32, "audit_key": AUDIT_KEY, "argon2_cost": "low",
        }
    )  # fmt: skip
    app.config["WTF_CSRF_ENABLED"] = False
    app.before_request(stop_clock)
    database = app.extensions["jianwen"].database
    with database.transaction() as session:
        world = factories.make_world(session, stage)
        world.entries = [factories.make_entry(session, world, i % 2, title=f"一盏灯{i}") for i in range(3)]
        world.papers = [
            factories.make_paper(session, world, e, code=c)
            for e, c in zip(world.entries, CODES, strict=False)
        ]
        for paper in world.papers[:2]:
            factories.make_assignment(session, world, paper, world.judges[0])
        other = factories.make_assignment(session, world, world.papers[0], world.judges[1])
        factories.submit_marks(session, world, other, (38, 29, 28))
        assert other.state == AssignmentState.SUBMITTED
        for change in changes:
            change(session, world)
            session.flush()
        assert session.get_one(Round, 1).stage == stage
    yield app
    database.dispose()


def stop_clock() -> None:
    g.now = NOW


def client_of(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    assert (
        client.post("/login", data={"username": username, "password": factories.PASSWORD}).status_code == 302
    )
    return client


def fetch_everything(app: Flask) -> Fetched:
    """Every GET route with every value, then one save and the list again."""
    client = client_of(app, "judge1")
    fetched: Fetched = {}
    for url in addresses(app):
        fetched[f"GET {url}"] = answer_of(client.get(url))
    save = {"op_id": "operation-1", "base_version": 0, "marks": dict.fromkeys(["1", "2", "3"], "20")}
    fetched["POST /judging/1/AAAAA/save"] = answer_of(client.post("/judging/1/AAAAA/save", json=save))
    save |= {"op_id": "operation-2", "base_version": 1, "submit": True}
    fetched["POST submit"] = answer_of(client.post("/judging/1/AAAAA/save", json=save))
    fetched["POST foreign"] = answer_of(client.post("/judging/1/CCCCC/save", json=save))
    fetched["GET after"] = answer_of(client.get("/judging"))
    return fetched


def addresses(app: Flask) -> list[str]:
    found = set()
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        combinations: list[dict[str, Any]] = [{}]
        for argument in sorted(rule.arguments):
            values = VALUES.get(argument, ANY_ID)
            combinations = [{**c, argument: v} for c in combinations for v in values]
        with app.test_request_context():
            for values in combinations:
                found.add(app.url_map.bind("localhost").build(rule.endpoint, values))
    return sorted(found)


def answer_of(response: Any) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
    body = response.get_data()
    for noise in NOISE:
        body = noise.sub(b"", body)
    headers = [(k.lower(), v) for k, v in response.headers.items() if k.lower() not in NOISE_HEADERS]
    return response.status_code, tuple(sorted(headers)), body
