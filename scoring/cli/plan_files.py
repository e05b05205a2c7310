"""Tables of papers, judges, conflicts and readings, made into an assignment problem."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from scoring.assignment.problem import AssignmentProblem, Pair
from scoring.cli.files import Refused
from scoring.cli.rows import MOST_FAULTS, Rows, read_rows

OTHER_NAMES = {"essay": "paper"}
# Quality is mixed in so many steps of equal size.
LEVELS = 5
_LIST = re.compile(r"[;；、|/]")


@dataclass(frozen=True, slots=True)
class Given:
    """The files named on the command line, and the settings."""

    papers: Path
    judges: Path
    conflicts: Path | None
    fixed: Path | None
    previous: Path | None
    reads: int
    repeats: int
    own_region: bool
    links: int | None = None


@dataclass(slots=True)
class Panel:
    """Positions of judges by id and by what bars or commends them."""

    ids: dict[str, int]
    units: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    regions: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    tracks: defaultdict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    languages: list[frozenset[str]] = field(default_factory=list)
    genres: list[frozenset[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Question:
    """The problem, and what the sentences about it need: region per paper, kinds of conflicts left out."""

    problem: AssignmentProblem
    regions: list[str]
    notes: list[str]


def read_question(given: Given) -> Question:
    """The problem the files describe.  Raises Refused, with file and line, where they do not fit together."""
    papers = read_rows(given.papers, ["id"], {"paper": "id", "essay": "id"})
    judges = read_rows(given.judges, ["id"], {"judge": "id"})
    paper_at = papers.ids()
    panel = _panel(judges, own_region=given.own_region)
    notes = _notes(papers, judges, given)
    conflicts, apart = _conflicts(given.conflicts, paper_at, panel)
    kinds = _Kinds(panel)
    paper_kind = kinds.of_papers(papers)
    barred, preferred = kinds.tables()
    fixed = _readings(given.fixed, paper_at, panel.ids)
    previous, repeated = _earlier(given.previous, paper_at, panel.ids)
    most = judges.counts("max", len(papers) + given.repeats).tolist()
    least = judges.counts("min", 0).tolist()
    _refuse_crossed(judges, least, most)
    regions = papers.optional("region")
    question = AssignmentProblem(
        papers=tuple(paper_at), judges=tuple(panel.ids), readings=given.reads,
        conflicts=frozenset(conflicts), load_min=tuple(least), load_max=tuple(most),
        paper_kind=tuple(paper_kind), barred=barred, apart=frozenset(apart), preferred=preferred,
        paper_group=_numbers(regions), paper_level=_levels(papers),
        demand=_demand(papers, given.reads, _open_to(paper_kind, barred, conflicts, len(panel.ids))),
        repeats=given.repeats, repeated=_in_order(repeated, paper_at, panel.ids) if given.repeats else (),
        links=given.links,
    )  # fmt: skip
    if given.fixed:
        _refuse_barred(given.fixed, fixed, question)
    if fixed or previous:
        question = replace(question, fixed=tuple(fixed), previous=tuple(sorted(previous - fixed.keys())))
    return Question(question, regions, notes)


def _open_to(
    kinds: list[int], barred: tuple[frozenset[int], ...], conflicts: set[Pair], judges: int
) -> list[int]:
    """How many judges may read each paper."""
    open_to = [judges - len(those) for those in barred]
    found = [open_to[kind] for kind in kinds]
    for paper, judge in conflicts:
        found[paper] -= judge not in barred[kinds[paper]]
    return found


def _panel(judges: Rows, *, own_region: bool) -> Panel:
    panel = Panel(judges.ids())
    for position, unit in enumerate(judges.optional("unit")):
        panel.units[unit].add(position)
    if not own_region:
        for position, region in enumerate(judges.optional("region")):
            panel.regions[region].add(position)
    panel.units.pop("", None)
    panel.regions.pop("", None)
    panel.languages, panel.genres, tracks = (
        [frozenset(filter(None, map(str.strip, _LIST.split(text)))) for text in judges.optional(name)]
        for name in ("languages", "genres", "tracks")
    )
    for position, named in enumerate(tracks):
        for track in named:
            panel.tracks[track].add(position)
    return panel


def _notes(papers: Rows, judges: Rows, given: Given) -> list[str]:
    """What was not compared because a column is not there."""
    wanted = ["unit"] if given.own_region else ["unit", "region"]
    return [
        f"{rows.path} has no column {name}: nobody is kept from papers of his own {name}"
        for name in wanted for rows in (papers, judges) if name not in rows
    ]  # fmt: skip


class _Kinds:
    """Papers that are alike for every judge; a kind is the judges barred from it and those it suits."""

    def __init__(self, panel: Panel) -> None:
        self._panel = panel
        self._of_values: dict[tuple[str, ...], int] = {}
        self._of_rules: dict[tuple[frozenset[int], frozenset[int]], int] = {}
        self._regions = {region: frozenset(found) for region, found in panel.regions.items()}
        self._lacking: dict[tuple[str, str], frozenset[int]] = {}

    def of_papers(self, papers: Rows) -> list[int]:
        """Number of the kind of each paper."""
        units = papers.optional("unit")
        own = (unit if unit in self._panel.units else "" for unit in units)
        others = (papers.optional(name) for name in ("region", "language", "genre", "track"))
        values = list(zip(own, *others, strict=True))
        kind = {alike: self.of(*alike) for alike in dict.fromkeys(values)}
        return list(map(kind.__getitem__, values))

    def of(self, unit: str, region: str, language: str, genre: str, track: str) -> int:
        """Number of the kind."""
        home = self._regions.get(region, frozenset())
        unit = unit if not self._panel.units.get(unit, set()) <= home else ""
        values = (unit, region if home else "", language, genre, track)
        if values not in self._of_values:
            self._of_values[values] = self._new(unit, home, language, genre, track)
        return self._of_values[values]

    def _new(self, unit: str, home: frozenset[int], language: str, genre: str, track: str) -> int:
        barred = home.union(
            self._panel.units.get(unit, ()),
            self._without("languages", self._panel.languages, language),
            self._without("genres", self._panel.genres, genre),
        )
        suited = frozenset(self._panel.tracks.get(track, ()))
        return self._of_rules.setdefault((barred, suited), len(self._of_rules))

    def _without(self, name: str, read: list[frozenset[str]], wanted: str) -> frozenset[int]:
        """Judges who name what they read, but not this."""
        if (name, wanted) not in self._lacking:
            lacking = (j for j, named in enumerate(read) if wanted and named and wanted not in named)
            self._lacking[name, wanted] = frozenset(lacking)
        return self._lacking[name, wanted]

    def tables(self) -> tuple[tuple[frozenset[int], ...], tuple[frozenset[int], ...]]:
        """Barred and preferred judges per kind; no preferred ones where there is no such wish."""
        preferred = tuple(suited for _, suited in self._of_rules)
        return tuple(barred for barred, _ in self._of_rules), preferred if any(preferred) else ()


def _conflicts(path: Path | None, paper_at: Mapping[str, int], panel: Panel) -> tuple[set[Pair], set[Pair]]:
    """Declared pairs of paper and judge, and pairs of judges; whole units and regions go to the panel."""
    pairs: set[Pair] = set()
    apart: set[Pair] = set()
    if path is None:
        return pairs, apart
    rows = read_rows(path, ["judge"], OTHER_NAMES)
    judges = rows.positions("judge", panel.ids, "judge").tolist()
    against = ("paper", "unit", "region", "other")
    if not any(name in rows for name in against):
        raise Refused(f"{path} needs a column {', '.join(against[:-1])} or {against[-1]} beside judge")
    for line, judge, *values in zip(rows.lines, judges, *map(rows.optional, against), strict=True):
        paper, unit, region, other = values
        if not any(values):
            raise Refused(f"{path}, line {line}: says nothing that the judge is in conflict with")
        if paper:
            pairs.add((_known(path, line, paper_at, paper, "paper"), judge))
        if unit:
            panel.units[unit].add(judge)
        if region:
            panel.regions[region].add(judge)
        if other:
            one = _known(path, line, panel.ids, other, "judge")
            if one == judge:
                raise Refused(f"{path}, line {line}: {other!r} is kept apart from himself")
            apart.add((min(one, judge), max(one, judge)))
    return pairs, apart


def _known(path: Path, line: int, known: Mapping[str, int], name: str, what: str) -> int:
    if name not in known:
        raise Refused(f"{path}, line {line}: there is no {what} {name!r}")
    return known[name]


def _readings(path: Path | None, paper_at: Mapping[str, int], judge_at: Mapping[str, int]) -> dict[Pair, int]:
    """Line of each reading in a table with the columns paper and judge; hidden repeats are passed over."""
    if path is None:
        return {}
    rows = read_rows(path, ["paper", "judge"], OTHER_NAMES)
    papers, judges = rows.positions("paper", paper_at, "paper"), rows.positions("judge", judge_at, "judge")
    found = zip(papers.tolist(), judges.tolist(), rows.counts("repeat", 0).tolist(), rows.lines, strict=True)
    return {(paper, judge): line for paper, judge, repeat, line in found if not repeat}


def _earlier(
    path: Path | None, paper_at: Mapping[str, int], judge_at: Mapping[str, int]
) -> tuple[set[Pair], set[Pair]]:
    """Readings of an earlier plan by judges who are still there, of papers that are; and its hidden repeats."""
    found: tuple[set[Pair], set[Pair]] = set(), set()
    if path is None:
        return found
    rows = read_rows(path, ["paper", "judge"], OTHER_NAMES)
    names = zip(rows.texts("paper"), rows.texts("judge"), rows.counts("repeat", 0).tolist(), strict=True)
    for paper, judge, repeat in names:
        if paper in paper_at and judge in judge_at:
            found[repeat > 0].add((paper_at[paper], judge_at[judge]))
    return found


def _in_order(pairs: set[Pair], paper_at: Mapping[str, int], judge_at: Mapping[str, int]) -> tuple[Pair, ...]:
    """Pairs sorted by their ids: the order of lines decides nothing."""
    papers, judges = list(paper_at), list(judge_at)
    return tuple(sorted(pairs, key=lambda pair: (papers[pair[0]], judges[pair[1]])))


def _refuse_barred(path: Path, fixed: Mapping[Pair, int], question: AssignmentProblem) -> None:
    """Refuse started readings that break a rule: one of the two must give way, and not silently."""
    faults = []
    for (paper, judge), line in fixed.items():
        who = f"{question.judges[judge]!r} reads {question.papers[paper]!r}"
        if judge in question.barred[question.paper_kind[paper]] or (paper, judge) in question.conflicts:
            faults.append(f"line {line}: {who}, but may not; take the line or the conflict out")
        for one, other in question.apart:
            if judge == one and (paper, other) in fixed:
                faults.append(
                    f"line {line}: {who} together with {question.judges[other]!r}, who must be apart"
                )
    if faults:
        more = ["… and more"] if len(faults) > MOST_FAULTS else []
        raise Refused("\n".join(f"{path}, {fault}" for fault in [*faults[:MOST_FAULTS], *more]))


def _refuse_crossed(judges: Rows, least: list[int], most: list[int]) -> None:
    for line, low, high in zip(judges.lines, least, most, strict=True):
        if low > high:
            raise Refused(f"{judges.path}, line {line}: min {low} is above max {high}")


def _demand(papers: Rows, reads: int, open_to: list[int]) -> tuple[int, ...]:
    """Readings per paper from the column reads: blank for the usual number, ``all`` for every judge who may."""
    if "reads" not in papers:
        return ()
    found = []
    for line, text, readers in zip(papers.lines, papers.optional("reads"), open_to, strict=True):
        if text and text != "all" and not (text.isdecimal() and len(text) < 10):
            raise Refused(f"{papers.path}, line {line}: reads must be a whole number or 'all', not {text!r}")
        found.append(readers if text == "all" else int(text or reads))
    return tuple(found)


def _levels(papers: Rows) -> tuple[int, ...]:
    """The column quality in steps of as many papers; papers without one are a step of their own."""
    if "quality" not in papers:
        return ()
    quality = papers.numbers("quality", np.inf)
    known = np.isfinite(quality)
    rank = np.searchsorted(np.sort(quality[known]), quality)
    return tuple(np.where(known, rank * LEVELS // max(int(known.sum()), 1), LEVELS).tolist())


def _numbers(labels: list[str]) -> tuple[int, ...]:
    """A number for each label, or nothing where there is but one."""
    known = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    return tuple(map(known.__getitem__, labels)) if len(known) > 1 else ()
