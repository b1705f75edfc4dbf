"""The files of the search, of which only those of changed rows are made.

Enters: light rows, the crew, and what is remembered of the index that stands. Leaves: the files in the publication. Rows
are in the order of the search (oldest first, see `generator.search.rows`), so that a new day changes the last segment,
the last group of documents and the manifest alone. What was counted of texts is kept in the store too, so that a
change of topics counts no text again.
"""

from __future__ import annotations

import functools
import hashlib
import marshal
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from generator.fingerprint import value_digest
from generator.models import ClassifiedPaper, PaperRow
from generator.pages import Row
from generator.produce.desk import Desk
from generator.produce.press import Parts, Press
from generator.publish import WrittenFile
from generator.search import (
    BATCH,
    CountedLabels,
    CountedRows,
    CountedTexts,
    SegmentEntry,
    batches,
    boosts,
    count_labels,
    count_texts,
    document_group,
    document_groups,
    documents_a_part,
    list_artifacts,
    manifest_artifact,
    may_be_whole,
    segment_artifacts,
    segment_bounds,
    topic_numbers,
    whole_index_artifact,
)
from generator.workers import Crew

A = TypeVar("A")
R = TypeVar("R")
Kept = TypeVar("Kept", CountedTexts, CountedLabels)
_SIZE = 16
_LEAST_BATCH, _SHARES = 128, 24
_FORMAT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Rows to be counted, and the names under which is kept what was counted."""

    rows: tuple[Row, ...]
    texts: str
    labels: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """The rows of a group of documents; `first` is its first row in the order of the search."""

    rows: tuple[Row, ...]
    first: int
    a_part: int


def make_search(press: Press, crew: Crew[Desk], desk: Desk, counted: Path, *, clean: bool) -> bytes:
    """Make the files of the search; gives what is to be remembered of them.

    In the folder `counted` is kept what was counted; a `clean` build takes no notice of what is there.
    """
    if clean:
        shutil.rmtree(counted, ignore_errors=True)
    counted.mkdir(parents=True, exist_ok=True)
    with press.watch.stage("search", total=len(desk.plan.rows), unit="papers"):
        remembered = press.remembered.search
        known = marshal.loads(remembered) if remembered else {}
        made = _SearchPress(press=press, desk=desk, crew=crew, counted=counted, known=known)
        return made.run()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _SearchPress:
    """Makes the files of the search; `counted` is a folder, `known` are the parts of the last build, by key."""

    press: Press
    desk: Desk
    crew: Crew[Desk]
    counted: Path
    known: Parts
    made: dict[bytes, tuple[bytes, list[str]]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def run(self) -> bytes:
        """Make all files; gives what is to be remembered of them."""
        config, order = self.desk.config, _in_search_order(self.desk.plan.rows)
        cuts = [self._batches(order, *bound) for bound in segment_bounds(len(order))]
        segments = [self._segment(batches) for batches in cuts]
        entries = [entry for entry, _ in segments]
        folders = self._documents(order)
        whole = self._whole(cuts, segments) if may_be_whole(entries, config) else False
        labels = self._labels(cuts, segments)
        lists = list_artifacts(labels, entries, [topic.slug for topic in config.topics])
        self.press.put(lists.artifacts)
        self.press.put([manifest_artifact(entries, folders, lists, config, whole=whole)])
        self._sweep()
        return marshal.dumps(self.made, _FORMAT)

    def _batches(self, order: Sequence[Row], start: int, stop: int) -> _Segment:
        """Cut the rows of a segment into batches, each named after what its rows hold."""
        rows = self.desk.plan.rows
        titles = value_digest([(each.slug, each.title) for each in self.desk.config.topics])
        found = []
        for some in batches(start, stop, _batch_size(stop - start)):
            these = tuple(order[some])
            texts = _digest([rows[row].texts for row in these]).hex()
            labels = _digest([titles.encode(), *(rows[row].digest for row in these)]).hex()
            self.used.update((f"{texts}.texts", f"{labels}.labels"))
            found.append(_Batch(rows=these, texts=texts, labels=labels))
        key = _digest([str(start).encode(), *(batch.labels.encode() for batch in found)])
        return _Segment(start=start, key=b"segment" + key, batches=tuple(found))

    def _segment(self, segment: _Segment) -> tuple[SegmentEntry, list[CountedRows] | None]:
        """Make a segment, or keep it; gives its entry, and what was counted if it was made."""
        kept = self.press.part(segment.key, self.known)
        if kept is not None:
            self.made[segment.key] = self.known[segment.key]
            self.press.watch.advance(sum(len(batch.rows) for batch in segment.batches))
            return SegmentEntry.from_bytes(kept), None
        counted = list(self._counted(segment))
        artifacts, entry = segment_artifacts(counted, segment.start, self._spread)
        paths = self.press.put_part(segment.key, artifacts)
        self.made[segment.key] = entry.to_bytes(), paths
        return entry, counted

    def _counted(self, segment: _Segment) -> Iterator[CountedRows]:
        work = ((self.counted, batch) for batch in segment.batches)
        for rows in self.crew.map(_count, work):
            self.press.watch.advance(rows.documents)
            yield rows

    def _documents(self, order: Sequence[Row]) -> list[str]:
        """Make the groups of documents, or keep them; gives their folders."""
        rows, config, homes = self.desk.plan.rows, self.desk.config, self.desk.plan.home_of
        topics = value_digest([(each.slug, each.parent) for each in config.topics]).encode()
        a_part = documents_a_part(len(order))
        groups = [
            _Group(rows=tuple(order[some.start : some.stop]), first=some.start, a_part=a_part)
            for some in document_groups(len(order))
        ]
        keys = [
            b"group"
            + _digest(
                [
                    topics,
                    b"%d" % group.first,
                    *(rows[row].digest for row in group.rows),
                    *(home.encode() for row in group.rows if (home := homes(row)) is not None),
                ]
            )
            for group in groups
        ]
        folders = [self.press.part(key, self.known) for key in keys]
        missing = [group for group, folder in zip(groups, folders, strict=True) if folder is None]
        written = self.crew.map(_write_group, missing)
        for place, key in enumerate(keys):
            if (kept := folders[place]) is not None:
                self.made[key] = self.known[key]
                folders[place] = kept
                continue
            folder, files = next(written)
            folders[place] = folder.encode()
            self.made[key] = folder.encode(), self.press.add_part(key, files)
        return [folder.decode() for folder in folders if folder is not None]

    def _whole(
        self,
        cuts: Sequence[_Segment],
        segments: Sequence[tuple[SegmentEntry, list[CountedRows] | None]],
    ) -> bool:
        """Make the index in one file, or keep it; tells whether there is one."""
        settings = repr((boosts(self.desk.config), self.desk.config.search.whole_index_megabytes))
        key = b"whole" + _digest([settings.encode(), *(segment.key for segment in cuts)])
        kept = self.press.part(key, self.known)
        if kept is not None:
            self.made[key] = self.known[key]
            return bool(kept)
        every = [
            rows
            for segment, (_, counted) in zip(cuts, segments, strict=True)
            for rows in (counted if counted is not None else self._loaded(segment))
        ]
        whole = whole_index_artifact(every, self.desk.config, self._spread)
        paths = self.press.put_part(key, [whole] if whole is not None else [])
        self.made[key] = b"1" if whole is not None else b"", paths
        return whole is not None

    def _loaded(self, segment: _Segment) -> Iterator[CountedRows]:
        """Give what was counted of a segment that is kept."""
        return self.crew.map(_count, ((self.counted, batch) for batch in segment.batches))

    def _labels(
        self,
        cuts: Sequence[_Segment],
        segments: Sequence[tuple[SegmentEntry, list[CountedRows] | None]],
    ) -> list[CountedLabels]:
        found = []
        for segment, (_, counted) in zip(cuts, segments, strict=True):
            if counted is not None:
                found += [rows.labels for rows in counted]
            else:
                work = ((self.counted, batch) for batch in segment.batches)
                found += self.crew.map(_count_labels, work)
        return found

    def _spread(self, function: Callable[[A], R], values: Iterable[A], /) -> Iterator[R]:
        return self.crew.map(_apply, ((function, value) for value in values))

    def _sweep(self) -> None:
        """Remove what was counted of rows that are no more."""
        for path in self.counted.iterdir():
            if path.name not in self.used:
                path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Segment:
    """The batches of a segment whose first row is `start`."""

    start: int
    key: bytes
    batches: tuple[_Batch, ...]


def _in_search_order(rows: Sequence[PaperRow]) -> list[Row]:
    """Order rows as those of the search are, which come by their ids (see `generator.search.rows.row_key`)."""
    newest = np.fromiter(
        (row.dates[-1].toordinal() if row.dates else 0 for row in rows), np.int64, len(rows)
    )
    order: list[Row] = np.lexsort((-np.arange(len(rows)), newest)).tolist()
    return order


def _batch_size(rows: int) -> int:
    """Give how many rows are counted at once: large batches have fewer words twice, small ones are more alike.

    What is counted of a batch is kept, so the small last segment, to which new days are added, has small ones.
    """
    return min(max(1 << (rows // _SHARES).bit_length(), _LEAST_BATCH), BATCH)


def _digest(values: Iterable[bytes]) -> bytes:
    digest = hashlib.blake2b(digest_size=_SIZE)
    for value in values:
        digest.update(b"%d:" % len(value))
        digest.update(value)
    return digest.digest()


def _apply(_: Desk, call: tuple[Callable[[Any], Any], Any]) -> Any:  # noqa: ANN401 - any function's
    function, value = call
    return function(value)


def _count(desk: Desk, work: tuple[Path, _Batch]) -> CountedRows:
    """Count rows, or read what was counted before."""
    folder, batch = work
    papers = functools.cache(lambda: _papers(desk, batch.rows))
    return CountedRows(
        texts=_kept(
            folder / f"{batch.texts}.texts", CountedTexts.from_bytes, lambda: count_texts(papers())
        ),
        labels=_labels_of(desk, folder, batch, papers),
    )


def _count_labels(desk: Desk, work: tuple[Path, _Batch]) -> CountedLabels:
    folder, batch = work
    return _labels_of(desk, folder, batch, lambda: _papers(desk, batch.rows))


def _labels_of(
    desk: Desk, folder: Path, batch: _Batch, papers: Callable[[], list[ClassifiedPaper]]
) -> CountedLabels:
    titles = {topic.slug: topic.title for topic in desk.config.topics}
    return _kept(
        folder / f"{batch.labels}.labels",
        CountedLabels.from_bytes,
        lambda: count_labels(papers(), titles),
    )


def _kept(file: Path, read: Callable[[bytes], Kept], make: Callable[[], Kept]) -> Kept:
    """Read what a file keeps, or make it and keep it there."""
    try:
        return read(file.read_bytes())
    except (OSError, ValueError):
        made = make()
        part = file.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(made.to_bytes())
        part.replace(file)
        return made


def _papers(desk: Desk, rows: Iterable[Row]) -> list[ClassifiedPaper]:
    return [desk.papers.read(row) for row in rows]


def _write_group(desk: Desk, group: _Group) -> tuple[str, list[WrittenFile]]:
    """Write a group of documents; gives its folder and the files."""
    papers, topics = _papers(desk, group.rows), topic_numbers(desk.config)
    homes = [desk.plan.home_of(row) for row in group.rows]
    made = document_group(papers, group.first, group.a_part, topics, homes)
    return made.folder, [desk.writer.write(artifact) for artifact in made.artifacts]
