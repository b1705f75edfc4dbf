"""A build: what it would read is compared with what the last one read, and where that differs, the site is made.

Enters: the path of site.yaml and the options of the command line. Leaves: the site in the output
folder and a `BuildReport`. What the last build left in the store is used where it was made from the same; the
site is, byte for byte, that of a build that begins with nothing. An error leaves the old site as it was.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from generator.config import SiteConfig, load_config
from generator.crews import Crews
from generator.executors import PROCESSES, open_crews
from generator.fingerprint import file_digest, value_digest
from generator.first_seen import first_seen_digest
from generator.gather.names import source_names
from generator.outcome import BuildReport, refuse, unpacked_report
from generator.own_files import refuse_overlap
from generator.progress import Progress
from generator.publish.output import name_of, output_of, stands
from generator.settled import Settled, settle
from generator.stopwatch import Stopwatch
from generator.store.folder import open_store
from generator.store.outputs import OutputMemory, Remembered
from generator.workers import few_collections

__all__ = ["BuildReport", "build_site"]


def build_site(
    config_file: Path,
    output: Path | str,
    *,
    base_url: str | None = None,
    clean: bool = False,
    strict: bool = False,
    jobs: int | None = None,
    progress: Progress | None = None,
    accept_feed_changes: bool = False,
    keep_others: bool = False,
    executor: str | Crews = PROCESSES,
) -> BuildReport:
    """Build the whole site; raises `BroadsheetError`, and then the old site still stands.

    `output` is a folder, or the URL of a store (`s3://bucket/site`), to which the workers write.

    With `clean` nothing is taken from earlier builds. `jobs` is how many processes may work at once, all cores
    by default; `executor` says where: `serial`, `processes`, `dask`, `dask://HOST:PORT`, or crews of your own.
    `progress` is told of the stages while they go on. With `accept_feed_changes` feeds may lose any share
    of what they have published; with `keep_others` files in the output that no build wrote stay there.
    """
    watch = Stopwatch(progress)
    with watch.stage("config", goes_on=True):
        config = load_config(config_file)
        place = output_of(output)
        if isinstance(place, Path):
            refuse_overlap(config, place)
        settled = settle(config, base_url)
    with (
        few_collections(),
        open_crews(executor, jobs, watch.tell) as crews,
        open_store(config.folder, settled.program, watch.tell) as folder,
    ):
        memory = OutputMemory(folder.path, name_of(place))
        with watch.stage("compare"):
            names = source_names(config)
            everything = _everything(config, settled, names)
            before = Remembered() if clean else memory.glance()
            same = everything is not None and everything == before.build
            same = same and stands(place, before.manifest)
        if same:
            report = unpacked_report(before.outcome, watch.stages(), crews.workplace())
            if strict:
                refuse(report.warnings, report.rejects)
            return report
        # What follows takes longer to load than the comparison takes.
        from generator.making import Build, make_site

        build = Build(
            config=config,
            settled=settled,
            output=place,
            clean=clean,
            strict=strict,
            crews=crews,
            watch=watch,
            names=names,
            accept_feed_changes=accept_feed_changes,
            keep_others=keep_others,
        )
        report, site = make_site(build, folder, Remembered() if clean else memory.recall())
        # The build may have written when it first saw papers.
        memory.keep(replace(site, build=_everything(config, settled, names) or ""))
        return report


def _everything(config: SiteConfig, settled: Settled, names: object) -> str | None:
    """Name all that a site depends on, with the `names` of its sources; `None` where one cannot be read twice."""
    if names is None:
        return None
    settings = [file_digest(config.folder / path) for path in config.files]
    return value_digest(settled.digest(), settings, names, first_seen_digest(config.folder))
