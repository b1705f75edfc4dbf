"""Which records are one paper.

Enters: the keys of all records and a way to look a record up. Leaves: groups of record numbers. Equal keys
are found by sorting, and texts are compared only among the few records that bear one title. What the texts under a title tell
(`compared`) depends on nothing else, so it is worked out wherever there is room; joining records by it takes a look at numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from generator.models import SourceRecord
from generator.papers.key_table import KeyTable
from generator.text.normal import jaccard, shingles

# Two abstracts under one title are versions of one when they share this much of their runs of three
# words; different papers under one title were seen to share up to 9%.
NEAR_ALIKE = 0.15
# A title under which more different abstracts stand ("Editorial") is no evidence.
_MOST_UNDER_ONE_TITLE = 50
# Each is compared with each, so more versions than any paper has are no evidence either.
_MOST_VERSIONS = 200
# Schemes in which a paper has one id only: two ids are two papers unless their texts are the same.
_ONE_ID_SCHEMES = frozenset({"arxiv", "acl", "openreview"})

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Numbers = npt.NDArray[np.int64]
Lookup = Callable[[int], SourceRecord]


class Compared(NamedTuple):
    """What the records under one title tell of each other, by their places among them.

    `alike` are pairs that are one paper by their words, `with_text` those that have an abstract; `schemes` has for each record those
    of its ids of which a paper has one only, or is `None` where there are too many versions to tell anything more.
    """

    alike: tuple[tuple[int, int], ...]
    with_text: tuple[int, ...]
    schemes: tuple[tuple[str, ...], ...] | None


# Compares the records of several groups of numbers, and gives what it found in their order.
Compare = Callable[[Sequence[Sequence[int]]], Iterable[Compared]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Groups:
    """Record numbers by group: those of group `g`, ascending, are `members[starts[g]:starts[g + 1]]`."""

    members: Numbers
    starts: Numbers

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __getitem__(self, number: int) -> list[int]:
        found: list[int] = self.members[self.starts[number] : self.starts[number + 1]].tolist()
        return found


def grouped(table: KeyTable, lookup: Lookup, compare: Compare | None = None) -> Groups:
    """Put the records together that are one paper; `compare` does as `compared` for many groups at once."""
    import numpy as np  # a fifth of the start-up of commands that group nothing

    sets = _Sets(len(table))
    texts, ids = np.frombuffer(table.texts, np.uint64), np.frombuffer(table.ids, np.uint64)
    numbers = np.arange(len(table))
    owners = np.repeat(numbers, np.frombuffer(table.id_counts, np.uint32))
    for left, right in _neighbours(np.concatenate([texts, ids]), np.concatenate([numbers, owners])):
        sets.join(left, right)
    titles = np.frombuffer(table.titles, np.uint64)
    _join_under_titles(sets, _sharing(titles), lookup, compare)
    roots = sets.roots()
    members = np.argsort(roots, kind="stable")
    starts = np.flatnonzero(np.diff(roots[members], prepend=-1))
    return Groups(members=members, starts=np.append(starts, len(members)))


class _Sets:
    """Disjoint sets of numbers, each known by its least; those of one number alone are not held."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._above: dict[int, int] = {}

    def find(self, number: int) -> int:
        above = self._above
        root = number
        while (upper := above.get(root, root)) != root:
            root = upper
        while number != root:
            above[number], number = root, above[number]
        return root

    def join(self, left: int, right: int) -> None:
        first, second = sorted((self.find(left), self.find(right)))
        if first != second:
            self._above[second] = first

    def roots(self) -> Numbers:
        import numpy as np

        roots = np.arange(self._size)
        for number in list(self._above):
            roots[number] = self.find(number)
        return roots


def _neighbours(keys: npt.NDArray[np.uint64], owners: Numbers) -> list[tuple[int, int]]:
    """Give the pairs of owners that stand side by side under one key."""
    import numpy as np

    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    same = np.flatnonzero(ordered[1:] == ordered[:-1])
    return list(zip(owners[order[same]].tolist(), owners[order[same + 1]].tolist(), strict=True))


def _sharing(titles: npt.NDArray[np.uint64]) -> list[list[int]]:
    """Give the numbers under each title that more than one record bears, ascending."""
    import numpy as np

    order = np.argsort(titles, kind="stable")
    ordered = titles[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1])) if len(order) else order
    ends = np.append(starts[1:], len(order))
    shared = (ends - starts > 1) & (ordered[starts] != 0)
    return [
        order[start:end].tolist()
        for start, end in zip(starts[shared].tolist(), ends[shared].tolist(), strict=True)
    ]


def _join_under_titles(
    sets: _Sets, groups: Sequence[Sequence[int]], lookup: Lookup, compare: Compare | None
) -> None:
    """Join the records under each title whose abstracts are near-alike."""

    def alone(some: Iterable[Sequence[int]]) -> Iterator[Compared]:
        return (compared([lookup(number) for number in numbers]) for numbers in some)

    # Joining under one title only ever leaves fewer sets under another, which then may need no comparing, or for the first time.
    apart = [_apart(sets, numbers) for numbers in groups]
    wanted = [
        numbers
        for numbers, count in zip(groups, apart, strict=True)
        if 1 < count <= _MOST_UNDER_ONE_TITLE
    ]
    found = iter((compare or alone)(wanted))
    for numbers, before in zip(groups, apart, strict=True):
        if before < 2:
            continue
        told = next(found) if before <= _MOST_UNDER_ONE_TITLE else None
        if 1 < _apart(sets, numbers) <= _MOST_UNDER_ONE_TITLE:
            _join(sets, numbers, told or next(alone([numbers])))


def _apart(sets: _Sets, numbers: Sequence[int]) -> int:
    return len({sets.find(number) for number in numbers})


def compared(records: Sequence[SourceRecord]) -> Compared:
    """Compare the texts of the records under one title."""
    runs = [shingles(record.abstract or "") for record in records]
    with_text = [place for place, some in enumerate(runs) if some]
    alike: list[tuple[int, int]] = []
    # What holds of a record holds of others with the same words and ids.
    firsts: dict[tuple[object, object], int] = {}
    for place in with_text:
        first = firsts.setdefault((runs[place], frozenset(records[place].ids)), place)
        if first != place:
            alike.append((first, place))
    versions = list(firsts.values())
    if len(versions) > _MOST_VERSIONS:
        return Compared(tuple(alike), tuple(with_text), None)
    sets = _Sets(len(records))
    for count, place in enumerate(versions):
        for other in versions[:count]:
            if (
                sets.find(place) != sets.find(other)
                and not _have_different_ids(records[place], records[other])
                and jaccard(runs[place], runs[other]) >= NEAR_ALIKE
            ):
                sets.join(place, other)
                alike.append((other, place))
    schemes = [
        tuple([scheme for scheme, _ in record.ids if scheme in _ONE_ID_SCHEMES])
        for record in records
    ]
    return Compared(tuple(alike), tuple(with_text), tuple(schemes))


def _join(sets: _Sets, numbers: Sequence[int], told: Compared) -> None:
    """Join the records under a title by what their texts tell."""
    for left, right in told.alike:
        sets.join(numbers[left], numbers[right])
    if told.schemes is not None:
        _join_bare_titles(sets, numbers, told.with_text, told.schemes)


def _join_bare_titles(
    sets: _Sets,
    numbers: Sequence[int],
    with_text: Sequence[int],
    schemes: Sequence[Sequence[str]],
) -> None:
    """Join records that are a title alone to the paper of that title, where texts and ids tell of only one."""
    texts = {numbers[place] for place in with_text}
    bare = [number for number in numbers if number not in texts]
    papers = {sets.find(number) for number in texts}
    by_scheme: dict[str, set[int]] = {}
    for number, some in zip(numbers, schemes, strict=True):
        for scheme in some:
            by_scheme.setdefault(scheme, set()).add(sets.find(number))
    if any(len(different) > 1 for different in (papers, *by_scheme.values())):
        return
    for number in bare:
        sets.join(number, (sorted(texts) or bare)[0])


def _have_different_ids(left: SourceRecord, right: SourceRecord) -> bool:
    mine = dict(left.ids)
    return any(
        scheme in _ONE_ID_SCHEMES and mine.get(scheme, value) != value
        for scheme, value in right.ids
    )
