"""The import contracts of pyproject.toml hold, and each kind is seen to break on a copy that violates it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.house import ROOT


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-c",
        "from importlinter.cli import lint_imports_command as c; c()",
        "--no-cache",
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_import_contracts_hold() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout


VIOLATIONS = [
    ("scoring/errors.py", "import sqlalchemy", "scoring is a pure core"),
    ("scoring/text/redact.py", "import scoring.similarity.scan", "the rooms of scoring are independent"),
    ("reviewapp/judging/rules.py", "import reviewapp.judging.actions", "inside a stage"),
    (
        "reviewapp/accounts/rules.py",
        "import reviewapp.contests.stages",
        "a later stage may import an earlier one",
    ),
    ("reviewapp/accounts/actions.py", "import flask", "verbs know no web"),
    ("reviewapp/judging/queries.py", "import reviewapp.models.entry", "blindness"),
    # through a third module: the contract follows the chain
    ("reviewapp/contests/stages.py", "import reviewapp.models.people", "blindness"),
]


@pytest.mark.parametrize(("module", "line", "contract"), VIOLATIONS)
def test_import_contract_breaks_when_violated(tmp_path: Path, module: str, line: str, contract: str) -> None:
    for name in ("reviewapp", "scoring"):
        shutil.copytree(
            ROOT / name,
            tmp_path / name,
            ignore=shutil.ignore_patterns("static", "translations", "__pycache__"),
        )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    broken = tmp_path / module
    broken.write_text(broken.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    result = lint(tmp_path)
    assert result.returncode != 0
    said = next(s for s in result.stdout.splitlines() if s.startswith(contract))
    assert "BROKEN" in said
