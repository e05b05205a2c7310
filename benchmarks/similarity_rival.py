"""``python -m benchmarks.similarity_rival FOLDED.jsonl``: MinHash and LSH of datasketch, as its guide has it.

128 permutations, sets of 4 characters, 37 bands of 3 rows (pairs from a Jaccard similarity of about 0.3 on).
It is given texts folded beforehand and finds candidate pairs only; passages and cases are not its business.
Needs requirements-bench.txt.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

PERMUTATIONS, BANDS, ROWS, SHINGLE = 128, 37, 3, 4


def candidates(texts: list[str]) -> set[tuple[int, int]]:
    """Pairs of texts that share a band."""
    from datasketch import MinHash, MinHashLSH

    table = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    pairs: set[tuple[int, int]] = set()
    sets = ([gram.encode() for gram in shingles(text)] for text in texts)
    for number, sketch in enumerate(MinHash.generator(sets, num_perm=PERMUTATIONS)):
        pairs.update((other, number) for other in table.query(sketch))
        table.insert(number, sketch, check_duplication=False)
    return pairs


def shingles(text: str) -> set[str]:
    """All runs of SHINGLE characters."""
    return {text[start : start + SHINGLE] for start in range(len(text) - SHINGLE + 1)}


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    print(len(candidates([json.loads(line)["text"] for line in lines])), "candidate pairs")
