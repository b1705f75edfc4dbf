"""Which records are one paper.

Enters: the keys of all records and a way to look a record up. Leaves: groups of record numbers. Equal keys
are found by sorting, and texts are compared only among the few records that bear one title.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def grouped(table: KeyTable, lookup: Lookup) -> Groups:
    """Put the records together that are one paper."""
    import numpy as np  # a fifth of the start-up of commands that group nothing

    sets = _Sets(len(table))
    texts, ids = np.frombuffer(table.texts, np.uint64), np.frombuffer(table.ids, np.uint64)
    numbers = np.arange(len(table))
    owners = np.repeat(numbers, np.frombuffer(table.id_counts, np.uint32))
    for left, right in _neighbours(np.concatenate([texts, ids]), np.concatenate([numbers, owners])):
        sets.join(left, right)
    titles = np.frombuffer(table.titles, np.uint64)
    for under_one_title in _sharing(titles):
        _join_under_title(sets, under_one_title, lookup)
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


def _join_under_title(sets: _Sets, numbers: Sequence[int], lookup: Lookup) -> None:
    """Join the records under one title whose abstracts are near-alike."""
    apart = {sets.find(number): number for number in reversed(numbers)}
    if not 1 < len(apart) <= _MOST_UNDER_ONE_TITLE:
        return
    records = {number: lookup(number) for number in numbers}
    runs = {number: shingles(records[number].abstract or "") for number in numbers}
    with_text = [number for number in numbers if runs[number]]
    versions = _joined_alike(sets, with_text, records, runs)
    if len(versions) > _MOST_VERSIONS:
        return
    for place, number in enumerate(versions):
        for other in versions[:place]:
            if (
                sets.find(number) != sets.find(other)
                and not _have_different_ids(records[number], records[other])
                and jaccard(runs[number], runs[other]) >= NEAR_ALIKE
            ):
                sets.join(number, other)
    _join_bare_titles(sets, numbers, with_text, records)


def _joined_alike(
    sets: _Sets,
    numbers: Sequence[int],
    records: Mapping[int, SourceRecord],
    runs: Mapping[int, frozenset[tuple[str, ...]]],
) -> list[int]:
    """Join records of the same words and ids; gives one of each, for what holds of it holds of the others."""
    firsts: dict[tuple[object, object], int] = {}
    for number in numbers:
        first = firsts.setdefault((runs[number], frozenset(records[number].ids)), number)
        sets.join(number, first)
    return list(firsts.values())


def _join_bare_titles(
    sets: _Sets,
    numbers: Sequence[int],
    with_text: Sequence[int],
    records: Mapping[int, SourceRecord],
) -> None:
    """Join records that are a title alone to the paper of that title, where texts and ids tell of only one."""
    texts = frozenset(with_text)
    bare = [number for number in numbers if number not in texts]
    papers = {sets.find(number) for number in with_text}
    by_scheme: dict[str, set[int]] = {}
    for number in numbers:
        for scheme, _ in records[number].ids:
            if scheme in _ONE_ID_SCHEMES:
                by_scheme.setdefault(scheme, set()).add(sets.find(number))
    if any(len(different) > 1 for different in (papers, *by_scheme.values())):
        return
    for number in bare:
        sets.join(number, (with_text or bare)[0])


def _have_different_ids(left: SourceRecord, right: SourceRecord) -> bool:
    mine = dict(left.ids)
    return any(
        scheme in _ONE_ID_SCHEMES and mine.get(scheme, value) != value
        for scheme, value in right.ids
    )
