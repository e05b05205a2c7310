"""The house rules hold, and each of them is seen to fail on code that breaks it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.architecture import house

Walk = Callable[[str], list[str]]
STAGE_FILES = "reviewapp/*/{}.py"
PUBLIC_VIEWS = {
    ("accounts", "login"),
    ("accounts", "logout"),
    ("publication", "current"),
    ("publication", "notice"),
}


def faults(
    walk: Walk, pattern: str, allowed: frozenset[str] | set[str] = frozenset()
) -> dict[str, list[str]]:
    found = {
        house.relative(p): walk(p.read_text(encoding="utf-8"))
        for p in house.modules(pattern)
        if house.relative(p) not in allowed
    }
    return {name: problems for name, problems in found.items() if problems}


def test_actions_authorize_first_and_record() -> None:
    assert faults(house.action_faults, STAGE_FILES.format("actions")) == {}


def test_rules_are_pure_and_documented() -> None:
    assert faults(house.rule_faults, STAGE_FILES.format("rules")) == {}


@pytest.mark.parametrize("name", ["actions", "rules", "*queries"])
def test_verbs_are_told_the_time(name: str) -> None:
    assert faults(house.clock_faults, STAGE_FILES.format(name)) == {}


def test_transactions_end_only_in_db() -> None:
    assert faults(house.commit_faults, "reviewapp/**/*.py", house.COMMIT_ALLOWED) == {}


def test_selects_are_built_only_in_queries() -> None:
    queries = {house.relative(p) for p in house.modules("reviewapp/*/*queries.py")}
    assert faults(house.select_faults, "reviewapp/**/*.py", queries | house.SELECT_ALLOWED) == {}


@pytest.mark.parametrize("pattern", ["reviewapp/**/*.py", "scoring/**/*.py"])
def test_files_and_functions_are_small(pattern: str) -> None:
    assert faults(house.size_faults, pattern) == {}


@pytest.mark.parametrize(
    "pattern", ["reviewapp/**/*.py", "scoring/**/*.py", "sample/**/*.py", "tests/**/*.py"]
)
def test_modules_say_what_they_are_for(pattern: str) -> None:
    assert faults(house.module_docstring_faults, pattern) == {}


def test_every_route_is_guarded() -> None:
    open_views = {
        (path.split("/")[1], view)
        for path, views in faults(house.guard_faults, "reviewapp/*/*.py").items()
        for view in views
    }
    assert open_views == PUBLIC_VIEWS


def test_sentences_are_literals() -> None:
    assert faults(house.sentence_faults, "reviewapp/**/*.py") == {}


def test_templates_use_what_they_import() -> None:
    assert faults(house.import_faults, "templates/**/*.html") == {}


BROKEN = [
    (
        house.action_faults,
        "def mark(session, actor, x, *, now):\n    x.a = 1\n    record(session)",
        "authorize",
    ),
    (house.action_faults, "def mark(session, actor, x, *, now):\n    authorize(None)", "recorded"),
    (
        house.action_faults,
        "def mark(session, actor, x, now):\n    authorize(None)\n    record(session)",
        "keyword",
    ),
    (house.rule_faults, 'def mark(actor, x, *, now) -> bool:\n    "doc"', "Denial"),
    (house.commit_faults, "session.commit()", "commit"),
    (house.select_faults, "session.scalars(select(Entry))", "select"),
    (house.clock_faults, "t = datetime.now(UTC)", "datetime.now"),
    (house.size_faults, "def f():\n" + "    a = 1\n" * 60, "61 lines"),
    (house.size_faults, "a = 1\n" * 400, "400 lines"),
    (house.module_docstring_faults, "a = 1", "docstring"),
    (house.guard_faults, "@bp.route('/x')\ndef page():\n    return ''", "page"),
    (house.guard_faults, "@bp.route('/publication')\ndef page():\n    return ''", "page"),
    (house.sentence_faults, 'text = "好。"\nsay(text, n=1)', "say(text"),
    (house.import_faults, '{% from "a.html" import td, row as line %}{{ td() }} {{ row }}', "line"),
]


@pytest.mark.parametrize(("walk", "source", "said"), BROKEN)
def test_house_rule_fails_when_violated(walk: Walk, source: str, said: str) -> None:
    assert any(said in fault for fault in walk(source)), walk(source)
