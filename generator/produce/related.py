"""Which papers are near each paper, from what the search counted of their texts.

Enters: the rows of the search with what was counted of them, and what an earlier build found. Leaves: the nearest of
each row. New papers come at the end of the search's order, so what was found among the rows before them still holds
and is kept; `generator.related` says why.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from generator.pages import Relations, Row
from generator.produce.search_rows import Batch, digest_of
from generator.related import (
    COUNT,
    NONE,
    Features,
    Nearest,
    Pairs,
    Related,
    Vectors,
    features_of,
    make_vectors,
    pairs_of,
    ranges,
    settled_rows,
)
from generator.search import CountedTexts
from generator.stopwatch import Stopwatch
from generator.workers import crew_with

KEPT = "nearest"
_KEY = 16


def features_file(folder: Path, batch: Batch) -> Path:
    """Give where the features of a batch are kept."""
    return folder / f"{batch.name}.features"


def keep_features(file: Path, counted: CountedTexts) -> Features:
    """Take the features out of what was counted, and keep them."""
    features = features_of(counted.index)
    part = file.with_suffix(".part")
    part.write_bytes(features.to_bytes())
    part.replace(file)
    return features


def relate(
    relations: Relations,
    batches: Sequence[Batch],
    texts: Sequence[bytes],
    folder: Path,
    *,
    jobs: int | None,
    watch: Stopwatch,
) -> tuple[int, ...]:
    """Find the papers near each; gives the memory of other processes.

    `batches` are those of the search in its order, `texts` has the digest of each row's texts, by row.
    """
    order = [row for batch in batches for row in batch.rows]
    with watch.stage("related", total=len(order), unit="papers"):
        vectors = make_vectors([_features(folder, batch) for batch in batches])
        with crew_with(vectors, jobs) as crew:

            def pairs(first: int, stop: int) -> Iterator[Pairs]:
                cut = list(ranges(stop, first))
                for (begin, end), found in zip(cut, crew.map(_pairs, cut), strict=True):
                    watch.advance(end - begin)
                    yield found

            settled = settled_rows(len(order))
            key = digest_of([b"%d" % settled, *(texts[row] for row in order[:settled])])
            kept = _kept(folder / KEPT, key)
            if kept is None:
                kept = _gathered(settled, None, pairs(0, settled))
                (folder / KEPT).write_bytes(key + kept.to_bytes())
            else:
                watch.advance(settled)
            found = _gathered(len(order), kept, pairs(settled, len(order)))
            relations.know(_by_row(found, order), COUNT)
            return crew.peaks()


def _pairs(vectors: Vectors, cut: tuple[int, int]) -> Pairs:
    return pairs_of(vectors, *cut)


def _features(folder: Path, batch: Batch) -> Features:
    file = features_file(folder, batch)
    try:
        return Features.from_bytes(file.read_bytes())
    except (OSError, ValueError):  # not kept yet, or damaged: it is made again
        counted = CountedTexts.from_bytes((folder / f"{batch.name}.texts").read_bytes())
        return keep_features(file, counted)


def _kept(file: Path, key: bytes) -> Related | None:
    """Give what was found among the same settled rows, if anything was."""
    try:
        held = file.read_bytes()
        return Related.from_bytes(held[_KEY:]) if held[:_KEY] == key else None
    except (OSError, ValueError):  # not kept yet, or damaged: all pairs are found again
        return None


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
