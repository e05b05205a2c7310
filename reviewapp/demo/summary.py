"""What the demo did, counted from the database: the lines the command prints."""

from __future__ import annotations

from dataclasses import dataclass

from reviewapp.db import Database
from reviewapp.demo import queries
from reviewapp.models.entry import EntryState
from reviewapp.models.judging import AssignmentState
from reviewapp.models.similarity import Verdict


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of the first round, and what the second still waits for."""

    entries: int
    sealed: int
    masks: int
    cases: int
    readings: int
    adjudications: int
    submitted: int
    selected: dict[str, list[int]]  # recommender → [selected, received]
    second_entries: int
    second_cases: int
    sheets_left: int

    def lines(self) -> list[str]:
        """In Chinese, for the terminal."""
        chosen = sum(s for s, _r in self.selected.values())
        return [
            "",
            f"  收件　　{self.entries} 篇",
            f"  匿名　　{self.sealed} 篇已核对，遮盖身份信息 {self.masks} 处",
            f"  查重　　{self.cases} 个雷同案例，均已由人认定",
            f"  评审　　{self.readings} 次评阅，另有仲裁 {self.adjudications} 次，已提交 {self.submitted} 次",
            f"  遴选　　入选 {chosen} 篇：",
            *[f"    {name}　入选 {s} / 报送 {r}" for name, (s, r) in self.selected.items()],
            f"  复评　　{self.second_entries} 篇进入第二轮，留 {self.sheets_left} 份评分表由三位评委手工评阅",
            f"　　　　　{self.second_cases} 个雷同案例待认定",
        ]


def summary(database: Database, first: int, second: int) -> Summary:
    """Count what is there now."""
    with database.session() as session:
        readings = queries.count_readings(session, first)
        waiting = queries.count_readings(session, second)
        live = (AssignmentState.OPEN, AssignmentState.SUBMITTED)
        return Summary(
            entries=queries.count_entries(session, first),
            sealed=queries.count_entries(session, first, EntryState.SEALED),
            masks=queries.count_masks(session, first),
            cases=queries.count_cases(session, first),
            second_cases=queries.count_cases(session, second, Verdict.OPEN),
            readings=sum(n for (extra, state), n in readings.items() if not extra and state in live),
            adjudications=sum(n for (extra, state), n in readings.items() if extra and state in live),
            submitted=sum(n for (_extra, state), n in readings.items() if state == AssignmentState.SUBMITTED),
            selected=queries.selected_by_body(session, first),
            second_entries=queries.count_entries(session, second),
            sheets_left=sum(n for (_extra, state), n in waiting.items() if state == AssignmentState.OPEN),
        )
