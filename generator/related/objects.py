"""Vectors of sections of the rows as objects of a store, which any process makes and any reads.

Enters: sections, and the features of their rows, part by part. Leaves: objects, each named after what it is made of; a process maps them into its memory, where the
system keeps what is looked at and nothing else, so that none holds the vectors of all papers. There are two sections at most: the settled
rows, which depend on nothing after them, and those that came later. Refuses objects of another form with ValueError.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from generator.related.features import Features
from generator.related.lists import champions, earliest, list_count, term_ranges
from generator.related.vectors import Part, Vectors
from generator.related.weighing import LENGTH, NOTHING_SEEN, Seen, Tally, Weighing
from generator.search.arrays import Numbers
from generator.search.packing import is_whole, pack, unpack
from generator.stores import ObjectStore, in_order

_LEAST_PART, _PARTS = 8192, 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Consecutive rows whose vectors are made together, from what `key` names."""

    key: str
    first: int
    stop: int

    @property
    def parts(self) -> list[tuple[int, int]]:
        """Cut the rows into parts, each of which is an object: start and stop of each."""
        size = max(_LEAST_PART, 1 << ((self.stop - self.first) // _PARTS).bit_length())
        return [
            (start, min(start + size, self.stop)) for start in range(self.first, self.stop, size)
        ]

    @property
    def seen(self) -> str:
        """Name the object of the terms that were seen."""
        return f"{self.key}.seen"

    def part(self, place: int) -> str:
        """Name the object of a part."""
        return f"{self.key}.{place}.vectors"

    @property
    def lists(self) -> list[str]:
        """Name the objects of lists, each of a range of terms."""
        if self.first == self.stop:
            return []
        return [f"{self.key}.{place}.lists" for place in range(list_count(self.stop - self.first))]

    @property
    def names(self) -> list[str]:
        """Name all objects."""
        if self.first == self.stop:
            return []
        return [self.seen, *map(self.part, range(len(self.parts))), *self.lists]


class VectorObjects:
    """The objects of sections, in the order of their rows; pickles as their names."""

    def __init__(self, store: ObjectStore, sections: Sequence[Section]) -> None:
        """Take a store, and the settled section, which may be followed by a later one."""
        self.store = store
        self.sections = tuple(sections)
        self._at_hand: dict[int, Weighing] = {}

    def __reduce__(self) -> tuple[type[VectorObjects], tuple[ObjectStore, tuple[Section, ...]]]:
        return VectorObjects, (self.store, self.sections)

    def are_whole(self, number: int) -> bool:
        """Tell whether all objects of a section are there, and none is cut off."""
        names = self.sections[number].names
        return all(in_order(self.store, lambda name: is_whole(self.store, name), names))

    def write_seen(self, number: int, tally: Tally) -> None:
        """Weigh the terms that were counted of a section and in none before; the first step of making it."""
        before = [self._seen(each) for each in range(number)]
        seen = tally.seen(self.sections[0].stop, *before)
        self.store.write(self.sections[number].seen, pack([], [seen.terms, seen.inverse]))

    def write_part(self, number: int, place: int, batches: Iterable[Features]) -> None:
        """Make the vectors of a part, from the features of its rows; the second step."""
        section = self.sections[number]
        start, stop = section.parts[place]
        terms, weights = self._weighing(number).vectors(batches, stop - start)
        data = pack([], [terms.ravel().view(np.uint32), weights.ravel().view(np.uint16)])
        self.store.write(section.part(place), data)

    def write_lists(self, number: int, place: int) -> None:
        """Make the lists of a range of terms, from all parts of a section; the third step."""
        section = self.sections[number]
        ranges = term_ranges(self._vocabulary(number), section.stop - section.first)
        listed = earliest if number else champions
        self.store.write(
            section.lists[place], pack([], [listed(self._parts(number), *ranges[place])])
        )

    @cached_property
    def vectors(self) -> Vectors:
        """Map the vectors and the lists of all rows, which have to be there."""
        self._at_hand.clear()
        numbers = range(len(self.sections))
        parts = [part for number in numbers for part in self._parts(number)]
        names = [name for section in self.sections for name in section.lists]
        lists = [arrays[0] for arrays in map(self._arrays, names)]
        return Vectors(parts, lists, self._vocabulary(numbers[-1]))

    def _weighing(self, number: int) -> Weighing:
        """Give what weighs the terms of a section: some 32 MB, of one section at a time."""
        if number not in self._at_hand:
            self._at_hand.clear()
            self._at_hand[number] = Weighing(*map(self._seen, range(number + 1)))
        return self._at_hand[number]

    def _vocabulary(self, number: int) -> int:
        return sum(self._seen(each).telling for each in range(number + 1))

    def _seen(self, number: int) -> Seen:
        section = self.sections[number]
        if section.first == section.stop:
            return NOTHING_SEEN
        terms, inverse = self._arrays(section.seen)
        return Seen(terms=terms, inverse=inverse)

    def _parts(self, number: int) -> list[Part]:
        section = self.sections[number]
        return [
            (start, *self._vectors_of(section.part(place)))
            for place, (start, _) in enumerate(section.parts)
        ]

    def _vectors_of(self, name: str) -> tuple[Numbers, Numbers]:
        terms, weights = self._arrays(name)
        return (
            terms.view(np.int32).reshape(-1, LENGTH),
            weights.view(np.int16).reshape(-1, LENGTH),
        )

    def _arrays(self, name: str) -> list[Numbers]:
        _, arrays = unpack(self.store.mapped(name))
        return arrays
