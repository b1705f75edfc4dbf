"""The stages of a build, in their order.

Enters: the path of site.yaml and the options of the command line. Leaves: the site in the output
folder and a `BuildReport`. What the last build left in the store is used where it was made from the same; the
site is, byte for byte, that of a build that begins with nothing. An error leaves the old site as it was.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from generator import __version__, assets
from generator.config import SiteConfig, load_config
from generator.errors import InputError, Problem
from generator.feeds import FeedMaker
from generator.fingerprint import file_digest, value_digest
from generator.gather import Gathered, gather, source_names
from generator.models import Rejected
from generator.outcome import BuildReport, make_report, packed_report, unpacked_report
from generator.pages import SitePlan, plan_rows
from generator.produce import Desk, FileKeys, Lines, Press
from generator.progress import Progress
from generator.publish import Publication, stands
from generator.render import PageRenderer
from generator.rules import RuleBook, compile_rules
from generator.settled import Settled, build_time, settle
from generator.site_files import host_artifacts
from generator.stopwatch import Stopwatch
from generator.store import OutputMemory, Remembered, StoreFolder, open_store
from generator.workers import crew_with, few_collections

__all__ = ["BuildReport", "build_site"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Build:
    """A build's settings, and how it goes about its work, which changes no byte of the site."""

    config: SiteConfig
    rules: RuleBook
    settled: Settled
    output: Path
    clean: bool
    strict: bool
    jobs: int | None
    watch: Stopwatch


def build_site(
    config_file: Path,
    output: Path,
    *,
    base_url: str | None = None,
    clean: bool = False,
    strict: bool = False,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> BuildReport:
    """Build the whole site; raises `BroadsheetError`, and then the old site still stands.

    With `clean` nothing is taken from earlier builds. `jobs` is how many processes may work at once, all cores
    by default. `progress` is told of the stages while they go on.
    """
    watch = Stopwatch(progress)
    with watch.stage("config"):
        config = load_config(config_file)
        build = _Build(
            config=config,
            rules=compile_rules(config),
            settled=settle(config, base_url),
            output=output,
            clean=clean,
            strict=strict,
            jobs=jobs,
            watch=watch,
        )
    with few_collections(), open_store(config.folder, build.settled.program) as folder:
        memory = OutputMemory(folder.path, output)
        with watch.stage("compare"):
            remembered = Remembered() if clean else memory.recall()
            everything = _everything(config, build.settled)
            same = everything is not None and everything == remembered.build
            same = same and stands(output, remembered.manifest)
        if same:
            report = unpacked_report(remembered.outcome, watch.stages())
            if strict:
                _refuse(report.warnings, report.rejects)
            return report
        report, site = _built(build, folder, remembered)
        memory.keep(replace(site, build=everything or ""))
        return report


def _everything(config: SiteConfig, settled: Settled) -> str | None:
    """Name all that a site depends on; `None` where a source cannot be read twice."""
    names = source_names(config)
    if names is None:
        return None
    settings = [file_digest(config.folder / path) for path in config.files]
    return value_digest(settled.digest(), settings, names)


def _built(
    build: _Build, folder: StoreFolder, remembered: Remembered
) -> tuple[BuildReport, Remembered]:
    watch = build.watch
    found = gather(
        build.config, build.rules, folder, jobs=build.jobs, clean=build.clean, watch=watch
    )
    rejects = tuple(reject for ledger in found.ledgers for reject in ledger.rejects)
    warnings = (*build.settled.warnings, *found.warnings)
    if build.strict:
        _refuse(warnings, rejects)
    with watch.stage("plan", unit="pages"):
        plan = plan_rows(found.rows, found.newest_first, build.config, rejects)
        watch.advance(len(plan.rows) + len(plan.lists))
    with Publication(build.output, clean=build.clean) as publication:
        press = Press(
            publication=publication,
            remembered=remembered,
            file_keys=FileKeys(build.settled.shared(plan, build.config), plan, build.config),
            watch=watch,
        )
        made = _make(build, folder, found, plan, press)
        with watch.stage("publish", unit="files"):
            published = publication.commit()
            watch.advance(published.files)
    report = make_report(found, plan, published, warnings, watch.stages(), made.peaks)
    site = Remembered(
        manifest=publication.manifest,
        files=press.made(),
        outcome=packed_report(report),
        lines=made.lines,
        search=made.search,
    )
    return report, site


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What is to be remembered of the data file and of the search, and the memory of other processes."""

    lines: bytes
    search: bytes
    peaks: tuple[int, ...]


def _make(
    build: _Build, folder: StoreFolder, found: Gathered, plan: SitePlan, press: Press
) -> _Made:
    """Make every file of the site."""
    # Loads numpy, without which an error in the input is told sooner.
    from generator.produce.search import make_search

    settled = build.settled
    built = build_time(found.rows, build.config, settled.epoch)
    desk = _desk(build, found, plan, press, built)
    with closing(Lines(len(plan.rows))) as lines, crew_with(desk, build.jobs) as crew:
        press.papers(crew, plan, lines)
        press.lists(crew, plan)
        search = make_search(press, crew, desk, folder.counted, clean=build.clean)
        press.feeds(crew, desk, built)
        places = press.data(crew, plan, build.output, lines)
        with build.watch.stage("publish", unit="files", goes_on=True):
            press.put(settled.files)
            press.put(host_artifacts(plan, url=settled.url, title=build.config.site.title))
        return _Made(lines=places, search=search, peaks=crew.peaks())


def _desk(
    build: _Build,
    found: Gathered,
    plan: SitePlan,
    press: Press,
    built: dt.datetime,
) -> Desk:
    config, settled = build.config, build.settled
    return Desk(
        config=config,
        plan=plan,
        papers=found.papers,
        renderer=PageRenderer(
            found.papers,
            plan,
            config,
            url=settled.url,
            templates=assets.templates_folder(),
            assets=settled.assets,
            about=settled.about,
            version=__version__,
            texts=found.papers.texts,
        ),
        feeds=FeedMaker(found.papers, plan, config, url=settled.url, tag=settled.tag, built=built),
        writer=press.publication.writer,
    )


def _refuse(warnings: Sequence[Problem], rejects: Sequence[Rejected]) -> None:
    """Raise warnings and rejected lines as errors, if there are any."""
    problems = [Problem(location=each.location, message=each.reason) for each in rejects]
    if warnings or problems:
        raise InputError([*warnings, *problems])
