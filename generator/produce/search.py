"""The files of the search, of which only those of changed rows are made.

Enters: light rows, the crew, and what is remembered of the index that stands. Leaves: the files in the publication. Rows
are in the order of the search (oldest first, see `generator.search.rows`), so that a new day changes the last segment,
the last group of documents and the manifest alone. What was counted of texts is kept in the store too, so that a
change of topics counts no text again.
"""

from __future__ import annotations

import functools
import marshal
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from generator.models import ClassifiedPaper
from generator.pages import Row
from generator.produce.desk import Desk
from generator.produce.marks import RowMarks
from generator.produce.press import Parts, Press
from generator.produce.related import KEPT, features_file, keep_features
from generator.produce.search_rows import (
    Batch,
    Group,
    Segment,
    Stretch,
    digest_of,
    in_search_order,
    segments,
    stretches,
)
from generator.publish import WrittenFile
from generator.search import (
    CountedRows,
    CountedTexts,
    SegmentEntry,
    boosts,
    count_labels,
    count_texts,
    document_group,
    list_artifacts,
    list_rows,
    manifest_artifact,
    may_be_whole,
    segment_artifacts,
    topic_numbers,
    topic_segment_artifacts,
    topics_parts,
    whole_index_artifact,
)
from generator.search.batch import BatchIndex
from generator.search.spread import here
from generator.workers import Crew

A = TypeVar("A")
R = TypeVar("R")
_FORMAT = 2
_MANY = 4096  # rows of a segment that is worth more than one process


# What was counted of the texts of a stretch; and of each group its folder and files.
_Done = tuple[list[CountedTexts], list[tuple[str, list[WrittenFile]]]]


def make_search(
    press: Press, crew: Crew[Desk], desk: Desk, marks: RowMarks, counted: Path, *, clean: bool
) -> tuple[bytes, list[Batch]]:
    """Make the files of the search; gives what is to be remembered of them, and the batches in which texts were counted.

    In the folder `counted` is kept what was counted; a `clean` build takes no notice of what is there.
    """
    if clean:
        shutil.rmtree(counted, ignore_errors=True)
    counted.mkdir(parents=True, exist_ok=True)
    with press.watch.stage("search", total=len(desk.plan.rows), unit="papers"):
        remembered = press.remembered.search
        known = marshal.loads(remembered) if remembered else {}
        made = _SearchPress(press=press, desk=desk, crew=crew, counted=counted, known=known)
        return made.run(marks)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _MadeSegment:
    """The entry of the texts of a segment, its folders of documents, and what was counted, if it is at hand."""

    entry: SegmentEntry
    folders: list[str]
    counted: list[CountedTexts] | None


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

    def run(self, marks: RowMarks) -> tuple[bytes, list[Batch]]:
        """Make all files; gives what is to be remembered of them, and the batches in their order."""
        config, order = self.desk.config, in_search_order(marks)
        cuts = segments(self.desk.plan, config, marks, order)
        every_batch = [batch for cut in cuts for batch in cut.batches]
        self.used.update(f"{batch.name}.texts" for batch in every_batch)
        self.used.update(KEPT, (features_file(Path(), batch).name for batch in every_batch))
        made = [self._segment(cut) for cut in cuts]
        topics = [self._topics(cut) for cut in cuts]
        entries = [each.entry for each in made]
        whole = may_be_whole([*entries, *topics], config) and self._whole(cuts, made)
        slugs = [topic.slug for topic in config.topics]
        rows = list_rows([self.desk.plan.rows[row] for row in order.tolist()])
        lists = list_artifacts(rows, entries, topics, slugs)
        folders = [folder for each in made for folder in each.folders]
        self.press.put(lists.artifacts)
        manifest = manifest_artifact(entries, topics, folders, lists, config, whole=whole)
        self.press.put([manifest])
        self._sweep()
        return marshal.dumps(self.made, _FORMAT), every_batch

    def _kept(self, key: bytes) -> bytes | None:
        """Keep a part that was made from the same; gives its value."""
        kept = self.press.part(key, self.known)
        if kept is not None:
            self.made[key] = self.known[key]
        return kept

    def _segment(self, cut: Segment) -> _MadeSegment:
        """Make the texts and the documents of a segment, or keep them."""
        kept = self._kept(cut.key)
        folders = {group.key: self._kept(group.key) for group in cut.groups}
        missing = tuple(group for group in cut.groups if folders[group.key] is None)
        counted: list[CountedTexts] = []
        for some, groups in self._stretches(cut, missing, count=kept is None):
            counted += some
            for group, (folder, files) in groups:
                folders[group.key] = folder.encode()
                self.made[group.key] = folder.encode(), self.press.add_part(group.key, files)
        if kept is not None:
            entry = SegmentEntry.from_bytes(kept)
        else:
            spread = self._spread if len(cut.rows) >= _MANY else here
            artifacts, entry = segment_artifacts(counted, cut.start, spread)
            paths = self.press.put_part(cut.key, artifacts)
            self.made[cut.key] = entry.to_bytes(), paths
        return _MadeSegment(
            entry=entry,
            folders=[folder.decode() for folder in folders.values() if folder is not None],
            # Of a large index what was counted is let go of, and read again if it is asked for.
            counted=counted if counted and may_be_whole([entry], self.desk.config) else None,
        )

    def _stretches(
        self, cut: Segment, groups: Sequence[Group], *, count: bool
    ) -> Iterator[tuple[list[CountedTexts], Iterator[tuple[Group, tuple[str, list[WrittenFile]]]]]]:
        """Count a segment, if it is to be counted, and write groups of its documents."""
        work = list(stretches(cut, self.counted, groups, count=count))
        if not count:
            self.press.watch.advance(len(cut.rows))
        for stretch, (counted, written) in zip(work, self.crew.map(_make, work), strict=True):
            self.press.watch.advance(sum(texts.index.documents for texts in counted))
            yield counted, zip(stretch.groups, written, strict=True)

    def _labels(self, cut: Segment) -> list[BatchIndex]:
        """Count the topics of a segment, for which no paper has to be read."""
        return list(self.crew.map(_count_labels, [batch.rows for batch in cut.batches]))

    def _topics(self, cut: Segment) -> SegmentEntry:
        """Make the topics of a segment, or keep them."""
        kept = self._kept(cut.topics_key)
        if kept is not None:
            return SegmentEntry.from_bytes(kept)
        rows = self.desk.plan.rows
        shown = topics_parts(
            [rows[row].topics for row in cut.rows], topic_numbers(self.desk.config)
        )
        artifacts, entry = topic_segment_artifacts(self._labels(cut), shown, cut.start)
        paths = self.press.put_part(cut.topics_key, artifacts)
        self.made[cut.topics_key] = entry.to_bytes(), paths
        return entry

    def _whole(
        self,
        cuts: Sequence[Segment],
        made: Sequence[_MadeSegment],
    ) -> bool:
        """Make the index in one file, or keep it; tells whether there is one."""
        settings = repr((boosts(self.desk.config), self.desk.config.search.whole_index_megabytes))
        keys = [key for cut in cuts for key in (cut.key, cut.topics_key)]
        key = b"whole" + digest_of([settings.encode(), *keys])
        kept = self._kept(key)
        if kept is not None:
            return bool(kept)
        every = [
            CountedRows(texts=texts, labels=labels)
            for cut, each in zip(cuts, made, strict=True)
            for texts, labels in zip(
                each.counted or self._loaded(cut), self._labels(cut), strict=True
            )
        ]
        whole = whole_index_artifact(every, self.desk.config, self._spread)
        paths = self.press.put_part(key, [whole] if whole is not None else [])
        self.made[key] = b"1" if whole is not None else b"", paths
        return whole is not None

    def _loaded(self, cut: Segment) -> Iterator[CountedTexts]:
        """Give what was counted of the texts of a segment."""
        for counted, _ in self.crew.map(_make, stretches(cut, self.counted, (), count=True)):
            yield from counted

    def _spread(self, function: Callable[[A], R], values: Iterable[A], /) -> Iterator[R]:
        return self.crew.map(_apply, ((function, value) for value in values))

    def _sweep(self) -> None:
        """Remove what was counted of rows that are no more."""
        for path in self.counted.iterdir():
            if path.name not in self.used:
                path.unlink(missing_ok=True)


def _apply(_: Desk, call: tuple[Callable[[Any], Any], Any]) -> Any:  # noqa: ANN401 - any function's
    function, value = call
    return function(value)


def _make(desk: Desk, stretch: Stretch) -> _Done:
    """Count the texts of rows, or read what was counted before, and write groups of documents."""
    known: dict[Row, ClassifiedPaper] = {}

    def papers(rows: Sequence[Row]) -> list[ClassifiedPaper]:
        # A paper is read once for both.
        wanted = [row for row in rows if row not in known]
        known.update(zip(wanted, desk.papers.read_all(wanted), strict=True))
        return [known[row] for row in rows]

    counted = [
        _kept(stretch.folder, batch, functools.partial(papers, batch.rows))
        for batch in stretch.batches
    ]
    written = []
    for group in stretch.groups:
        homes = [desk.plan.home_of(row) for row in group.rows]
        made = document_group(papers(group.rows), group.first, group.a_part, homes)
        written.append((made.folder, [desk.writer.write(each) for each in made.artifacts]))
    return counted, written


def _count_labels(desk: Desk, rows: Sequence[Row]) -> BatchIndex:
    titles = {topic.slug: topic.title for topic in desk.config.topics}
    return count_labels([desk.plan.rows[row] for row in rows], titles)


def _kept(folder: Path, batch: Batch, papers: Callable[[], list[ClassifiedPaper]]) -> CountedTexts:
    """Read what was kept of a batch, or make it and keep it, with what related papers are found by."""
    file = folder / f"{batch.name}.texts"
    try:
        return CountedTexts.from_bytes(file.read_bytes())
    except (OSError, ValueError):  # not kept yet, or damaged: it is made again
        made = count_texts(papers())
        keep_features(features_file(folder, batch), made)
        part = file.with_suffix(f".{os.getpid()}.part")
        part.write_bytes(made.to_bytes())
        part.replace(file)
        return made
