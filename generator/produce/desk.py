"""What each process has at hand to make the files of a site, and the pieces of work that it does with it.

Enters: plain values (`Makings`), from which any process of any machine makes the same `Desk`. Leaves: files, written where they
are made.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from generator import __version__, assets
from generator.config import SiteConfig
from generator.export import paper_json
from generator.feeds import FeedMaker, Newest
from generator.models import PaperId
from generator.pages import Page, Row, SitePlan
from generator.papers import RecordSpool
from generator.previews import drawn
from generator.prose import render_prose
from generator.publish import FileWriter, WrittenFile
from generator.render import PageRenderer
from generator.render.environment import texts_below
from generator.settled import Settled
from generator.store.packed_rows import packed_rows
from generator.store.papers import StoredPapers
from generator.urls import UrlPath

if TYPE_CHECKING:
    from generator.publish.store_writer import StoreWriter
    from generator.search.arrays import Numbers


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Makings:
    """What a desk is made of: `moments` are when papers without a day came, in `compiled` lies the code of templates.

    One that is made `apart`, in a process that reaches no folder of the digest, has the owner's templates as `own_texts`, and keeps no code.
    """

    config: SiteConfig
    settled: Settled
    plan: SitePlan
    papers: StoredPapers
    moments: Mapping[PaperId, dt.datetime]
    writer: FileWriter | StoreWriter
    compiled: Path | None
    apart: bool = False
    own_texts: Mapping[str, str] | None = None

    def to_be_sent(self) -> Makings:
        """Give what another process makes its desk of."""
        if not self.apart:
            return self
        own = self.settled.theme.templates
        texts = None if own is None else texts_below(own)
        return replace(self, compiled=None, own_texts=texts)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Desk:
    """The tables of a build, ready to make any of its files; `has_previews` says whether links show pictures.

    Sent to another process, it is made there of its `makings`, whose rows stay packed, and of what was found by looking at all rows.
    """

    makings: Makings
    config: SiteConfig
    plan: SitePlan
    papers: StoredPapers
    renderer: PageRenderer
    feeds: FeedMaker
    writer: FileWriter | StoreWriter
    has_previews: bool

    def __reduce__(self) -> tuple[Callable[[Makings, Newest], Desk], tuple[Makings, Newest]]:
        plan = replace(self.plan, rows=packed_rows(self.plan.rows))
        return make_desk, (replace(self.makings.to_be_sent(), plan=plan), self.feeds.newest)


def make_desk(makings: Makings, newest: Newest | None = None) -> Desk:
    """Make a desk; `newest` is the order of feeds where another desk has found it. Raises `BroadsheetError`."""
    config, settled, plan = makings.config, makings.settled, makings.plan
    return Desk(
        makings=makings,
        config=config,
        plan=plan,
        papers=makings.papers,
        renderer=page_renderer(
            config, settled, makings.papers, plan, makings.compiled, makings.own_texts
        ),
        feeds=FeedMaker(
            makings.papers,
            plan,
            config,
            url=settled.url,
            tag=settled.tag,
            words=settled.words,
            seen=makings.moments,
            read=makings.papers.read_all,
            texts=makings.papers.texts,
            newest=newest,
        ),
        writer=makings.writer,
        has_previews=_has_previews(config, settled),
    )


def page_renderer(
    config: SiteConfig,
    settled: Settled,
    papers: StoredPapers,
    plan: SitePlan,
    compiled: Path | None,
    own_texts: Mapping[str, str] | None = None,
) -> PageRenderer:
    """Make what renders the pages of a plan; compiled templates lie in a folder, if in any. Raises `BroadsheetError`."""
    return PageRenderer(
        papers,
        plan,
        config,
        url=settled.url,
        placed=settled.placed,
        has_previews=_has_previews(config, settled),
        templates=assets.templates_folder(),
        assets=settled.assets,
        about=None if settled.prose is None else render_prose(settled.prose),
        version=__version__,
        texts=papers.texts,
        compiled=compiled,
        theme=settled.theme,
        words=settled.words,
        has_fonts=settled.own.has_fonts,
        own_texts=own_texts,
    )


def _has_previews(config: SiteConfig, settled: Settled) -> bool:
    # A picture is named by its whole address, and has the site's name.
    return settled.placed and drawn(config.site.title) is not None


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
    return desk.writer.write_all(desk.renderer.render(pages))


def write_feeds(desk: Desk, paths: Sequence[UrlPath]) -> list[WrittenFile]:
    """Write some feeds."""
    return desk.writer.write_all(map(desk.feeds.feed, paths))


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

    def there(self) -> Numbers:
        """Tell of each row whether its line is there."""
        import numpy as np  # needed by builds alone that change something

        there: Numbers = np.frombuffer(self._places, np.uint32) > 0
        return there

    def found(self, row: Row) -> bytes:
        """Give the line of a paper that has one."""
        return self._spool[self._places[row] - 1]
