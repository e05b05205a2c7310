"""Invented essays: sentences of words drawn from a fixed list, different for every seed."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

_WORDS = [
    first + last
    for first in "山水风云草木灯火夜晨雪雨路桥门窗车马人心"
    for last in "高远近深长明暗静急缓冷暖新旧重轻来去开合"
]


@pytest.fixture
def write() -> Callable[..., str]:
    """write(seed, paragraphs=6): an essay of about 100 characters a paragraph."""

    def essay(seed: int, paragraphs: int = 6) -> str:
        rng = random.Random(seed)
        lines = []
        for _ in range(paragraphs):
            clauses = ["".join(rng.choices(_WORDS, k=rng.randint(3, 5))) for _ in range(12)]
            lines.append("，".join(clauses[:6]) + "。" + "，".join(clauses[6:]) + "。")
        return "\n".join(lines)

    return essay
