"""The stages of a build, in their order.

Enters: the path of site.yaml and the options of the command line. Leaves: the site in the output
folder and a `BuildReport`. Files are written beside the old site while later ones are made, and take
its place when every stage has succeeded, so an error leaves the old site as it was.
"""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup

from generator import __version__, assets
from generator.artifacts import Artifact
from generator.classify import classify
from generator.config import OverrideSettings, SiteConfig, load_config
from generator.config.site_section import url_fault
from generator.errors import BroadsheetError, InputError, Location, Problem, quoted
from generator.export import papers_artifact
from generator.feeds import feed_artifacts
from generator.intake import Intake
from generator.memory import highest_of_each, own_peak_bytes
from generator.models import ClassifiedPaper, Ledger, Paper, PaperId, Rejected
from generator.overrides import edit_papers
from generator.pages import SitePlan, plan_site
from generator.papers import merge_records
from generator.progress import Progress
from generator.prose import render_prose
from generator.publish import PublishReport, publish
from generator.render import PageRenderer
from generator.rules import compile_rules
from generator.site_files import host_artifacts, static_artifacts
from generator.stopwatch import StageTime, Stopwatch
from generator.urls import UrlPath
from generator.workers import make_executor

_LOCAL_URL = "http://localhost:8000/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything that was read: the settings, the papers with their topics, and the ledgers.

    `merged` are the papers before `overrides` edited them; the `hidden` are among these alone.
    """

    config: SiteConfig
    papers: tuple[ClassifiedPaper, ...]
    ledgers: tuple[Ledger, ...]
    records: int
    hidden: int = 0
    warnings: tuple[Problem, ...] = ()
    merged: tuple[Paper, ...] = ()
    overrides: Mapping[PaperId, tuple[OverrideSettings, ...]] = field(default_factory=dict)

    @property
    def rejects(self) -> tuple[Rejected, ...]:
        """Give the lines that no paper could be made of, by place."""
        return tuple(reject for ledger in self.ledgers for reject in ledger.rejects)


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did; `worker_peaks` are the bytes that its other processes held at most."""

    library: Library
    plan: SitePlan
    published: PublishReport
    warnings: tuple[Problem, ...]
    stages: tuple[StageTime, ...]
    worker_peaks: tuple[int, ...] = ()


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

    `jobs` is how many processes may work at once, all cores by default; the site is the same.
    `progress` is told of the stages while they go on.
    """
    watch = Stopwatch(progress)
    library = read_library(config_file, watch)
    config, papers = library.config, library.papers
    url, url_warnings = _site_url(config, base_url)
    warnings = (*url_warnings, *library.warnings)
    if strict and (warnings or library.rejects):
        rejects = (Problem(location=r.location, message=r.reason) for r in library.rejects)
        raise InputError([*warnings, *rejects])
    with watch.stage("plan", unit="pages"):
        plan = plan_site(papers, config, library.rejects)
        watch.advance(len(plan.pages))
    with watch.stage("assets", unit="files"):
        folder, files = static_artifacts(assets.static_folder(), assets.vendor_files())
        watch.advance(len(files))
    with watch.stage("publish", unit="files"), make_executor(jobs) as executor:
        with watch.stage("search", total=len(papers), unit="papers", goes_on=True):
            search = executor.submit(_search, papers, config)
        every = _artifacts(library, plan, files, url, folder, search, watch)
        published = publish(watch.counted(every), output, clean=clean)
        found = search.result()
    return BuildReport(
        library=library,
        plan=plan,
        published=published,
        warnings=warnings,
        stages=watch.stages(),
        worker_peaks=highest_of_each([(found.process, found.peak)]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Searched:
    """The files of the search, and the process that made them: its seconds and its most bytes."""

    artifacts: tuple[Artifact, ...]
    process: int
    seconds: float
    peak: int


def _search(papers: Sequence[ClassifiedPaper], config: SiteConfig) -> _Searched:
    # Loads numpy, which commands that write no site can do without.
    from generator.search import search_artifacts

    start = time.perf_counter()
    made = search_artifacts(papers, config)
    seconds = time.perf_counter() - start
    return _Searched(artifacts=made, process=os.getpid(), seconds=seconds, peak=own_peak_bytes())


def _artifacts(
    library: Library,
    plan: SitePlan,
    files: Iterable[Artifact],
    url: str,
    assets_folder: UrlPath,
    search: Future[_Searched],
    watch: Stopwatch,
) -> Iterator[Artifact]:
    """Make every file of the site, each when it is asked for."""
    config, papers = library.config, library.papers
    with watch.stage("render", total=len(plan.pages), unit="pages", goes_on=True):
        renderer = PageRenderer(
            papers,
            plan,
            config,
            url=url,
            templates=assets.templates_folder(),
            assets=assets_folder,
            about=_about(config),
            version=__version__,
        )
    built = _built(papers, config)
    feeds = feed_artifacts(papers, plan, config, url=url, tag=_tag(config, url), built=built)
    yield from watch.spent_in("render", renderer.render(plan.pages))
    yield from watch.spent_in("feeds", feeds, unit="files")
    with watch.stage("search"):
        found = watch.result_of(search)
        watch.advance(len(papers))
        if found.process != os.getpid():
            watch.add_worker_seconds(found.seconds)
    yield from found.artifacts
    yield papers_artifact(papers)
    yield from files
    yield from host_artifacts(plan.pages, papers, url=url, title=config.site.title)


def read_library(config_file: Path, watch: Stopwatch | None = None) -> Library:
    """Read the settings and every source, merge, edit and classify; raises `InputError`."""
    watch = watch or Stopwatch()
    with watch.stage("config"):
        config = load_config(config_file)
        rules = compile_rules(config)
    intake = Intake(config)
    records = watch.spent_in("sources", intake.records(), unit="entries")
    merging = watch.spent_in("papers", merge_records(records), unit="papers", goes_on=True)
    merged = tuple(merging)
    intake.raise_problems()
    with watch.stage("papers"):
        edited = edit_papers(merged, config.overrides)
    with watch.stage("classify", total=len(edited.papers), unit="papers"):
        papers = tuple(watch.counted(classify(edited.papers, rules, edited.overrides)))
    ledgers = intake.ledgers()
    return Library(
        config=config,
        papers=papers,
        ledgers=ledgers,
        records=sum(ledger.papers for ledger in ledgers),
        hidden=edited.hidden,
        warnings=edited.unmatched,
        merged=merged,
        overrides=edited.overrides,
    )


def _site_url(config: SiteConfig, base_url: str | None) -> tuple[str, tuple[Problem, ...]]:
    if base_url is not None:
        if (reason := url_fault(base_url)) is not None:
            raise BroadsheetError(
                f"--base-url {quoted(base_url)}, {reason}; expected the address of the site; "
                "write, for instance, --base-url https://example.org/digest/"
            )
        return (base_url if base_url.endswith("/") else base_url + "/"), ()
    if config.site.url is not None:
        return config.site.url, ()
    warning = Problem(
        location=Location(path=config.path),
        message=f'"site" has no "url", so feeds and the sitemap name {_LOCAL_URL}; expected the '
        "address of the site; write url: https://example.org/digest/ or give --base-url",
    )
    return _LOCAL_URL, (warning,)


def _tag(config: SiteConfig, url: str) -> str:
    """Give the authority of tag URIs: what the owner chose, else the site's host."""
    return config.site.tag or f"{urlsplit(url).hostname},2025-01-01"


def _built(papers: Sequence[ClassifiedPaper], config: SiteConfig) -> dt.datetime:
    """Give the build's time, which is never the clock's: the same input gives the same bytes.

    SOURCE_DATE_EPOCH if set (reproducible-builds.org), else the newest day in the input, else the
    first day of the newest year that site.yaml names, else the first of 1970.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        try:
            return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
        except (ValueError, OverflowError, OSError):
            raise BroadsheetError(
                f"SOURCE_DATE_EPOCH is {quoted(epoch)}; expected seconds since 1970; unset or correct it"
            ) from None
    days = [classified.paper.dates[-1] for classified in papers if classified.paper.dates]
    years = [source.year for source in config.sources if source.year is not None]
    day = max(days, default=dt.date(max(years, default=1970), 1, 1))
    return dt.datetime.combine(day, dt.time(), dt.UTC)


def _about(config: SiteConfig) -> Markup | None:
    file = config.folder / config.site.about
    try:
        return render_prose(file.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise InputError(
            [
                Problem(
                    location=Location(path=config.site.about),
                    message=f"cannot be read ({reason}); expected Markdown in UTF-8; correct the file, "
                    'or name another under "about" in site.yaml',
                )
            ]
        ) from None
