"""Which papers are near each paper, from what the search counted of their texts.

Enters: the rows of the search with what was counted of them, and what an earlier build found. Leaves: the nearest of
each row. New papers come at the end of the search's order, so what was found among the rows before them still holds
and is kept; `generator.related` says why.
"""

from __future__ import annotations

import secrets
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from generator.crews import Crews
from generator.memory import give_back
from generator.pages import Relations, Row
from generator.produce.marks import RowMarks
from generator.produce.search_rows import Batch, digest_of, features_file, texts_file
from generator.related import (
    COUNT,
    NONE,
    Features,
    Nearest,
    Pairs,
    Related,
    SettledVectors,
    Vectors,
    features_of,
    make_vectors,
    pairs_of,
    ranges,
    settled_rows,
    settled_vectors,
)
from generator.search import CountedTexts, StoredTexts
from generator.stopwatch import Stopwatch

Kept = TypeVar("Kept")
KEPT = ("nearest", "vectors")  # what is made of the settled rows
_KEY = 16
# Of many ranges several make a piece of work: each piece costs who hands it out a millisecond or two on a cluster.
_PIECES, _MOST_AT_ONCE = 64, 8


def keep_features(file: Path, counted: CountedTexts) -> Features:
    """Take the features out of what was counted, and keep them."""
    features = features_of(counted.index)
    part = file.with_suffix(f".{secrets.token_hex(8)}.part")
    part.write_bytes(features.to_bytes())
    part.replace(file)
    return features


def relate(
    relations: Relations,
    batches: Sequence[Batch],
    marks: RowMarks,
    folder: Path,
    *,
    crews: Crews,
    watch: Stopwatch,
) -> tuple[int, ...]:
    """Find the papers near each; gives the memory of other processes.

    `batches` are those of the search in its order.
    """
    order = [row for batch in batches for row in batch.rows]
    with watch.stage("related", total=len(order), unit="papers"):
        settled = settled_rows(len(order))
        key = digest_of([b"%d" % settled, marks.texts[order[:settled]].tobytes()])
        kept = _kept(folder / KEPT[0], key, Related.from_bytes)
        first = 0 if kept is None else settled
        vectors = make_vectors(*_vectors(folder, batches, key, settled), first)
        give_back()
        with crews.crew(vectors) as crew:

            def pairs(first: int, stop: int) -> Iterator[Pairs]:
                cut = list(ranges(stop, first))
                size = min(max(len(cut) // _PIECES, 1), _MOST_AT_ONCE)
                pieces = [cut[start : start + size] for start in range(0, len(cut), size)]
                for piece, found in zip(pieces, crew.map(_pairs, pieces), strict=True):
                    watch.advance(piece[-1][1] - piece[0][0])
                    yield from found

            if kept is None:
                kept = _gathered(settled, None, pairs(0, settled))
                _keep(folder / KEPT[0], key, [kept.to_bytes()])
            else:
                watch.advance(settled)
            found = _gathered(len(order), kept, pairs(settled, len(order)))
            relations.know(_by_row(found, order), COUNT)
            return crew.peaks()


def _vectors(
    folder: Path, batches: Sequence[Batch], key: bytes, settled: int
) -> tuple[SettledVectors, list[Features]]:
    """Give what was made of the settled rows, or make it, and the features of the later ones."""
    kept = _kept(folder / KEPT[1], key, SettledVectors.from_bytes)
    later, first = [], 0
    for batch in batches:
        stop = first + len(batch.rows)
        if stop > settled:
            later.append(_features(folder, batch).part(settled - first, len(batch.rows)))
        first = stop
    if kept is None:
        kept = settled_vectors(_OfSettled(folder=folder, batches=batches, rows=settled), settled)
        _keep(folder / KEPT[1], key, kept.pieces())
    return kept, later


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfSettled:
    """The features of the first rows, which are read each time that they are gone through."""

    folder: Path
    batches: Sequence[Batch]
    rows: int

    def __iter__(self) -> Iterator[Features]:
        first = 0
        for batch in self.batches:
            if first < self.rows:
                yield _features(self.folder, batch).part(0, self.rows - first)
            first += len(batch.rows)


def _pairs(vectors: Vectors, piece: Sequence[tuple[int, int]]) -> list[Pairs]:
    return [pairs_of(vectors, *cut) for cut in piece]


def _features(folder: Path, batch: Batch) -> Features:
    file = features_file(folder, batch)
    try:
        return Features.from_bytes(file.read_bytes())
    except (OSError, ValueError):  # not kept yet, or damaged: it is made again
        counted = StoredTexts(file=texts_file(folder, batch)).read()
        return keep_features(file, counted)


def _kept(file: Path, key: bytes, read: Callable[[bytes], Kept]) -> Kept | None:
    """Give what was made of the same settled rows, if anything was."""
    try:
        held = file.read_bytes()
        return read(held[_KEY:]) if held[:_KEY] == key else None
    except (OSError, ValueError):  # not kept yet, or damaged: it is found again
        return None


def _keep(file: Path, key: bytes, pieces: Iterable[bytes | memoryview]) -> None:
    part = file.with_suffix(".part")
    with part.open("wb") as stream:
        stream.write(key)
        stream.writelines(pieces)
    part.replace(file)


def _gathered(rows: int, kept: Related | None, pairs: Iterable[Pairs]) -> Related:
    nearest = Nearest(rows)
    if kept is not None:
        nearest.add_kept(kept)
    for some in pairs:
        nearest.add(some)
    return nearest.related()


def _by_row(found: Related, order: Sequence[Row]) -> array[int]:
    """Write places in the search's order as rows."""
    rows = np.array([*order, NONE], dtype=np.int32)
    by_row = np.full((len(order), COUNT), NONE, dtype=np.int32)
    # The place -1, for none, is the last.
    by_row[rows[:-1]] = rows[found.rows]
    return array("i", by_row.tobytes())
