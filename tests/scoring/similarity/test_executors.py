"""One process, several, one of them killed, a scan broken off and resumed: the same result to the byte."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from scoring.errors import InvalidProblem
from scoring.similarity import executors, index
from scoring.similarity import scan as engine
from scoring.similarity.executors import InProcess, Processes
from scoring.similarity.scan import Document, Scan, Settings, scan
from scoring.similarity.tasks import Task
from tests.scoring.similarity.pool_tasks import die, die_once, note, refuse

Write = Callable[..., str]
OFFICIAL = "大力弘扬医疗卫生职业精神，展示广大医务工作者的良好形象，推进行业作风建设。"


class Cancelled(Exception):
    """Raised by the caller's progress."""


class Wounded(Processes):
    """Kills the process of the first task of a kind, once."""

    def __init__(self, width: int, kind: str) -> None:
        super().__init__(width)
        self.kind = kind

    def run(self, task: Task, folder: Path, numbers: range) -> Iterator[int]:
        wounded = partial(die_once, task) if task.__name__ == self.kind else task
        return super().run(wounded, folder, numbers)


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of some texts and parts of some hundred fingerprints."""
    monkeypatch.setattr(engine, "BLOCK_CHARACTERS", 2000)
    monkeypatch.setattr(index, "PART_FINGERPRINTS", 1000)


@pytest.fixture
def documents(write: Write) -> list[Document]:
    texts = [write(number, 3) + OFFICIAL + write(100 + number, 2) for number in range(16)]
    texts += [write(3, 3) + write(500, 2), write(103, 2) + "\n" + write(5, 3), "", "山", texts[2]]
    return [Document(f"E{number:02}", text, f"U{number % 7}") for number, text in enumerate(texts)]


def compare(documents: list[Document], **options: object) -> Scan:
    return scan(documents, official=[OFFICIAL], **options)  # type: ignore[arg-type]


def pieces(folder: Path) -> dict[str, int]:
    """Finished pieces and when they were written."""
    kinds = ("block", "lists", "postings", "found")
    return {path.name: path.stat().st_mtime_ns for path in folder.iterdir() if path.name.startswith(kinds)}


@pytest.mark.usefixtures("small_pieces")
def test_processes_even_killed_ones_give_the_same_bytes(documents: list[Document], tmp_path: Path) -> None:
    alone = compare(documents, executor=InProcess(), workspace=tmp_path / "alone")
    assert len(alone.cases) == 2
    assert len(list((tmp_path / "alone").glob("found*"))) >= 4
    assert len(list((tmp_path / "alone").glob("postings*.pickle"))) >= 4
    wounded = Wounded(2, "find")
    killed = compare(documents, executor=wounded, workspace=tmp_path / "killed")
    assert {path.name for path in (tmp_path / "killed").glob("killed-*")} == {"killed-find"}
    several = compare(documents, executor=Processes(2))
    assert pickle.dumps(alone) == pickle.dumps(killed) == pickle.dumps(several)
    assert repr(alone) == repr(killed) == repr(several)


def test_a_pool_does_every_task_once_in_other_processes_and_hands_on_errors(tmp_path: Path) -> None:
    with Processes(2) as running:
        assert sorted(running.run(note, tmp_path, range(7))) == list(range(7))
        assert list(running.run(note, tmp_path, range(0))) == []
        with pytest.raises(ValueError, match="piece 0"):
            list(running.run(refuse, tmp_path, range(1)))
    owners = {(tmp_path / str(number)).read_text() for number in range(7)}
    assert str(os.getpid()) not in owners
    assert 1 <= len(owners) <= 2


def test_the_error_of_a_task_reaches_the_caller_of_one_process(tmp_path: Path) -> None:
    with InProcess() as running, pytest.raises(ValueError, match="piece 0"):
        list(running.run(refuse, tmp_path, range(2)))


def test_a_task_that_always_kills_its_process_is_given_up(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(executors, "MOST_LOSSES", 1)
    with Processes(1) as running, pytest.raises(BrokenProcessPool):
        list(running.run(die, tmp_path, range(2)))


@pytest.mark.usefixtures("small_pieces")
@pytest.mark.parametrize("stop", [1, 20, 45, 58, 75, 90])
def test_a_scan_broken_off_goes_on_where_it_was(documents: list[Document], tmp_path: Path, stop: int) -> None:
    def cancel(done: int, total: int) -> None:
        if done * 100 >= stop * total:
            raise Cancelled

    with pytest.raises(Cancelled):
        compare(documents, workspace=tmp_path, progress=cancel)
    before = pieces(tmp_path)
    resumed = compare(documents, workspace=tmp_path)
    after = pieces(tmp_path)
    assert before
    assert len(after) > len(before)
    assert {name: after[name] for name in before} == before
    assert pickle.dumps(resumed) == pickle.dumps(compare(documents))


@pytest.mark.usefixtures("small_pieces")
def test_a_finished_scan_is_answered_from_its_pieces(documents: list[Document], tmp_path: Path) -> None:
    first = compare(documents, workspace=tmp_path / "deep" / "folder")
    before = pieces(tmp_path / "deep" / "folder")
    again = compare(documents[::-1], workspace=tmp_path / "deep" / "folder")
    assert pickle.dumps(again) == pickle.dumps(first)
    assert pieces(tmp_path / "deep" / "folder") == before


@pytest.mark.usefixtures("small_pieces")
def test_pieces_serve_another_order_of_receipt(documents: list[Document], tmp_path: Path) -> None:
    turned = [replace(one, received=len(documents) - at) for at, one in enumerate(documents)]
    compare(documents, workspace=tmp_path)
    before = pieces(tmp_path)
    assert compare(turned, workspace=tmp_path) == compare(turned)
    assert pieces(tmp_path) == before


@pytest.mark.parametrize(
    "other",
    [
        {"documents": [Document("A", "山"), Document("B", "水水")]},
        {"documents": [Document("A", "山"), Document("C", "水")]},
        {"documents": [Document("A", "山", "U"), Document("B", "水")]},
        {"documents": [Document("A", "山")]},
        {"documents": [Document("A", "山")], "library": [Document("B", "水")]},
        {"official": ["山水"]},
        {"settings": Settings(least_evidence=46)},
    ],
)
def test_a_workspace_of_another_input_is_refused(tmp_path: Path, other: dict[str, object]) -> None:
    given: dict[str, object] = {"documents": [Document("A", "山"), Document("B", "水")]}
    scan(**given, workspace=tmp_path)  # type: ignore[arg-type]
    with pytest.raises(InvalidProblem, match="workspace"):
        scan(**(given | other), workspace=tmp_path)  # type: ignore[arg-type]


def test_official_texts_are_not_taken_for_library_texts(tmp_path: Path) -> None:
    scan([Document("A", "山")], library=[Document("x", "y", "z")], workspace=tmp_path)
    with pytest.raises(InvalidProblem, match="workspace"):
        scan([Document("A", "山")], official=["x", "y", "z"], workspace=tmp_path)


def test_nothing_is_left_behind_without_a_workspace(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    scan([Document("A", "山")])
    with pytest.raises(InvalidProblem):
        scan([Document("A", "山"), Document("A", "山")])
    assert list(tmp_path.iterdir()) == []
