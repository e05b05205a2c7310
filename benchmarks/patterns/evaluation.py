"""What the scan made of planted contests: recall by pattern, false alarms by kind of honest likeness.

The bar on honest likeness holds for each kind.  200 of each kind N1 to N12 (seed 1): 13 of 2,400 accused, 12 of them
N3, words of a speaker whom only his own region knows, cited by name in no more than two essays: the scan cannot tell
him from a colleague of the story, and N3 misses its bar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from math import log2

from benchmarks.patterns.contest import Contest
from benchmarks.patterns.copying import ADVISORY, GROUPS, RECIPES
from benchmarks.patterns.desk import Case, Harmless, Link
from benchmarks.patterns.honest import PLANTS
from scoring.similarity.scan import Pair, Scan, scan

SIGNS = {
    "P10": {"traditional"},
    "P11": {"zero_width", "spacing"},
    "P12": {"punctuation", "width"},
    "P13": {"radical", "homoglyph", "width"},
    "P14": {"pinyin"},
    "P10+P11": {"traditional"},
}
BY_STRENGTH = frozenset({"P08", "P09", "P19"})
BARS = dict.fromkeys((f"P{n:02}" for n in (*range(1, 7), *range(10, 16), 22, 23, 24)), 0.99)
BARS |= {"P07": 0.95, "P16": 0.95, "P30": 0.95} | dict.fromkeys(BY_STRENGTH, 0.8)
MOST_FALSE = 0.01

Key = frozenset[str]
Places = list[tuple[int, int]]


@dataclass(slots=True)
class PatternRow:
    """Counts of one pattern; see the properties for the figures."""

    name: str
    pairs: int = 0
    found: int = 0
    spanned: list[tuple[float, float]] = field(default_factory=list)  # recall, precision of each pair
    pieces: list[int] = field(default_factory=list)  # passages per planted span that was found
    signed: list[bool] = field(default_factory=list)
    kinds: dict[str, int] = field(default_factory=dict)

    @property
    def recall(self) -> float:
        """Share of the planted pairs (of a group: of its members) that were reported."""
        return self.found / self.pairs if self.pairs else 1.0

    @property
    def span_recall(self) -> float:
        """Share of the planted characters in reported passages, mean over planted pairs."""
        return sum(recall for recall, _ in self.spanned) / len(self.spanned) if self.spanned else 0.0

    @property
    def span_precision(self) -> float:
        """Share of the reported characters that were planted, mean over reported pairs."""
        reported = [precision for recall, precision in self.spanned if recall]
        return sum(reported) / len(reported) if reported else 0.0

    @property
    def plagdet(self) -> float:
        """F1 of the two over log2(1 + granularity), after PAN."""
        both = self.span_recall + self.span_precision
        granularity = sum(self.pieces) / len(self.pieces) if self.pieces else 1.0
        return 2 * self.span_recall * self.span_precision / both / log2(1 + granularity) if both else 0.0


@dataclass(slots=True)
class HarmlessRow:
    """Plantings of one kind of honest likeness, and how many of them raised a pair."""

    name: str
    planted: int = 0
    accused: int = 0


@dataclass(slots=True)
class Report:
    """Everything measured. ``false_elsewhere``: reported pairs that nothing was planted for.

    ``missed``, ``accused`` and ``false_elsewhere`` name what went wrong: (contest, pattern, strength, a, b).
    """

    patterns: dict[str, PatternRow] = field(default_factory=dict)
    harmless: dict[str, HarmlessRow] = field(default_factory=dict)
    missed: list[tuple[int, str, int, str, str]] = field(default_factory=list)
    accused: list[tuple[int, str, int, str, str]] = field(default_factory=list)
    false_elsewhere: list[tuple[int, str, int, str, str]] = field(default_factory=list)
    documents: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class _Read:
    """One scan, by pair and by member."""

    number: int
    result: Scan
    pairs: dict[Key, Pair]
    kind_of: dict[Key, str]
    signs: dict[str, set[str]]


def evaluate(contests: Iterable[Contest], progress: Callable[[int], None] | None = None) -> Report:
    """Scan every contest with default settings and compare with what was planted."""
    report = Report()
    for number, contest in enumerate(contests):
        result = scan(contest.documents, official=contest.official, library=contest.library)
        report.documents += len(contest.documents) + len(contest.library)
        _read(report, contest, number, result)
        if progress:
            progress(number + 1)
    return report


def _read(report: Report, contest: Contest, number: int, result: Scan) -> None:
    pairs = {frozenset((pair.a, pair.b)): pair for pair in result.pairs}
    kinds = {frozenset((pair.a, pair.b)): case.kind for case in result.cases for pair in case.pairs}
    signs = {name: {sign.kind for sign in found} for name, found in result.signs}
    read = _Read(number, result, pairs, kinds, signs)
    explained: set[Key] = set()
    for case in contest.cases:
        explained |= {frozenset((link.a, link.b)) for link in case.links}
        names = (
            [case.pattern, f"{case.pattern} {case.strength}"]
            if case.pattern in BY_STRENGTH
            else [case.pattern]
        )
        for name in names:
            _read_case(
                report, report.patterns.setdefault(name, PatternRow(name)), case, read, first=name == names[0]
            )
    for group in contest.harmless:
        explained |= _read_harmless(report, group, read)
    report.false_elsewhere += [
        (number, "", 0, pair.a, pair.b) for key, pair in pairs.items() if key not in explained
    ]


def _read_case(report: Report, row: PatternRow, case: Case, read: _Read, *, first: bool) -> None:
    if case.pattern in GROUPS or not case.links:
        shares = [set(found.members) & set(case.members) for found in read.result.cases]
        together = max(shares, key=len, default=set())
        met = len(together) if case.links else int(case.members[0] in read.result.thin)
        row.pairs, row.found = row.pairs + len(case.members), row.found + met
        if met < len(case.members):
            other = next((name for name in case.members if name not in together), "")
            report.missed.append((read.number, case.pattern, case.strength, case.members[0], other))
        for kind in {read.kind_of[key] for key in map(_key, case.links) if key in read.kind_of}:
            row.kinds[kind] = row.kinds.get(kind, 0) + 1
        return
    for link in case.links:
        pair = read.pairs.get(_key(link))
        row.pairs, row.found = row.pairs + 1, row.found + bool(pair)
        row.spanned.append(_span_figures(link, pair) if pair else (0.0, 0.0))
        if pair:
            row.pieces += _pieces(link, pair)
            row.kinds[read.kind_of[_key(link)]] = row.kinds.get(read.kind_of[_key(link)], 0) + 1
        elif first:
            report.missed.append((read.number, case.pattern, case.strength, link.a, link.b))
    if case.pattern in SIGNS:
        row.signed.append(bool(SIGNS[case.pattern] & read.signs.get(case.links[0].a, set())))


def _read_harmless(report: Report, group: Harmless, read: _Read) -> set[Key]:
    """Counts the group; returns the keys of its pairs, so that they are not counted twice."""
    row = report.harmless.setdefault(group.kind, HarmlessRow(group.kind))
    keys = {key for key in read.pairs if key <= set(group.members)}
    cases = {key: read.kind_of[key] for key in keys if key in read.kind_of}  # a pair may be in no case
    wrong = [key for key, kind in cases.items() if not (group.of_one_author and kind == "same_author")]
    row.planted, row.accused = row.planted + 1, row.accused + bool(wrong)
    for key in wrong:
        pair = read.pairs[key]
        report.accused.append((read.number, group.kind, group.strength, pair.a, pair.b))
    return keys


def _key(link: Link) -> Key:
    return frozenset((link.a, link.b))


def _reported(link: Link, pair: Pair) -> tuple[Places, Places]:
    """Places of the copied passages in link.a and in link.b."""
    sides = [(p.a0, p.a1) for p in pair.copied], [(p.b0, p.b1) for p in pair.copied]
    return sides if pair.a == link.a else (sides[1], sides[0])


def _span_figures(link: Link, pair: Pair) -> tuple[float, float]:
    planted = [(s[0], s[1]) for s in link.spans], [(s[2], s[3]) for s in link.spans]
    shared, truth, said = 0, 0, 0
    for meant, got in zip(planted, _reported(link, pair), strict=True):
        one, other = _characters(meant), _characters(got)
        shared, truth, said = shared + len(one & other), truth + len(one), said + len(other)
    return shared / max(1, truth), shared / max(1, said)


def _pieces(link: Link, pair: Pair) -> list[int]:
    """For each planted span that was found, how many passages lie in it."""
    places = _reported(link, pair)[0]
    counts = [sum(start < s[1] and s[0] < end for start, end in places) for s in link.spans]
    return [count for count in counts if count]


def _characters(places: Sequence[tuple[int, int]]) -> set[int]:
    return {at for start, end in places for at in range(start, end)}


def _family(name: str) -> str:
    """The pattern a text was planted for, or "base" where it is one of the base essays."""
    stem = name.split(".")[0]
    return stem if stem in RECIPES or stem in PLANTS else "base"


def failures(report: Report) -> list[str]:
    """The bars that are not met, by name."""
    rows = report.patterns
    missed = [name for name, bar in BARS.items() if name in rows and rows[name].recall < bar]
    honest = [row for row in report.harmless.values() if row.accused > MOST_FALSE * row.planted]
    return [*missed, *(row.name for row in honest)]


def table(report: Report) -> str:
    """The figures as a table in plain text."""
    lines = ["pattern    pairs found recall   bar | span R span P plagdet signs | kinds of case"]
    lines += [_pattern_line(row) for _, row in sorted(report.patterns.items())]
    lines += ["", "honest     planted accused share"]
    for name, honest in sorted(report.harmless.items()):
        share = honest.accused / honest.planted
        flag = "!" if share > MOST_FALSE else ""
        lines.append(f"{name:10} {honest.planted:7} {honest.accused:7} {share:5.3f}{flag}")
    planted, accused = (sum(getattr(r, k) for r in report.harmless.values()) for k in ("planted", "accused"))
    lines.append(f"{'all':10} {planted:7} {accused:7} {accused / max(1, planted):5.3f}")
    lines.append(f"false pairs elsewhere: {len(report.false_elsewhere)} in {report.documents} documents")
    between = Counter(" ~ ".join(sorted((_family(a), _family(b)))) for *_, a, b in report.false_elsewhere)
    lines += [f"  {count:4} {names}" for names, count in between.most_common(12)]
    lines.append(f"bars not met: {', '.join(failures(report)) or 'none'}")
    return "\n".join(lines)


def _pattern_line(row: PatternRow) -> str:
    bar = "advis" if row.name in ADVISORY else f"{BARS[row.name]:.2f}" if row.name in BARS else ""
    flag = "!" if row.name in BARS and row.recall < BARS[row.name] else " "
    line = f"{row.name:10} {row.pairs:5} {row.found:5} {row.recall:6.3f}{flag}{bar:>5} | "
    if row.spanned:
        line += f"{row.span_recall:6.3f} {row.span_precision:6.3f} {row.plagdet:7.3f} "
    else:
        line += " " * 22
    line += f"{sum(row.signed) / len(row.signed):5.2f}" if row.signed else " " * 5
    return line + " | " + " ".join(f"{kind}:{count}" for kind, count in sorted(row.kinds.items()))
