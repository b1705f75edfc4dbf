"""The stages of a build in which something changed, in their order.

Enters: settings, and what is remembered of the site that stands. Leaves: the new site in its place, a `BuildReport`, and what
is to be remembered of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass

from generator import urls
from generator.artifacts import Artifact
from generator.config import SiteConfig
from generator.crews import Crews
from generator.errors import ObjectStoreError
from generator.first_seen import FirstSeen, first_seen
from generator.memory import give_back
from generator.outcome import BuildReport, make_report, packed_report, refuse
from generator.own_files import joined, to_copy
from generator.pages import SitePlan, row_bytes
from generator.planned import Planned, plan_digest
from generator.produce import FileKeys, Lines, Makings, Press, make_desk
from generator.produce.feed_gate import refuse_lost_entries
from generator.publish import Output, Published, Publishing, looking, publishing_to
from generator.readers import offline_artifacts, recent_artifact
from generator.redirects.pages import host_redirects
from generator.settled import Settled, build_time
from generator.site_files import host_artifacts
from generator.stopwatch import Stopwatch
from generator.store.folder import StoreFolder
from generator.store.outputs import Remembered
from generator.web_app import web_app_artifacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """A build's settings, and how it goes about its work, which changes no byte of the site; `names` are those of its sources."""

    config: SiteConfig
    settled: Settled
    output: Output
    clean: bool
    strict: bool
    crews: Crews
    watch: Stopwatch
    names: Mapping[str, str] | None = None
    accept_feed_changes: bool = False
    keep_others: bool = False


def make_site(
    build: Build, folder: StoreFolder, remembered: Remembered
) -> tuple[BuildReport, Remembered]:
    """Make a site; raises `BroadsheetError`, and then the old one still stands."""
    watch = build.watch
    known = Published(name=remembered.manifest, files=remembered.files)
    look = None if build.clean else looking(build.output, known)
    with build.crews.beside(look) if look is not None else nullcontext() as looked:
        planned = plan_digest(
            build.config,
            build.settled,
            folder,
            build.crews,
            watch,
            clean=build.clean,
            names=build.names,
        )
        if build.strict:
            refuse(planned.warnings, planned.rejects)
        with publishing_to(
            build.output,
            work=folder.upload,
            clean=build.clean,
            keep_others=build.keep_others,
            known=known,
            looked=looked,
            beside=build.crews.beside,
            tell=watch.tell,
        ) as publishing:
            seen, made = _make_files(build, folder, remembered, planned, publishing)
            with watch.stage("publish", unit="files"):
                published = publishing.commit()
                watch.advance(published.files)
    if folder.work is not None:
        # What stays there now the next build removes.
        with suppress(ObjectStoreError):
            folder.work.sweep(planned.found.objects)
    # Only papers that are published were seen.
    unkept = seen.keep()
    warnings = (*planned.warnings, *unkept)
    report = make_report(
        planned.found,
        planned.plan,
        published,
        warnings,
        watch.stages(),
        made.peaks,
        workplace=build.crews.workplace(),
        own_files=len(build.settled.own.files),
        row_bytes=row_bytes(planned.plan),
    )
    site = Remembered(
        # What could not be kept the next build tries again, though nothing else changed.
        manifest="" if unkept else publishing.manifest,
        files=publishing.table,
        outcome=packed_report(report),
        lines=made.lines,
        search=made.search,
    )
    return report, site


def _make_files(
    build: Build,
    folder: StoreFolder,
    remembered: Remembered,
    planned: Planned,
    publishing: Publishing,
) -> tuple[FirstSeen, _Made]:
    """Make all files of a site; gives when papers without a day were first seen, too."""
    plan, rows = planned.plan, planned.found.rows
    press = Press(
        publication=publishing,
        remembered=remembered,
        file_keys=FileKeys(build.settled.shared(plan, build.config), plan, build.config),
        watch=build.watch,
    )
    built = build_time(rows, build.config, build.settled.epoch)
    seen = first_seen(build.config.folder, rows, built)
    return seen, _make(build, folder, planned, press, seen)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Made:
    """What is to be remembered of the data file and of the search, and the memory of other processes."""

    lines: bytes
    search: bytes
    peaks: tuple[int, ...]


def _make(
    build: Build,
    folder: StoreFolder,
    planned: Planned,
    press: Press,
    seen: FirstSeen,
) -> _Made:
    """Make every file of the site."""
    # Loads numpy, without which an error in the input is told sooner.
    from generator.produce.marks import marks_of
    from generator.produce.related import relate
    from generator.produce.search import make_search

    found, plan, settled = planned.found, planned.plan, build.settled
    marks = marks_of(plan.rows)
    desk = make_desk(
        Makings(
            config=build.config,
            settled=settled,
            plan=plan,
            papers=found.papers,
            moments=seen.moments,
            writer=press.publication.writer,
            compiled=folder.templates,
            apart=folder.work is not None,
        )
    )
    if not build.accept_feed_changes:
        refuse_lost_entries(press.publication.standing, desk.feeds, build.config)
    search = make_search(press, build.crews, desk, marks, folder, clean=build.clean)
    peaks = [search.peaks]
    if plan.homes is None:
        peaks.append(
            relate(
                plan.related,
                search.batches,
                marks,
                folder,
                crews=build.crews,
                watch=build.watch,
            )
        )
    give_back()
    # Its processes start with what was found.
    with closing(Lines(len(plan.rows))) as lines, build.crews.crew(desk) as crew:
        press.papers(crew, plan, marks, lines)
        press.lists(crew, plan)
        press.feeds(crew, desk)
        press.previews(crew, desk)
        places = press.data(crew, plan, lines)
        peaks.append(crew.peaks())
    with build.watch.stage("publish", unit="files", goes_on=True):
        press.put(settled.files)
        press.put(_feed_style(settled))
        press.put(joined(_at_root(build.config, settled, plan), settled.own))
        press.put([recent_artifact(plan)])
        press.put(offline_artifacts(plan, press.publication.files))
        press.redirects(planned.redirects, settled)
        press.put(joined(host_redirects(planned.redirects, url=settled.url), settled.own))
        press.copy(to_copy(settled.own, press.publication.files.keys()))
    return _Made(lines=places, search=search.remembered, peaks=max(peaks, key=sum))


def _at_root(config: SiteConfig, settled: Settled, plan: SitePlan) -> Iterator[Artifact]:
    """Make what hosts, browsers and search engines look for."""
    words = settled.words
    yield from host_artifacts(plan, words, url=settled.url, title=config.site.title)
    yield from web_app_artifacts(
        config, words, settled.assets, settled.files, has_fonts=settled.own.has_fonts
    )


def _feed_style(settled: Settled) -> Iterator[Artifact]:
    """Give the style sheet of feeds an address of its own, so that no other style changes a feed."""
    for file in settled.files:
        if file.path == f"{settled.assets}css/feed.css":
            yield Artifact(path=urls.FEED_STYLE, data=file.data)
