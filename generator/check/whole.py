"""A whole check: the input, then the site if there is one, in the order of its parts.

Enters: where things lie. Leaves: a `CheckReport`. Every file of the site is read once, in all processes; what they give
is taken in the order of their paths, so the findings do not depend on how many processes there are.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from generator import urls
from generator.check.addresses import Addresses
from generator.check.findings import Checked, CheckReport, Finding, Part, amount, found, in_order
from generator.check.folder import (
    SiteFolder,
    awkward_names,
    is_of_others,
    left_by_builds,
    manifest_findings,
    read_manifest,
    walk,
)
from generator.check.hosts import LIMITS, host_findings
from generator.check.pages import Seen, broken_fragments, numbered_pages, orphans
from generator.check.papers_data import (
    app_findings,
    offline_findings,
    paper_findings,
    read_papers,
    stale_findings,
)
from generator.check.reading import Desk, read_files
from generator.check.search_index import Indexed, read_index
from generator.check.settings import Input, read_input
from generator.check.syndication import (
    address_in_robots,
    chain_findings,
    outline_findings,
    sitemap_findings,
)
from generator.config.settings import Host
from generator.crews import Crews
from generator.errors import quoted
from generator.executors import PROCESSES, open_crews
from generator.progress import Progress
from generator.stopwatch import Stopwatch
from generator.workers import few_collections

_BATCH = 128  # files
_ROBOTS = "robots.txt"
_ANYWHERE = "http://localhost:8000/"


def check_digest(
    config_file: Path,
    output: Path,
    *,
    base_url: str | None = None,
    host: Host | None = None,
    keep_others: bool = False,
    jobs: int | None = None,
    progress: Progress | None = None,
    executor: str | Crews = PROCESSES,
    work: str | None = None,
) -> CheckReport:
    """Check settings, rules, sources, and the site in `output`; raises `BroadsheetError` where it cannot begin.

    With `keep_others` files that no build wrote are no finding. The workers of an `executor` leave what they share in `work`.
    """
    watch = Stopwatch(progress)
    begun = time.perf_counter()
    with few_collections(), open_crews(executor, jobs, watch.tell, work) as crews:
        given = read_input(config_file, base_url, crews, watch, work)
        checked = [Checked(part="settings", what=given.what, seconds=time.perf_counter() - begun)]
        findings = [*given.findings, *left_by_builds(output)]
        folder = walk(output.resolve()) if output.is_dir() else None
        has_site = folder is not None and bool(folder.files or folder.findings)
        if folder is not None and has_site:
            site = _Site(folder, given, host, keep_others=keep_others)
            site.check(crews, watch)
            findings.extend(site.findings)
            checked.extend(site.checked)
    return CheckReport(findings=in_order(findings), checked=tuple(checked), has_site=has_site)


class _Site:
    """The check of one site; parts that need what others found come after them."""

    def __init__(
        self, folder: SiteFolder, given: Input, host: Host | None, *, keep_others: bool
    ) -> None:
        self._keep_others = keep_others
        self._folder = folder
        self._given = given
        self._host = host or (given.config.host if given.config is not None else None)
        self._pages = numbered_pages(path for path in folder.files if path not in given.own)
        self._seen = Seen()
        self.findings: list[Finding] = list(folder.findings)
        self.checked: list[Checked] = []

    def check(self, crews: Crews, watch: Stopwatch) -> None:
        """Check all parts."""
        files, seen, root = self._folder.files, self._seen, self._folder.root
        addresses = Addresses(self._base(), files)
        with watch.stage("check", total=len(files), unit="files"):
            self._read(addresses, crews, watch)
        self._part(
            "files",
            self._files(),
            f"{amount(len(files), 'file')}, {sum(files.values()) / 1e6:,.1f} MB",
        )
        pages = (*broken_fragments(seen, root), *orphans(seen, self._pages))
        self._part(
            "pages", pages, f"{amount(len(self._pages), 'page')}, {amount(seen.links, 'link')}"
        )
        entries = sum(feed.entries for feed in seen.feeds.values())
        feeds = (*chain_findings(seen), *outline_findings(seen))
        self._part("feeds", feeds, f"{amount(len(seen.feeds), 'feed')}, {amount(entries, 'entry')}")
        listed = sum(
            len(each) for path, each in seen.listed.items() if seen.roots[path] == "urlset"
        )
        sitemap = sitemap_findings(seen, root, self._pages.keys(), files.keys())
        self._part("sitemap", sitemap, f"{listed:,} addresses")
        begun = time.perf_counter()
        indexed = read_index(root, files.keys(), seen)
        self._part("search", indexed.findings, amount(len(indexed.slugs or ()), "document"), begun)
        begun = time.perf_counter()
        self._data(indexed, addresses, begun)
        if self._host is not None:
            limits = LIMITS[self._host]
            self._part("host", host_findings(limits, files, self._folder.folders), limits.name)

    def _part(
        self, part: Part, findings: Iterable[Finding], what: str, begun: float | None = None
    ) -> None:
        begun = time.perf_counter() if begun is None else begun
        self.findings.extend(findings)
        seconds = self._seen.seconds[part] + time.perf_counter() - begun
        self.checked.append(Checked(part=part, what=what, seconds=seconds))

    def _base(self) -> str:
        """Give the address that the site was built for, and find fault where it is to stand elsewhere."""
        expected = self._given.url
        built = None
        if _ROBOTS in self._folder.files:
            built = address_in_robots(self._folder.root / _ROBOTS)
        if built is None:
            return expected or _ANYWHERE
        if expected is not None and built[0] != expected:
            self.findings.append(
                found(
                    "sitemap",
                    "another address",
                    _ROBOTS,
                    f"the site was built for {quoted(built[0], 120)}; expected {quoted(expected, 120)}; build it with "
                    f"--base-url {expected}, or check it with --base-url {built[0]}",
                    line=built[1],
                )
            )
        return built[0]

    def _read(self, addresses: Addresses, crews: Crews, watch: Stopwatch) -> None:
        own = self._given.own
        desk = Desk(root=self._folder.root, addresses=addresses, numbers=self._pages, own=own)
        with crews.crew(desk) as crew:
            for batch in crew.map(read_files, _batches(sorted(self._folder.files))):
                for facts in batch:
                    self._seen.take(facts, self._pages.get(facts.path))
                watch.advance(len(batch))
        self.findings.extend(self._seen.findings)

    def _files(self) -> Iterator[Finding]:
        manifest, faults = read_manifest(self._folder)
        yield from faults
        if manifest is not None:
            found = manifest_findings(self._folder, manifest, self._seen.digests)
            yield from (each for each in found if not (self._keep_others and is_of_others(each)))
        yield from awkward_names(self._folder.files)

    def _data(self, indexed: Indexed, addresses: Addresses, begun: float) -> None:
        root, files, findings = self._folder.root, self._folder.files, list[Finding]()
        slugs = read_papers(root, findings) if urls.PAPERS_DATA in files else []
        if urls.PAPERS_DATA not in files:
            message = "is missing; expected a line for each paper; run broadsheet build --clean"
            findings.append(found("data", "missing file", urls.PAPERS_DATA, message))
        elif slugs is not None:
            pages = self._pages.keys() - self._seen.leading_on
            findings.extend(paper_findings(slugs, pages, indexed.slugs))
            if self._given.slugs is not None:
                findings.extend(stale_findings(slugs, self._given.slugs))
        findings.extend(offline_findings(root, self._seen.digests))
        findings.extend(app_findings(root, files.keys(), addresses))
        self._part("data", findings, amount(len(slugs or ()), "paper"), begun)


def _batches(paths: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(paths), _BATCH):
        yield paths[start : start + _BATCH]
