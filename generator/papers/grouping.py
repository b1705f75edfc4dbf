"""Which records are one paper.

Enters: the keys of all records and a way to look a record up. Leaves: groups of record numbers. Linear in
the records: equal keys are joined by look-up, and texts are compared only among the few records that bear
one title.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby

from generator.models import SourceRecord
from generator.papers.identity import RecordKeys
from generator.text.normal import jaccard, shingles

# Two abstracts under one title are versions of one when they share this much of their runs of three
# words; different papers under one title were seen to share up to 9%.
NEAR_ALIKE = 0.15
# A title under which more different abstracts stand ("Editorial") is no evidence.
_MOST_UNDER_ONE_TITLE = 50
# Schemes in which a paper has one id only: two ids are two papers unless their texts are the same.
_ONE_ID_SCHEMES = frozenset({"arxiv", "acl", "openreview"})


class Groups:
    """Disjoint sets of record numbers, grown record by record and then joined by title.

    `titles` and `abstracts` are the keys of the records by number.
    """

    def __init__(self) -> None:
        self._above = array("L")
        self.titles = array("Q")
        self.abstracts = array("Q")
        self._first_with: dict[int, int] = {}

    def add(self, keys: RecordKeys) -> None:
        """Take the next record in."""
        number = len(self._above)
        self._above.append(number)
        self.titles.append(keys.title)
        self.abstracts.append(keys.abstract)
        for key in (keys.text, *keys.ids):
            first = self._first_with.setdefault(key, number)
            if first != number:
                self._join(first, number)

    def join_near_alike(self, lookup: Callable[[int], SourceRecord]) -> None:
        """Join the records under one title whose abstracts are near-alike."""
        self._first_with.clear()
        order = sorted(range(len(self.titles)), key=self.titles.__getitem__)
        for title, group in groupby(order, key=self.titles.__getitem__):
            if title:
                self._join_under_title(list(group), lookup)

    def members(self) -> Iterator[list[int]]:
        """Give each group's record numbers, ascending."""
        roots = array("L", (self._find(number) for number in range(len(self._above))))
        order = sorted(range(len(roots)), key=roots.__getitem__)
        for _, group in groupby(order, key=roots.__getitem__):
            yield list(group)

    def _join_under_title(
        self, numbers: Sequence[int], lookup: Callable[[int], SourceRecord]
    ) -> None:
        apart = {self._find(number): number for number in reversed(numbers)}
        if not 1 < len(apart) <= _MOST_UNDER_ONE_TITLE:
            return
        records = {number: lookup(number) for number in numbers}
        runs = {number: shingles(records[number].abstract or "") for number in numbers}
        with_text = [number for number in numbers if runs[number]]
        for place, number in enumerate(with_text):
            for other in with_text[:place]:
                if (
                    self._find(number) != self._find(other)
                    and not _have_different_ids(records[number], records[other])
                    and jaccard(runs[number], runs[other]) >= NEAR_ALIKE
                ):
                    self._join(number, other)
        self._join_bare_titles(numbers, with_text, records)

    def _join_bare_titles(
        self,
        numbers: Sequence[int],
        with_text: Sequence[int],
        records: Mapping[int, SourceRecord],
    ) -> None:
        """Join records that are a title alone to the paper of that title, where there is only one."""
        bare = [number for number in numbers if number not in with_text]
        papers = {self._find(number): number for number in with_text}
        if not bare or len(papers) > 1:
            return
        first = next(iter(papers.values()), bare[0])
        for number in bare:
            if not _have_different_ids(records[number], records[first]):
                self._join(number, first)

    def _find(self, number: int) -> int:
        above = self._above
        root = number
        while above[root] != root:
            root = above[root]
        while above[number] != root:
            above[number], number = root, above[number]
        return root

    def _join(self, left: int, right: int) -> None:
        first, second = sorted((self._find(left), self._find(right)))
        self._above[second] = first


def _have_different_ids(left: SourceRecord, right: SourceRecord) -> bool:
    mine = dict(left.ids)
    return any(
        scheme in _ONE_ID_SCHEMES and mine.get(scheme, value) != value
        for scheme, value in right.ids
    )
