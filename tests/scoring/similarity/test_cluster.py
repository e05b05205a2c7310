"""A Dask cluster for real: scheduler and workers as processes of their own, over TCP on loopback."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from scoring.cli import main
from scoring.similarity import scan

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 120  # seconds until a test of a slow machine gives up
SMALL_BLOCK = 1500  # characters: so many blocks of few texts that all workers have much to do
BEGIN = (
    "import sys; from scoring.cli import main; from scoring.similarity import scan\n"
    f"scan.BLOCK_CHARACTERS = {SMALL_BLOCK}; sys.exit(main(sys.argv[1:]))"
)


@dataclass
class Cluster:
    """A scheduler and its workers; ``folder`` holds their logs."""

    folder: Path
    address: str = ""
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, module: str, *arguments: str, program: Path | None = ROOT) -> subprocess.Popen[bytes]:
        """A process of Dask that can import the program in ``program``."""
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
        if program is not None:
            environment["PYTHONPATH"] = str(program)
        with (self.folder / f"{module}{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", f"distributed.cli.{module}", *arguments, "--no-dashboard"],
                cwd=self.folder, env=environment, stdout=log, stderr=log,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def worker(self, program: Path | None = ROOT) -> subprocess.Popen[bytes]:
        """One more worker, when it has joined."""
        log = self.folder / f"dask_worker{len(self.processes)}.log"
        process = self.start("dask_worker", self.address, "--nthreads", "1", "--no-nanny", program=program)
        until(lambda: "Registered to" in log.read_text(encoding="utf-8"))
        return process


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.005)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler and two workers."""
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    where = found.folder / "scheduler.json"
    try:
        found.start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(where))
        until(lambda: where.exists() and where.stat().st_size)  # it is there before it is written
        found.address = json.loads(where.read_text(encoding="utf-8"))["address"]
        found.worker()
        found.worker()
        yield found
    finally:
        for process in found.processes:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def contest(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], bytes]:
    """Arguments of a scan of 60 essays, some copied, and what it writes in one process."""
    folder = tmp_path_factory.mktemp("contest")
    rng = random.Random(7)
    texts = ["".join(chr(rng.randrange(0x4E00, 0x9000)) for _ in range(1500)) for _ in range(60)]
    for copy in range(5, 60, 10):
        texts[copy] = texts[copy][:500] + texts[copy - 5][200:700]
    rows = [json.dumps({"id": str(number), "text": text}) for number, text in enumerate(texts)]
    (folder / "docs.jsonl").write_text("\n".join(rows), encoding="utf-8")
    arguments = ["similarity", "--docs", str(folder / "docs.jsonl")]
    alone = folder / "alone.jsonl"
    assert main([*arguments, "--out", str(alone)]) == 0
    assert alone.read_bytes().count(b"\n") == 6
    return arguments, alone.read_bytes()


def on_cluster(cluster: Cluster, arguments: list[str], folder: Path) -> list[str]:
    """Arguments of a scan on the cluster; it writes pairs.jsonl and keeps its pieces in work."""
    out, work = str(folder / "pairs.jsonl"), str(folder / "work")
    return [*arguments, "--dask", cluster.address, "--out", out, "--workspace", work]


def test_a_cluster_writes_the_same_bytes_as_one_process(
    cluster: Cluster, contest: tuple[list[str], bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "BLOCK_CHARACTERS", SMALL_BLOCK)
    assert main(on_cluster(cluster, contest[0], tmp_path)) == 0
    assert (tmp_path / "pairs.jsonl").read_bytes() == contest[1]


def test_a_worker_killed_in_the_middle_does_not_stop_the_scan(
    cluster: Cluster, contest: tuple[list[str], bytes], tmp_path: Path
) -> None:
    victim = cluster.worker()
    running = subprocess.Popen(
        [sys.executable, "-c", BEGIN, *on_cluster(cluster, contest[0], tmp_path)],
        cwd=ROOT, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    until(lambda: any((tmp_path / "work").glob("block*.pickle")))
    victim.send_signal(signal.SIGSTOP)  # it keeps what it was given, so the others cannot finish the stage
    blocks = -1
    while blocks != (blocks := len(list((tmp_path / "work").glob("block*.pickle")))):
        time.sleep(1)
    assert not (tmp_path / "work" / "counts.pickle").exists(), (
        "the stage was over before the worker was stopped"
    )
    victim.kill()
    assert running.communicate(timeout=PATIENCE)[1] == ""
    assert running.returncode == 0
    assert (tmp_path / "pairs.jsonl").read_bytes() == contest[1]


@pytest.mark.parametrize(
    ("program", "reason"), [("other", "runs another version"), (None, "cannot import the program")]
)
def test_a_worker_without_the_same_program_is_refused(
    cluster: Cluster,
    contest: tuple[list[str], bytes],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    program: str | None,
    reason: str,
) -> None:
    if program:
        shutil.copytree(ROOT / "scoring", tmp_path / program / "scoring")
        with (tmp_path / program / "scoring" / "similarity" / "grams.py").open(
            "a", encoding="utf-8"
        ) as source:
            source.write("\nCHANGED = True\n")
    stranger = cluster.worker(tmp_path / program if program else None)
    try:
        assert main(on_cluster(cluster, contest[0], tmp_path)) == 1
        assert reason in capsys.readouterr().err
        assert not (tmp_path / "pairs.jsonl").exists()
    finally:
        stranger.kill()
        stranger.wait()
