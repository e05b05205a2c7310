"""What has changed since a selection was made: the inputs it was made from beside those of now, in words.

Only what differs is told, and of how many works; a selection from which nothing differs is up to date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from reviewapp import runs
from reviewapp.contests.methods import NAMES
from reviewapp.models.contest import Round, ScoreMethod
from reviewapp.models.result import Run
from reviewapp.runs import Json
from reviewapp.selection import queries
from reviewapp.standings import queries as standings_queries
from reviewapp.words import Sentence, say

OUT = ("withdrawn", "not_sealed", "disqualified", "excluded")


def since(session: Session, round_: Round, run: Run) -> list[Sentence]:
    """What differs between now and a finished selection run; empty while it is up to date."""
    frozen = standings_queries.frozen_run(session, round_.id)
    found = []
    if frozen is None or frozen.id != run.params["standings_run"]:
        found.append(say("它不是根据现在冻结的合分结果做的。"))
    made = session.get_one(Run, run.params["standings_run"])
    if not standings_queries.is_current(session, round_, made):
        then, now = runs.unpack(made.inputs), standings_queries.inputs(session, round_)
        found += of_marks(then, now) if runs.digest(now) != made.input_digest else []
        method = ScoreMethod(made.params["method"])
        if method != round_.score_method:
            found.append(
                say("计分办法由%(then)s改为%(now)s。", then=NAMES[method], now=NAMES[round_.score_method])
            )
    if not queries.is_current(session, round_, run):
        found += of_field(runs.unpack(run.inputs), queries.field(session, round_))
        if run.seed != round_.seed:
            found.append(say("抽签的随机种子有改动。"))
    return found


def of_marks(then: Json, now: Json) -> list[Sentence]:
    """Readings and verdicts that the scores were not made from."""
    found = []
    before, after = ({(r[0], r[1]): r[2:] for r in side["readings"]} for side in (then, now))
    readings = _differing(before, after)
    if readings:
        found.append(say("%(n)s 次评阅有变动（新提交、改分或撤回）。", n=readings))
    verdicts = _differing(_verdicts(then), _verdicts(now))
    if verdicts:
        found.append(say("%(n)s 篇作品的停评或扣分有变动。", n=verdicts))
    if not found:
        found.append(say("评分标准或参加合分的作品有变动。"))
    return found


def _verdicts(inputs: Json) -> dict[str, tuple[bool, int]]:
    excluded = {str(paper) for paper in inputs["excluded"]}
    touched = excluded | inputs["penalties"].keys()
    return {paper: (paper in excluded, inputs["penalties"].get(paper, 0)) for paper in touched}


def of_field(then: Json, now: Json) -> list[Sentence]:
    """Works, places and rules of ties that the choice was not made from."""
    found = []
    entries = _differing(_by_id(then, _why_out), _by_id(now, _why_out))
    if entries:
        found.append(say("%(n)s 篇作品有增减，或参评资格有变动。", n=entries))
    moved = _differing(_by_id(then, _whose), _by_id(now, _whose))
    if moved and not entries:
        found.append(say("%(n)s 篇作品的作者、单位或体裁有变动。", n=moved))
    if then["quotas"] != now["quotas"]:
        found.append(say("名额有改动。"))
    if then["tie_steps"] != now["tie_steps"]:
        found.append(say("同分时的先后规则有改动。"))
    if [then[k] for k in ("recommenders", "categories")] != [now[k] for k in ("recommenders", "categories")]:
        found.append(say("推荐单位或其类别有改动。"))
    return found or [say("作品、名额或认定有变动。")]


def _by_id(inputs: Json, told: Callable[[Json], object]) -> dict[int, object]:
    return {entry["id"]: told(entry) for entry in inputs["entries"]}


def _why_out(entry: Json) -> object:
    """What keeps it out beside its scores, which the inputs of a run know and the field does not."""
    return entry["ineligible"] if entry["ineligible"] in OUT else "", entry["case"]


def _whose(entry: Json) -> object:
    return [entry.get(name) for name in ("recommender", "unit", "author", "genre")]


def _differing(before: Mapping[Any, object], after: Mapping[Any, object]) -> int:
    """Keys in one only, or with another value."""
    keys: Iterable[Any] = before.keys() | after.keys()
    return sum(before.get(key, _differing) != after.get(key, _differing) for key in keys)
