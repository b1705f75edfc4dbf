"""Inputs without a coverage-guided fuzzer: what a target begins with, changed at random from a fixed seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from tests.fuzz.targets import Target


def inputs(target: Target, number: int, seed: int = 0) -> Iterator[bytes]:
    """Give so many inputs, the same for the same seed."""
    chance = random.Random(seed)
    begin = list(target.beginnings()) or [b""]
    tokens = target.tokens() or (b"a",)
    for place in range(number):
        data = begin[place] if place < min(len(begin), number // 4) else chance.choice(begin)
        for _ in range(chance.randint(0, 4)):
            data = _changed(data, begin, tokens, chance)
        yield data[: target.longest]


def _changed(
    data: bytes, others: Sequence[bytes], tokens: Sequence[bytes], chance: random.Random
) -> bytes:
    start = chance.randint(0, len(data))
    end = min(len(data), start + chance.choice((0, 0, 1, 4, 30)))
    match chance.randrange(5):
        case 0:
            put = chance.choice(tokens)
        case 1:
            put = chance.randbytes(chance.randint(1, 4))
        case 2:
            put = chance.choice(tokens) * chance.randint(2, 20)
        case 3:
            other = chance.choice(others)
            place = chance.randint(0, len(other))
            put = other[place : place + 60]
        case _:
            put = data[start : start + 20] * 2
    return data[:start] + put + data[end:]
