"""The files of the search, of which only those of changed rows are made.

Enters: light rows, the crew, and what is remembered of the index that stands. Leaves: the files in the publication. Rows
are in the order of the search (oldest first, see `generator.search.rows`), so that a new day changes the last segment,
the last group of documents and the manifest alone. What was counted of texts is kept in the store too, so that a
change of topics counts no text again.
"""

from __future__ import annotations

import marshal
import shutil
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from generator.crews import Crew, Crews, spread_over
from generator.memory import give_back
from generator.models import ClassifiedPaper, PaperId, PaperRow, Slug, new_row
from generator.pages import Row
from generator.produce.desk import Desk
from generator.produce.marks import RowMarks
from generator.produce.press import Parts, Press
from generator.produce.related import NEAREST, keep_features, sections
from generator.produce.search_rows import (
    Batch,
    Segment,
    Stretch,
    digest_of,
    features_name,
    in_search_order,
    segments,
    stretches,
    texts_name,
)
from generator.publish import FileWriter, WrittenFile
from generator.search import (
    CountedRows,
    SegmentEntry,
    StoredTexts,
    boosts,
    count_labels,
    count_texts,
    document_group,
    forget_words,
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
from generator.store.folder import StoreFolder
from generator.store.papers import StoredPapers
from generator.stores import ObjectStore

if TYPE_CHECKING:
    from generator.publish.store_writer import StoreWriter

A = TypeVar("A")
R = TypeVar("R")
_FORMAT = 2
_MANY = 4096  # rows of a segment that is worth more than one process


# Of each group of a stretch its folder and files.
_Done = list[tuple[str, list[WrittenFile]]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Indexer:
    """What a process needs to count rows and to write their documents; of light rows it is sent what a batch is about."""

    papers: StoredPapers
    writer: FileWriter | StoreWriter
    titles: dict[Slug, str]


def make_search(
    press: Press, crews: Crews, desk: Desk, marks: RowMarks, folder: StoreFolder, *, clean: bool
) -> MadeSearch:
    """Make the files of the search. What was counted is kept in the store of `folder`; a `clean` build takes no notice of what is there."""
    texts = folder.texts
    if clean:
        shutil.rmtree(folder.counted, ignore_errors=True)
        texts.remove(texts.names())
    folder.counted.mkdir(parents=True, exist_ok=True)
    with press.watch.stage("search", total=len(desk.plan.rows), unit="papers"):
        remembered = press.remembered.search
        known = marshal.loads(remembered) if remembered else {}
        made = _SearchPress(
            press=press, desk=desk, folder=folder, there=frozenset(texts.names()), known=known
        )
        return made.run(crews, marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSearch:
    """What is to be remembered of the search, the batches in which texts were counted, and the memory of other processes."""

    remembered: bytes
    batches: list[Batch]
    peaks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _SearchPress:
    """Makes the files of the search; of what was counted `there` has the names, `known` are the parts of the last build, by key."""

    press: Press
    desk: Desk
    folder: StoreFolder
    there: frozenset[str]
    known: Parts
    made: dict[bytes, tuple[bytes, list[str]]] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def run(self, crews: Crews, marks: RowMarks) -> MadeSearch:
        """Make all files."""
        config, order = self.desk.config, in_search_order(marks)
        cuts = segments(self.desk.plan, config, marks, order)
        every_batch = [batch for cut in cuts for batch in cut.batches]
        names = [batch.name for batch in every_batch]
        self.used.update(map(texts_name, names), map(features_name, names))
        # What related papers are found by lies there too, and is looked for after this.
        self.used.update((NEAREST,), *(each.names for each in sections(order, marks)))
        indexer = _Indexer(
            papers=self.desk.papers,
            writer=self.desk.writer,
            titles={topic.slug: topic.title for topic in config.topics},
        )
        with crews.crew(indexer) as crew:
            kept = [self._kept(cut.key) for cut in cuts]
            count = [
                entry is None or self._is_lost(cut) for cut, entry in zip(cuts, kept, strict=True)
            ]
            folders = self._documents(crew, cuts, count)
            topics = [self._topics(crew, cut) for cut in cuts]
            peaks = crew.peaks()
        # Of a large digest the words take as much memory as all papers' rows.
        forget_words()
        give_back()
        with crews.crew(indexer) as crew:
            entries = [
                self._segment(crew, cut) if entry is None else SegmentEntry.from_bytes(entry)
                for cut, entry in zip(cuts, kept, strict=True)
            ]
            whole = may_be_whole([*entries, *topics], config) and self._whole(crew, cuts)
            peaks = max(peaks, crew.peaks(), key=sum)
        slugs = [topic.slug for topic in config.topics]
        rows = list_rows([self.desk.plan.rows[row] for row in order.tolist()])
        lists = list_artifacts(rows, entries, topics, slugs)
        self.press.put(lists.artifacts)
        manifest = manifest_artifact(entries, topics, folders, lists, config, whole=whole)
        self.press.put([manifest])
        self._sweep()
        return MadeSearch(
            remembered=marshal.dumps(self.made, _FORMAT), batches=every_batch, peaks=peaks
        )

    def _kept(self, key: bytes) -> bytes | None:
        """Keep a part that was made from the same; gives its value."""
        kept = self.press.part(key, self.known)
        if kept is not None:
            self.made[key] = self.known[key]
        return kept

    def _documents(
        self, crew: Crew[_Indexer], cuts: Sequence[Segment], count: Sequence[bool]
    ) -> list[str]:
        """Count the segments that are to be made, and make groups of documents, or keep them; gives the folders of all.

        The stretches of all segments are one line of work, so that nobody waits at the end of each.
        """
        folders = {group.key: self._kept(group.key) for cut in cuts for group in cut.groups}
        work: list[Stretch] = []
        for cut, counted in zip(cuts, count, strict=True):
            missing = [group for group in cut.groups if folders[group.key] is None]
            work += stretches(cut, self.folder.texts, missing, count=counted)
            if not counted:
                self.press.watch.advance(len(cut.rows))
        for stretch, written in zip(work, crew.map(_make, work), strict=True):
            self.press.watch.advance(sum(len(batch.rows) for batch in stretch.batches))
            for group, (folder, files) in zip(stretch.groups, written, strict=True):
                folders[group.key] = folder.encode()
                self.made[group.key] = folder.encode(), self.press.add_part(group.key, files)
        return [folder.decode() for folder in folders.values() if folder is not None]

    def _segment(self, crew: Crew[_Indexer], cut: Segment) -> SegmentEntry:
        """Make the texts of a segment that were counted."""
        spread = spread_over(crew) if len(cut.rows) >= _MANY else here
        artifacts, entry = segment_artifacts(self._counted(cut), cut.start, spread)
        paths = self.press.put_part(cut.key, artifacts)
        self.made[cut.key] = entry.to_bytes(), paths
        return entry

    def _counted(self, cut: Segment) -> list[StoredTexts]:
        texts = self.folder.texts
        return [StoredTexts(store=texts, name=texts_name(batch.name)) for batch in cut.batches]

    def _is_lost(self, cut: Segment) -> bool:
        """Tell whether something of what was counted of a segment is there no more."""
        names = [batch.name for batch in cut.batches]
        return not self.there.issuperset([*map(texts_name, names), *map(features_name, names)])

    def _topics(self, crew: Crew[_Indexer], cut: Segment) -> SegmentEntry:
        """Make the topics of a segment, or keep them."""
        kept = self._kept(cut.topics_key)
        if kept is not None:
            return SegmentEntry.from_bytes(kept)
        rows = self.desk.plan.rows
        shown = topics_parts(
            [rows[row].topics for row in cut.rows], topic_numbers(self.desk.config)
        )
        artifacts, entry = topic_segment_artifacts(self._labels(crew, cut), shown, cut.start)
        paths = self.press.put_part(cut.topics_key, artifacts)
        self.made[cut.topics_key] = entry.to_bytes(), paths
        return entry

    def _whole(self, crew: Crew[_Indexer], cuts: Sequence[Segment]) -> bool:
        """Make the index in one file, or keep it; tells whether there is one."""
        settings = repr((boosts(self.desk.config), self.desk.config.search.whole_index_megabytes))
        keys = [key for cut in cuts for key in (cut.key, cut.topics_key)]
        key = b"whole" + digest_of([settings.encode(), *keys])
        kept = self._kept(key)
        if kept is not None:
            return bool(kept)
        # Of segments that stand, what was counted may be there no more.
        counted = [
            each for cut in cuts for each in stretches(cut, self.folder.texts, (), count=True)
        ]
        deque(crew.map(_make, counted), maxlen=0)
        every = [
            CountedRows(texts=texts.read(), labels=labels)
            for cut in cuts
            for texts, labels in zip(self._counted(cut), self._labels(crew, cut), strict=True)
        ]
        whole = whole_index_artifact(every, self.desk.config, spread_over(crew))
        paths = self.press.put_part(key, [whole] if whole is not None else [])
        self.made[key] = b"1" if whole is not None else b"", paths
        return whole is not None

    def _labels(self, crew: Crew[_Indexer], cut: Segment) -> list[BatchIndex]:
        """Count the topics of a segment, for which no paper has to be read."""
        rows = self.desk.plan.rows
        topics = [[rows[row].topics for row in batch.rows] for batch in cut.batches]
        return list(crew.map(_count_labels, topics))

    def _sweep(self) -> None:
        """Remove what was counted of rows that are no more."""
        texts = self.folder.texts
        texts.remove([name for name in texts.names() if name not in self.used])


def _make(indexer: _Indexer, stretch: Stretch) -> _Done:
    """Count the texts of rows that were not counted before, and write groups of documents."""
    known: dict[Row, ClassifiedPaper] = {}

    def papers(rows: Sequence[Row]) -> list[ClassifiedPaper]:
        # A paper is read once for both.
        wanted = [row for row in rows if row not in known]
        known.update(zip(wanted, indexer.papers.read_all(wanted), strict=True))
        return [known[row] for row in rows]

    for batch in stretch.batches:
        if not _is_counted(stretch.store, batch):
            _count(stretch.store, batch, papers(batch.rows))
    written = []
    for group in stretch.groups:
        made = document_group(papers(group.rows), group.first, group.a_part, group.homes)
        written.append((made.folder, indexer.writer.write_all(made.artifacts)))
    return written


def _count_labels(indexer: _Indexer, topics: Sequence[tuple[Slug, ...]]) -> BatchIndex:
    return count_labels(list(map(_with_topics, topics)), indexer.titles)


def _with_topics(topics: tuple[Slug, ...]) -> PaperRow:
    """Give a row of which nothing but its topics is known."""
    return new_row(
        id=PaperId(""),
        slug=Slug(""),
        dates=(),
        topics=topics,
        collections=(),
        pinned=False,
        listed=(),
    )


def _is_counted(store: ObjectStore, batch: Batch) -> bool:
    """Tell whether a batch was counted before, and what came of it can be read."""
    try:
        StoredTexts(store=store, name=texts_name(batch.name)).read()
    except (FileNotFoundError, ValueError):
        return False
    return True


def _count(store: ObjectStore, batch: Batch, papers: Sequence[ClassifiedPaper]) -> None:
    """Count the texts of a batch; keeps that, and what related papers are found by."""
    counted = count_texts(papers)
    keep_features(store, batch.name, counted)
    store.write(texts_name(batch.name), counted.to_bytes())
