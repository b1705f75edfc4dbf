"""Feeds by their addresses, each made when it is asked for.

Enters: the plan, the papers and when each came. Leaves: `Artifact`s. A feed holds at most `feeds.entries` entries and about
`feeds.kilobytes`, but some entries always, of which the largest are then shortened. The site's Atom feed leads on to archive
documents (RFC 5005) with all its entries, cut from the oldest: only whole ones are written, so that none changes when papers come.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from generator import urls
from generator.archive import Row
from generator.artifacts import Artifact
from generator.config import SiteConfig
from generator.feeds.atom import atom_bytes, atom_entry
from generator.feeds.documents import Entry, Feed, Format
from generator.feeds.editions import EditionEntries
from generator.feeds.entries import paper_entry, shortened
from generator.feeds.json_feed import json_feed_bytes, json_item
from generator.feeds.opml import Outline, opml_bytes
from generator.feeds.order import Moments, Newest, newest_of
from generator.feeds.rss import rss_bytes, rss_item
from generator.feeds.sources import Document, FeedSource, feed_sources
from generator.models import ClassifiedPaper, PaperId, Slug
from generator.pages import SitePlan
from generator.text.html import shown_texts
from generator.text.shown import ShownTexts
from generator.urls import UrlPath
from generator.words import Words

Read = Callable[[Sequence[Row]], list[ClassifiedPaper]]
Texts = Callable[[Sequence[Row]], list[ShownTexts]]
_AT_ONCE = 64  # papers that are read together
_USUAL_ENTRY = 4_000  # bytes; few entries are larger
_EDITIONS = 4  # as many are in their feed if they are large


class _Writer(NamedTuple):
    entry: Callable[[Entry], bytes]
    feed: Callable[[Feed, Sequence[bytes]], bytes]


_WRITERS: dict[Format, _Writer] = {
    "atom": _Writer(atom_entry, atom_bytes),
    "rss": _Writer(rss_item, rss_bytes),
    "json": _Writer(json_item, json_feed_bytes),
}


def feed_artifacts(
    papers: Sequence[ClassifiedPaper],
    plan: SitePlan,
    config: SiteConfig,
    *,
    url: str,
    tag: str,
    words: Words,
    seen: Mapping[PaperId, dt.datetime],
) -> Iterator[Artifact]:
    """Make every feed of papers that are held; `seen` has when those without a day came."""
    maker = FeedMaker(papers, plan, config, url=url, tag=tag, words=words, seen=seen)
    for path in maker.paths:
        yield maker.feed(path)


class FeedMaker:
    """Makes feeds by their paths, and the entry of each paper once, however many feeds hold it."""

    def __init__(
        self,
        papers: Sequence[ClassifiedPaper],
        plan: SitePlan,
        config: SiteConfig,
        *,
        url: str,
        tag: str,
        words: Words,
        seen: Mapping[PaperId, dt.datetime],
        read: Read | None = None,
        texts: Texts | None = None,
        newest: Newest | None = None,
    ) -> None:
        """Take the tables of a site; `read` and `texts` give many papers at once where that is quicker.

        `newest` is the order that another maker of the same papers found.
        """
        self._read = read or (lambda rows: [papers[row] for row in rows])
        self._plan = plan
        self._config = config
        self._url = url
        self._words = words
        self._tag = tag
        self._texts = texts or (lambda rows: [shown_texts(papers[row].paper) for row in rows])
        self._titles = {topic.slug: topic.title for topic in config.topics}
        self._bytes = config.feeds.kilobytes * 1000
        # So many entries every feed holds, and every archive document exactly.
        self._block = min(config.feeds.entries, self._bytes // _USUAL_ENTRY)
        self.newest = newest or newest_of(
            plan.rows, seen, plan.topics, plan.collections, config.feeds.entries
        )
        self._moments = Moments(plan.rows, seen)
        self._editions = EditionEntries(
            plan,
            config,
            self._texts,
            words=words,
            site=url,
            tag=tag,
            longest=self._bytes // _EDITIONS // 2,
        )
        self._edition_entry = functools.lru_cache(maxsize=config.feeds.entries)(
            self._editions.entry
        )
        self._written: dict[Row, dict[Format, bytes]] = {}
        self.sources = tuple(feed_sources(config, words))
        self._documents = dict(self._all_documents())

    @property
    def paths(self) -> tuple[UrlPath, ...]:
        """Give the address of every file, the site's feed first."""
        return (*self._documents, urls.FEED_LIST)

    def made_of(self, path: UrlPath) -> tuple[tuple[Row, ...], object]:
        """Give the papers that a file is made of, and what else it shows that may change with others."""
        document = self._documents.get(path)
        if document is None:
            return (), None
        rows = self._rows(document)
        if document.source.kind == "editions":
            return rows, self._editions.newest(self._config.feeds.entries)
        moments = [self._moments.of(row) for row in rows if not self._plan.rows[row].dates]
        return rows, (self._earlier(document), moments)

    def knows(self, source: FeedSource, entry: str) -> bool:
        """Tell whether an entry of an id is in a feed, or was and is older than what has room in it."""
        if source.kind == "editions":
            return entry in self._edition_ids
        row = self._row_of.get(entry.removeprefix(urls.paper_tag(self._tag, PaperId(""))))
        if row is None:
            return False
        paper = self._plan.rows[row]
        return source.kind == "site" or source.slug in (
            paper.topics if source.kind == "topic" else paper.collections
        )

    @functools.cached_property
    def _row_of(self) -> dict[str, Row]:
        return {row.id: number for number, row in enumerate(self._plan.rows)}

    @functools.cached_property
    def _edition_ids(self) -> set[str]:
        editions = self._plan.archive.editions
        return {urls.edition_tag(self._tag, each.kind, each.first) for each in editions}

    def feed(self, path: UrlPath) -> Artifact:
        """Make the file of an address."""
        document = self._documents.get(path)
        data = self._list() if document is None else self._document(path, document)
        return Artifact(path=urls.file_of(path), data=data)

    def _all_documents(self) -> Iterator[tuple[UrlPath, Document]]:
        for source in self.sources:
            for form, path in source.paths.items():
                yield path, Document(source=source, format=form)
        site = self.sources[0]
        for first in range(1, self._blocks * self._block, self._block):
            path = urls.feed_archive_path(first, first + self._block - 1)
            yield path, Document(source=site, format="atom", first=first)

    @property
    def _blocks(self) -> int:
        """Count the archive documents; a site whose papers all stand in its feed has none."""
        total = len(self.newest.rows)
        return total // self._block if total > self._block else 0

    def _rows(self, document: Document) -> tuple[Row, ...]:
        """Give the papers that a document may hold, newest first."""
        source, order, most = document.source, self.newest.rows, self._config.feeds.entries
        if document.first is not None:
            start = len(order) - (document.first - 1) - self._block
            return tuple(order[start : start + self._block])
        match source.kind:
            case "site":
                return tuple(order[:most])
            case "topic":
                return tuple(self.newest.topics[source.slug or Slug("")])
            case "collection":
                return tuple(self.newest.collections[source.slug or Slug("")])
            case "editions":
                return self._editions.rows(self._editions.newest(most))

    def _earlier(self, document: Document) -> UrlPath | None:
        """Give the archive document with the entries before those of a document."""
        if document.source.kind != "site" or document.format != "atom":
            return None
        last = self._blocks * self._block if document.first is None else document.first - 1
        return urls.feed_archive_path(last - self._block + 1, last) if last else None

    def _document(self, path: UrlPath, document: Document) -> bytes:
        source, site, writer = document.source, self._config.site, _WRITERS[document.format]
        if source.kind == "editions":
            updated, entries = self._edition_entries(writer)
        else:
            rows = self._rows(document)
            updated = self._moments.of(rows[0]) if rows else None
            entries = self._fitting(rows, document)
        feed = Feed(
            id=urls.feed_tag(self._tag, source.name),
            title=source.title,
            description=source.description,
            author=site.title,
            site=self._url,
            path=path,
            current=source.paths[document.format],
            page=source.page,
            language=site.language,
            updated=updated or _day_of(self._tag),
            hub=self._config.feeds.hub,
            earlier=self._earlier(document),
        )
        return writer.feed(feed, entries)

    def _fitting(self, rows: Sequence[Row], document: Document) -> list[bytes]:
        """Write the entries of papers that fit in a feed; large ones are shortened among those that stand in it anyway."""
        made = list(self._entries(rows[: self._block], document))
        if sum(map(len, made)) > self._bytes:
            most = self._bytes // self._block
            large = [place for place, entry in enumerate(made) if len(entry) > most]
            write = _WRITERS[document.format].entry
            for place, entry in zip(
                large, self._paper_entries([rows[place] for place in large]), strict=True
            ):
                made[place] = write(shortened(entry, self._words))
        left = self._bytes - sum(map(len, made))
        for written in self._entries(rows[self._block :], document):
            left -= len(written)
            if left < 0:
                break
            made.append(written)
        return made

    def _entries(self, rows: Sequence[Row], document: Document) -> Iterator[bytes]:
        """Write the entries of papers; those that several feeds hold are kept, in every format."""
        for start in range(0, len(rows), _AT_ONCE):
            some = rows[start : start + _AT_ONCE]
            if document.first is not None:
                # Archive documents hold each paper once.
                yield from map(atom_entry, self._paper_entries(some))
                continue
            new = [row for row in some if row not in self._written]
            for row, entry in zip(new, self._paper_entries(new), strict=True):
                self._written[row] = {
                    form: writer.entry(entry) for form, writer in _WRITERS.items()
                }
            yield from [self._written[row][document.format] for row in some]

    def _paper_entries(self, rows: Sequence[Row]) -> Iterator[Entry]:
        for row, paper, texts in zip(rows, self._read(rows), self._texts(rows), strict=True):
            yield paper_entry(
                paper,
                texts,
                self._moments.of(row),
                self._titles,
                url=self._url + self._plan.address(row),
                tag=self._tag,
            )

    def _edition_entries(self, writer: _Writer) -> tuple[dt.datetime | None, list[bytes]]:
        made: list[bytes] = []
        updated, left = None, self._bytes
        for period in self._editions.newest(self._config.feeds.entries):
            entry = self._edition_entry(period)
            written = writer.entry(entry)
            left -= len(written)
            if left < 0 and made:
                break
            made.append(written)
            updated = updated or entry.moment
        return updated, made

    def _list(self) -> bytes:
        def outlines(*kinds: str) -> list[Outline]:
            return [self._outline(source) for source in self.sources if source.kind in kinds]

        groups = {
            self._words.say("feeds.everything"): outlines("site", "editions"),
            self._words.say("topics.title"): outlines("topic"),
            self._words.say("collections.title"): outlines("collection"),
        }
        return opml_bytes(self._config.site.title, groups)

    def _outline(self, source: FeedSource) -> Outline:
        return Outline(
            title=source.title, feed=self._url + source.path, page=self._url + source.page
        )


def _day_of(tag: str) -> dt.datetime:
    """Give the day in the authority of tag URIs, for feeds without entries: it never changes.

    >>> _day_of("example.org,2025-03").isoformat()
    '2025-03-01T00:00:00+00:00'
    """
    year, month, day = (*tag.rpartition(",")[2].split("-"), "1", "1")[:3]
    try:
        return dt.datetime(int(year), int(month), int(day), tzinfo=dt.UTC)
    except ValueError:  # such as 2025-02-31, which the form of a tag lets through
        return dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
