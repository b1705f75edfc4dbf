"""Which papers are near each paper, from what the search counted of their texts.

Enters: the rows of the search with what was counted of them, and what an earlier build found. Leaves: the nearest of
each row. New papers come at the end of the search's order, so what was found among the rows before them still holds
and is kept; `generator.related` says why. Parts of the rows are counted where work is done, the sums weigh their terms there, and from the
vectors that leave that lists are put together: who called holds frequencies of terms, and of each paper its five nearest.
"""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from generator.crews import Crew, Crews
from generator.pages import Relations
from generator.produce.marks import RowMarks
from generator.produce.search_rows import Batch, digest_of, features_name, texts_name
from generator.related import (
    COUNT,
    NONE,
    Features,
    Nearest,
    Pairs,
    Related,
    Section,
    Tally,
    VectorObjects,
    features_of,
    frequencies_of,
    pairs_of,
    ranges,
    settled_rows,
)
from generator.search import CountedTexts, StoredTexts
from generator.search.arrays import Numbers
from generator.stopwatch import Stopwatch
from generator.store.folder import StoreFolder
from generator.stores import ObjectStore, in_order

Kept = TypeVar("Kept")
NEAREST = "nearest"  # what was found among the settled rows
_KEY = 16
# Of many ranges several make a piece of work: each piece costs who hands it out a millisecond or two on a cluster.
_PIECES, _MOST_AT_ONCE = 64, 8


def keep_features(store: ObjectStore, name: str, counted: CountedTexts) -> Features:
    """Take the features out of what was counted of a batch of that name, and keep them."""
    features = features_of(counted.index)
    store.write(features_name(name), features.to_bytes())
    return features


def sections(order: Numbers, marks: RowMarks) -> tuple[Section, Section]:
    """Give the settled rows of an order, and the later ones."""
    rows, settled = len(order), settled_rows(len(order))
    texts = marks.texts[order]
    key = digest_of([b"%d" % settled, texts[:settled].tobytes()])
    later = digest_of([key, texts[settled:].tobytes()])
    return (
        Section(key=key.hex(), first=0, stop=settled),
        Section(key=later.hex(), first=settled, stop=rows),
    )


def relate(
    relations: Relations,
    batches: Sequence[Batch],
    marks: RowMarks,
    folder: StoreFolder,
    *,
    crews: Crews,
    watch: Stopwatch,
) -> tuple[int, ...]:
    """Find the papers near each; gives the memory of other processes.

    `batches` are those of the search in its order.
    """
    order = np.array([row for batch in batches for row in batch.rows], dtype=np.int64)
    with watch.stage("related", total=len(order), unit="papers"):
        objects = VectorObjects(folder.texts, sections(order, marks))
        settled = objects.sections[0]
        key = bytes.fromhex(settled.key)
        kept = _kept(folder.counted / NEAREST, key, Related.from_bytes)
        with crews.crew(objects) as crew:
            for number in range(len(objects.sections)):
                _make(crew, objects, number, batches)

            def pairs(first: int, stop: int) -> Iterator[Pairs]:
                cut = list(ranges(stop, first))
                size = min(max(len(cut) // _PIECES, 1), _MOST_AT_ONCE)
                pieces = [cut[start : start + size] for start in range(0, len(cut), size)]
                for piece, found in zip(pieces, crew.map(_pairs, pieces), strict=True):
                    watch.advance(piece[-1][1] - piece[0][0])
                    yield from found

            if kept is None:
                kept = _gathered(settled.stop, None, pairs(0, settled.stop))
                _keep(folder.counted / NEAREST, key, kept.to_bytes())
            else:
                watch.advance(settled.stop)
            found = _gathered(len(order), kept, pairs(settled.stop, len(order)))
            relations.know(_by_row(found, order), COUNT)
            return crew.peaks()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of a section to be made: its batches, each with the first of its rows and the one behind the last, counted in the batch."""

    section: int
    place: int
    batches: tuple[tuple[str, int, int], ...]


def _make(
    crew: Crew[VectorObjects], objects: VectorObjects, number: int, batches: Sequence[Batch]
) -> None:
    """Make the vectors of a section, unless they were kept; what is counted of the terms alone comes here."""
    section = objects.sections[number]
    if objects.are_whole(number):
        return
    parts = _parts(section, number, batches)
    tally = Tally()
    for terms, frequencies in crew.map(_count, parts):
        tally.add(terms, frequencies)
    objects.write_seen(number, tally)
    deque(crew.map(_weigh, parts), maxlen=0)
    deque(crew.map(_list, [(number, place) for place in range(len(section.lists))]), maxlen=0)


def _parts(section: Section, number: int, batches: Sequence[Batch]) -> list[_Part]:
    """Say of which batches, or of which of their rows, each part of a section is."""
    starts = np.cumsum([0, *(len(batch.rows) for batch in batches)])
    found = []
    for place, (start, stop) in enumerate(section.parts):
        first = int(np.searchsorted(starts, start, side="right")) - 1
        last = int(np.searchsorted(starts, stop))
        some = tuple(
            (batches[each].name, max(start - int(starts[each]), 0), stop - int(starts[each]))
            for each in range(first, last)
        )
        found.append(_Part(section=number, place=place, batches=some))
    return found


def _count(objects: VectorObjects, part: _Part) -> tuple[Numbers, Numbers]:
    return frequencies_of(_features_of(objects.store, part))


def _weigh(objects: VectorObjects, part: _Part) -> None:
    objects.write_part(part.section, part.place, _features_of(objects.store, part))


def _list(objects: VectorObjects, wanted: tuple[int, int]) -> None:
    objects.write_lists(*wanted)


def _pairs(objects: VectorObjects, piece: Sequence[tuple[int, int]]) -> list[Pairs]:
    return [pairs_of(objects.vectors, *cut) for cut in piece]


def _features_of(store: ObjectStore, part: _Part) -> list[Features]:
    names = [name for name, _, _ in part.batches]
    every = in_order(store, lambda name: _features(store, name), names)
    return [
        each.part(start, stop) for each, (_, start, stop) in zip(every, part.batches, strict=True)
    ]


def _features(store: ObjectStore, name: str) -> Features:
    try:
        return Features.from_bytes(store.read(features_name(name)))
    except (FileNotFoundError, ValueError):  # not kept yet, or damaged: it is made again
        counted = StoredTexts(store=store, name=texts_name(name)).read()
        return keep_features(store, name, counted)


def _kept(file: Path, key: bytes, read: Callable[[bytes], Kept]) -> Kept | None:
    """Give what was made of the same settled rows, if anything was."""
    try:
        held = file.read_bytes()
        return read(held[_KEY:]) if held[:_KEY] == key else None
    except (OSError, ValueError):  # not kept yet, or damaged: it is found again
        return None


def _keep(file: Path, key: bytes, data: bytes) -> None:
    part = file.with_suffix(".part")
    part.write_bytes(key + data)
    part.replace(file)


def _gathered(rows: int, kept: Related | None, pairs: Iterable[Pairs]) -> Related:
    nearest = Nearest(rows)
    if kept is not None:
        nearest.add_kept(kept)
    for some in pairs:
        nearest.add(some)
    return nearest.related()


def _by_row(found: Related, order: Numbers) -> array[int]:
    """Write places in the search's order as rows."""
    rows = np.append(order, NONE).astype(np.int32)
    by_row = np.full((len(order), COUNT), NONE, dtype=np.int32)
    # The place -1, for none, is the last.
    by_row[rows[:-1]] = rows[found.rows]
    return array("i", by_row.tobytes())
