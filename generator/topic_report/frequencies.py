"""In how many papers of each group phrases stand, in memory that does not grow with the papers.

Enters: papers, each with the groups that it is in. Leaves: the counts of every phrase that is in enough
papers. The first pass adds phrases up in a table of fixed size under their hashes, which can only count too
much; the second counts exactly those that may be frequent enough, so hashes leave no trace in the result.
What is enough grows with the papers: of what stands in one paper of 5,000 there is no end, and nobody
would miss it.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from generator.models import Paper
from generator.topic_report.phrases import PhraseReader

FEWEST_PAPERS = 3
_PAPERS_FOR_ONE_MORE = 5_000
_CELLS = 1 << 23
_MOST_IN_CELL = 0xFFFF


@dataclass(frozen=True, slots=True)
class Frequencies:
    """Phrases with their counts: `table` has a row for each, its papers and then those of each group."""

    keys: tuple[str, ...]
    table: array[int]
    sizes: tuple[int, ...]
    papers: int

    def of(self, group: int) -> Iterator[tuple[str, int, int]]:
        """Give each phrase of a group with its papers in the group and outside of it."""
        width = len(self.sizes) + 1
        for place, key in enumerate(self.keys):
            inside = self.table[place * width + 1 + group]
            if inside >= FEWEST_PAPERS:
                yield key, inside, self.table[place * width] - inside


def count_phrases(
    papers: Sequence[tuple[Paper, Sequence[int]]], groups: int, reader: PhraseReader
) -> Frequencies:
    """Count phrases in papers that are in the groups of these numbers."""
    fewest = max(FEWEST_PAPERS, len(papers) // _PAPERS_FOR_ONE_MORE)
    sketch = _sketch((paper for paper, _ in papers), reader)
    rows: dict[str, int] = {}
    table = array("I")
    sizes = [0] * groups
    empty = array("I", [0] * (groups + 1))
    for paper, inside in papers:
        columns = [0, *(group + 1 for group in inside)]
        for group in inside:
            sizes[group] += 1
        for key in reader.keys(paper):
            if sketch[hash(key) & (_CELLS - 1)] >= fewest:
                row = rows.get(key)
                if row is None:
                    row = rows[key] = len(table)
                    table.extend(empty)
                for column in columns:
                    table[row + column] += 1
    kept = sorted(key for key, row in rows.items() if table[row] >= fewest)
    ordered = array("I")
    for key in kept:
        ordered.extend(table[rows[key] : rows[key] + groups + 1])
    return Frequencies(keys=tuple(kept), table=ordered, sizes=tuple(sizes), papers=len(papers))


def _sketch(papers: Iterable[Paper], reader: PhraseReader) -> array[int]:
    """Count phrases under their hashes: no count is too low, for what shares a cell is added up."""
    cells = array("H", bytes(2 * _CELLS))
    for paper in papers:
        for key in reader.keys(paper):
            cell = hash(key) & (_CELLS - 1)
            if cells[cell] < _MOST_IN_CELL:
                cells[cell] += 1
    return cells
