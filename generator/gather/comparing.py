"""The texts under one title, compared in all processes.

Enters: groups of record numbers, and the records. Leaves: for each group what its texts tell, in the order of the groups.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.crews import Crew
from generator.papers import SpoolSequence, unpacked_record
from generator.papers.grouping import Compare, Compared, compared

_BATCH = 256  # records

# The records of some groups, packed.
_Packed = list[list[bytes]]


def comparing(crew: Crew[None], records: SpoolSequence, batch: int = _BATCH) -> Compare:
    """Give what compares groups by a crew, about `batch` records at once."""

    def compare(groups: Sequence[Sequence[int]]) -> Iterator[Compared]:
        for found in crew.map(_compared, _batches(groups, records, batch)):
            yield from found

    return compare


def _batches(
    groups: Sequence[Sequence[int]], records: SpoolSequence, least: int
) -> Iterator[_Packed]:
    some: _Packed = []
    size = 0
    for numbers in groups:
        some.append([records[number] for number in numbers])
        size += len(numbers)
        if size >= least:
            yield some
            some, size = [], 0
    if some:
        yield some


def _compared(_: None, groups: _Packed) -> list[Compared]:
    return [compared(list(map(unpacked_record, group))) for group in groups]
