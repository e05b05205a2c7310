"""What differs inside a passage, to the character, for two texts side by side."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.text.normalize import fold

MOST_CHARACTERS = 6000  # longer passages are cut: the comparison costs the product of the lengths


@dataclass(frozen=True, slots=True)
class Difference:
    """Spans, half open, in code points of the two given strings; ``kind``: replace, delete or insert.

    "delete" stands in the first only (empty span in the second), "insert" in the second only.
    """

    kind: str
    a0: int
    a1: int
    b0: int
    b1: int


def differences(a: str, b: str) -> tuple[Difference, ...]:
    """Least edits from passage ``a`` to passage ``b`` after folding, so that mere punctuation is none.

    Only the first MOST_CHARACTERS folded characters of each are compared.
    """
    from rapidfuzz.distance import Levenshtein  # deferred: only the evidence page needs it

    left, right = fold(a), fold(b)
    edits = Levenshtein.opcodes(left.text[:MOST_CHARACTERS], right.text[:MOST_CHARACTERS])
    return tuple(
        Difference(
            edit.tag,
            *left.original_span(edit.src_start, edit.src_end),
            *right.original_span(edit.dest_start, edit.dest_end),
        )
        for edit in edits
        if edit.tag != "equal"
    )
