"""Pages as a build will write them, rendered when they are asked for.

Enters: settings, and the store of the digest. Leaves: the HTML of any page. Most of what it takes to plan a site is kept from one
change to the next: where only templates, words or styles changed, papers and pages are planned as they were.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator import urls
from generator.config import SiteConfig
from generator.fingerprint import file_digest, value_digest
from generator.gather.names import source_names
from generator.pages import Page
from generator.planned import Planned, plan_digest
from generator.produce import page_renderer
from generator.render import PageRenderer
from generator.settled import Settled
from generator.stopwatch import Stopwatch
from generator.store.folder import StoreFolder, open_store
from generator.workers import ProcessCrews, few_collections


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Plan:
    """What is planned of the papers, and what it was planned from; it is `whole` if it is known which papers are near each."""

    key: str
    planned: Planned
    whole: bool
    compiled: Path
    pages: dict[str, Page]
    papers: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Preview:
    """Every page of a site; `key` names all that they are made from."""

    key: str
    settled: Settled
    plan: Plan
    renderer: PageRenderer

    def page(self, name: str) -> bytes | None:
        """Render a page by its path in the output folder; raises `BroadsheetError` for a faulty template."""
        page = self.plan.pages.get(name)
        if page is None and (row := self.plan.papers.get(name)) is not None:
            page = self.plan.planned.plan.paper_page(row)
        if page is None:
            return None
        (made,) = self.renderer.render([page])
        return made.data


class Digests:
    """Names for what files hold, which are not read again while the system says that they are the same.

    A build reads them all the same: it goes by what files hold alone.
    """

    def __init__(self) -> None:
        self._known: dict[Path, tuple[tuple[int, ...], str]] = {}

    def __call__(self, file: Path) -> str:
        """Name what a file holds; raises `OSError`."""
        stat = file.stat()
        state = (stat.st_dev, stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
        known = self._known.get(file)
        if known is None or known[0] != state:
            known = self._known[file] = (state, file_digest(file))
        return known[1]


def make_preview(
    config: SiteConfig,
    settled: Settled,
    before: Preview | None,
    digests: Digests,
    *,
    may_plan: bool,
) -> Preview | None:
    """Make a preview, of what one `before` has where that holds; raises `BroadsheetError`.

    Gives `None` where papers would have to be read and planned and that may not be: while a build changes the store, and where
    sources cannot be read twice.
    """
    names = source_names(config, digests)
    if names is None:
        return None
    files = [file_digest(config.folder / path) for path in config.files]
    plan_key = value_digest(
        names, files, settled.notes, settled.redirects, settled.prose, settled.program
    )
    key = value_digest(plan_key, settled.digest())
    plan = None if before is None or before.plan.key != plan_key else before.plan
    if may_plan and (plan is None or not plan.whole):
        plan = _planned(config, settled, names, plan_key)
    if plan is None:
        return None
    if before is not None and before.key == key and before.plan is plan:
        return before
    planned = plan.planned
    renderer = page_renderer(config, settled, planned.found.papers, planned.plan, plan.compiled)
    return Preview(key=key, settled=settled, plan=plan, renderer=renderer)


def _planned(config: SiteConfig, settled: Settled, names: dict[str, str], key: str) -> Plan | None:
    """Plan the papers; `None` where no store lasts."""
    with few_collections(), open_store(config.folder, settled.program) as folder:
        if not folder.lasting:
            return None
        planned = plan_digest(
            config, settled, folder, ProcessCrews(), Stopwatch(), clean=False, names=names
        )
        whole = _relate(planned, config, folder)
    plan = planned.plan
    rows = {} if plan.homes is not None else enumerate(plan.rows)
    return Plan(
        key=key,
        planned=planned,
        whole=whole,
        compiled=folder.templates,
        pages={urls.file_of(page.path): page for page in plan.lists},
        papers={urls.paper_file(row.slug): number for number, row in rows},
    )


def _relate(planned: Planned, config: SiteConfig, folder: StoreFolder) -> bool:
    """Find the papers near each; tells whether a build has counted the texts of all."""
    from generator.produce.marks import marks_of
    from generator.produce.related import relate
    from generator.produce.search_rows import in_search_order, segments

    plan = planned.plan
    if plan.homes is not None or not plan.rows:
        return True
    marks = marks_of(plan.rows)
    cuts = segments(plan, config, marks, in_search_order(marks))
    batches = [batch for cut in cuts for batch in cut.batches]
    try:
        relate(plan.related, batches, marks, folder, crews=ProcessCrews(1), watch=Stopwatch())
    except OSError:  # papers are new since the last build
        return False
    return True
