"""What each process has at hand to make the files of a site, and the pieces of work that it does with it."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.config import SiteConfig
from generator.export import paper_json
from generator.feeds import FeedMaker
from generator.pages import Page, Row, SitePlan
from generator.papers import RecordSpool
from generator.publish import FileWriter, WrittenFile
from generator.render import PageRenderer
from generator.store.papers import StoredPapers
from generator.urls import UrlPath


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Desk:
    """The tables of a build, ready to make any of its files; `has_previews` says whether links show pictures."""

    config: SiteConfig
    plan: SitePlan
    papers: StoredPapers
    renderer: PageRenderer
    feeds: FeedMaker
    writer: FileWriter
    has_previews: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperBatch:
    """The pages of some papers, and for each its line in the file of all papers."""

    files: list[WrittenFile]
    lines: list[bytes]


def write_papers(desk: Desk, rows: Sequence[Row]) -> PaperBatch:
    """Write the pages of some papers, and their lines while they are at hand."""
    lines = data_lines(desk, rows)
    return PaperBatch(files=write_pages(desk, map(desk.plan.paper_page, rows)), lines=lines)


def write_pages(desk: Desk, pages: Iterable[Page]) -> list[WrittenFile]:
    """Write some pages."""
    return [desk.writer.write(artifact) for artifact in desk.renderer.render(pages)]


def write_feeds(desk: Desk, paths: Sequence[UrlPath]) -> list[WrittenFile]:
    """Write some feeds."""
    return [desk.writer.write(desk.feeds.feed(path)) for path in paths]


def data_lines(desk: Desk, rows: Sequence[Row]) -> list[bytes]:
    """Write some papers as lines of the file of all papers."""
    desk.papers.read_ahead(rows)
    return [f"{paper_json(desk.papers[row])}\n".encode() for row in rows]


class Lines:
    """Lines of papers by row, in a file without a name."""

    def __init__(self, rows: int) -> None:
        self._spool = RecordSpool()
        # Where each row's is, from 1.
        self._places = array("I", bytes(4 * rows))

    def put(self, rows: Sequence[Row], lines: Sequence[bytes]) -> None:
        """Keep the lines of some papers."""
        for place, row in enumerate(rows, start=len(self._spool) + 1):
            self._places[row] = place
        self._spool.extend(lines)

    def close(self) -> None:
        """End the use of the file."""
        self._spool.close()

    def has(self, row: Row) -> bool:
        """Tell whether a paper's line is there."""
        return self._places[row] > 0

    def found(self, row: Row) -> bytes:
        """Give the line of a paper that has one."""
        return self._spool[self._places[row] - 1]
