"""The stages of a build, in their order.

Enters: the path of site.yaml and the options of the command line. Leaves: the site in the output
folder and a `BuildReport`. Nothing is written before every stage has succeeded, so an error leaves
the old site as it was.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup

from generator import __version__, assets
from generator.artifacts import Artifact
from generator.classify import classify
from generator.config import SiteConfig, SourceSettings, load_config
from generator.config.load import url_fault
from generator.errors import BroadsheetError, InputError, Location, Problem, quoted
from generator.export import papers_artifact
from generator.feeds import feed_artifacts
from generator.models import ClassifiedPaper, Ledger
from generator.pages import SitePlan, plan_site
from generator.papers import merge_records
from generator.prose import render_prose
from generator.publish import PublishReport, publish
from generator.render import PageRenderer
from generator.rules import compile_rules
from generator.search import search_artifacts
from generator.site_files import host_artifacts, static_artifacts
from generator.sources import SourceReading, read_source
from generator.stopwatch import Stopwatch

_LOCAL_URL = "http://localhost:8000/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """Everything that was read: the settings, the papers with their topics, and the ledgers."""

    config: SiteConfig
    papers: tuple[ClassifiedPaper, ...]
    ledgers: tuple[Ledger, ...]
    records: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What a build did."""

    library: Library
    plan: SitePlan
    published: PublishReport
    warnings: tuple[Problem, ...]
    seconds: tuple[tuple[str, float], ...]


def build_site(
    config_file: Path,
    output: Path,
    *,
    base_url: str | None = None,
    clean: bool = False,
    strict: bool = False,
) -> BuildReport:
    """Build the whole site; raises `BroadsheetError`, and then the old site still stands."""
    watch = Stopwatch()
    library = read_library(config_file, watch)
    config, papers = library.config, library.papers
    url, warnings = _site_url(config, base_url)
    if strict and warnings:
        raise InputError(warnings)
    with watch.stage("plan"):
        plan = plan_site(papers, config)
    with watch.stage("assets"):
        folder, files = static_artifacts(assets.static_folder(), assets.vendor_files())
    with watch.stage("render"):
        renderer = PageRenderer(
            papers,
            plan,
            config,
            url=url,
            templates=assets.templates_folder(),
            assets=folder,
            about=_about(config),
            version=__version__,
        )
        pages = list(renderer.render(plan.pages))
    with watch.stage("feeds"):
        feeds = list(
            feed_artifacts(
                papers, plan, config, url=url, tag=_tag(config, url), built=_built(papers, config)
            )
        )
    with watch.stage("search"):
        search = list(search_artifacts(papers, config))
    with watch.stage("publish"):
        artifacts: tuple[Iterable[Artifact], ...] = (
            pages,
            feeds,
            search,
            files,
            (papers_artifact(papers),),
            host_artifacts(plan.pages, papers, url=url, title=config.site.title),
        )
        every = (artifact for group in artifacts for artifact in group)
        published = publish(every, output, clean=clean)
    return BuildReport(
        library=library,
        plan=plan,
        published=published,
        warnings=warnings,
        seconds=watch.seconds(),
    )


def read_library(config_file: Path, watch: Stopwatch | None = None) -> Library:
    """Read the settings and every source, merge and classify; raises `InputError`."""
    watch = watch or Stopwatch()
    with watch.stage("config"):
        config = load_config(config_file)
        rules = compile_rules(config.topics)
    with watch.stage("sources"):
        readings = _read_sources(config)
    with watch.stage("papers"):
        records = [record for reading in readings for record in reading.records]
        merged = tuple(merge_records(records))
    with watch.stage("classify"):
        papers = tuple(classify(merged, rules))
    return Library(
        config=config,
        papers=papers,
        ledgers=tuple(reading.ledger for reading in readings),
        records=len(records),
    )


def _read_sources(config: SiteConfig) -> list[SourceReading]:
    readings: list[SourceReading] = []
    problems: list[Problem] = []
    read: dict[str, SourceSettings] = {}
    for source in config.sources:
        files = _files(source, config.folder, problems)
        for path in files:
            if path in read:
                continue
            read[path] = source
            try:
                reading = read_source(
                    config.folder / path, path, shape=source.shape, year=source.year
                )
            except InputError as error:
                problems += error.problems
            else:
                readings.append(reading)
                problems += reading.problems
    if problems:
        raise InputError(problems)
    return readings


def _files(source: SourceSettings, folder: Path, problems: list[Problem]) -> list[str]:
    """Give the files that a pattern names, relative to the folder where that is possible, sorted."""
    try:
        found = [path for path in _glob(folder, source.pattern) if not path.is_dir()]
    except (ValueError, NotImplementedError, OSError) as error:
        found, reason = [], f"; {error}"
    else:
        reason = ""
    if not found:
        is_folder = (folder / source.pattern).is_dir()
        what = "is a folder" if is_folder else f"matches no file{reason}"
        do = (
            f'write path: "{source.pattern.rstrip("/")}/*.txt"'
            if is_folder
            else ("correct it, or put the dump there")
        )
        problems.append(
            Problem(
                location=source.location,
                message=f"source {quoted(source.pattern)} {what}; expected a path or a glob of dumps, "
                f"relative to this file; {do}",
            )
        )
    return sorted(Path(os.path.relpath(path, folder)).as_posix() for path in found)


def _glob(folder: Path, pattern: str) -> Iterable[Path]:
    whole = folder / pattern
    if whole.exists():
        return [whole]
    parts = Path(pattern).parts
    if Path(pattern).is_absolute():
        return Path(parts[0]).glob(str(Path(*parts[1:])))
    return folder.glob(pattern)


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
