"""`broadsheet build`: the site, its warnings, and the build in figures."""

from __future__ import annotations

from pathlib import Path

import click

from generator.build import BuildReport, build_site
from generator.cli.options import BASE_URL, CONFIG, EXECUTOR, JOBS, OUTPUT, STRICT
from generator.cli.places import folder_prefix, placed, prefixed, shown
from generator.cli.progress import CHOICES, shown_progress
from generator.cli.report_file import write_report
from generator.cli.stages import print_stages
from generator.config import find_config
from generator.report import report_values, summary, where_time_went

_SHOWN_REJECTS = 10


@click.command()
@CONFIG
@OUTPUT
@BASE_URL
@EXECUTOR
@JOBS
@click.option("--clean", is_flag=True, help="Write every file anew, changed or not.")
@STRICT
@click.option(
    "--accept-feed-changes",
    is_flag=True,
    help="Let feeds lose any share of the entries that they have published.",
)
@click.option(
    "--keep-others",
    is_flag=True,
    help="Leave files in the output that no build wrote where they are; the site is then changed file by file.",
)
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.json",
    help="Write the build in figures, with the ledger of every line read.",
)
@click.option(
    "--progress",
    "progress_choice",
    type=click.Choice(CHOICES),
    default="auto",
    show_default=True,
    help="Show stages at work as bars on a terminal, else as lines from the tenth second on; "
    "or as lines from the first stage on; or not at all.",
)
@click.option("--quiet", is_flag=True, help="Print errors and warnings alone.")
@click.option(
    "--verbose", is_flag=True, help="Print a table of the stages: seconds, counts, pace, share."
)
def build(
    config: Path | None,
    output: Path | str | None,
    base_url: str | None,
    *,
    executor: str,
    jobs: int | None,
    clean: bool,
    strict: bool,
    accept_feed_changes: bool,
    keep_others: bool,
    report_file: Path | None,
    progress_choice: str,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the site."""
    config_file = config or find_config(Path.cwd())
    target = output or config_file.parent / "public"
    choice = "none" if quiet else progress_choice
    with prefixed(config_file), shown_progress(choice) as progress:
        report = build_site(
            config_file,
            target,
            base_url=base_url,
            clean=clean,
            strict=strict,
            jobs=jobs,
            executor=executor,
            progress=progress,
            accept_feed_changes=accept_feed_changes,
            keep_others=keep_others,
        )
    _print_warnings(report, config_file)
    if report_file is not None:
        write_report(report_values(report), report_file)
    if not quiet:
        click.echo(summary(report, shown(target)))
    if verbose:
        print_stages(report)
    elif not quiet:
        click.echo(where_time_went(report))


def _print_warnings(report: BuildReport, config_file: Path) -> None:
    """Print the warnings and the first rejected lines, each on a line of its own."""
    prefix = folder_prefix(config_file)
    for warning in report.warnings:
        click.echo(f"{placed(prefix, warning)} (warning)", err=True)
    rejects = report.rejects
    for reject in rejects[:_SHOWN_REJECTS]:
        click.echo(f"{placed(prefix, reject.location)}: {reject.reason} (rejected)", err=True)
    if len(rejects) > _SHOWN_REJECTS:
        more = len(rejects) - _SHOWN_REJECTS
        click.echo(f"and {more:,} more rejected; --report names them all", err=True)
