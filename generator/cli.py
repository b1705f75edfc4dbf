"""The command line: arguments, what is printed, and exit codes.

0 done; 1 the input or the site has errors, each printed as a line on standard error; 2 wrong usage;
130 interrupted.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from generator import __version__
from generator.build import BuildReport, build_site, read_library
from generator.config import find_config, load_config
from generator.errors import BroadsheetError, InputError
from generator.export import paper_json
from generator.report import report_values, summary
from generator.server import make_server
from generator.urls import base_path

_CONFIG = click.option(
    "--config",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The digest's settings. [default: site.yaml in this folder or the nearest above it]",
)
_OUTPUT = click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="The folder to write the site to. [default: public beside site.yaml]",
)
_STRICT = click.option(
    "--strict", is_flag=True, help="Treat warnings and rejected lines as errors."
)
_SHOWN_REJECTS = 10


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="broadsheet")
def cli() -> None:
    """Turn dumps of paper listings into a browsable digest."""


@cli.command()
@_CONFIG
@_OUTPUT
@click.option("--base-url", metavar="URL", help="The site's address, in place of site.yaml's.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many processes work at once. [default: one for each core]",
)
@click.option("--clean", is_flag=True, help="Write every file anew, changed or not.")
@_STRICT
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.json",
    help="Write the build in figures, with the ledger of every line read.",
)
@click.option("--quiet", is_flag=True, help="Print errors and warnings alone.")
@click.option("--verbose", is_flag=True, help="Print the seconds of each stage too.")
def build(
    config: Path | None,
    output: Path | None,
    base_url: str | None,
    *,
    jobs: int | None,
    clean: bool,
    strict: bool,
    report_file: Path | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Build the site."""
    config_file = config or find_config(Path.cwd())
    target = output or config_file.parent / "public"
    with _prefixed(config_file):
        report = build_site(
            config_file, target, base_url=base_url, clean=clean, strict=strict, jobs=jobs
        )
    _print_warnings(report, config_file)
    if report_file is not None:
        _write_report(report, report_file)
    if not quiet:
        click.echo(summary(report, _shown(target)))
    if verbose:
        _print_stages(report)


@cli.command()
@_CONFIG
@_OUTPUT
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--open", "open_browser", is_flag=True, help="Open the site in the browser.")
def serve(config: Path | None, output: Path | None, port: int, *, open_browser: bool) -> None:
    """Build the site and serve it on localhost."""
    config_file = config or find_config(Path.cwd())
    target = output or config_file.parent / "public"
    with _prefixed(config_file):
        configured = read_url(config_file)
    base = base_path(configured) if configured else "/"
    try:
        server = make_server(target, port, base)
    except OSError as error:
        raise BroadsheetError(
            f"port {port} of localhost cannot be had ({error.strerror}); expected a free port; "
            "stop what uses it, or choose another with --port"
        ) from None
    url = f"http://localhost:{server.server_address[1]}{base}"
    with server, _prefixed(config_file):
        report = build_site(config_file, target, base_url=url)
        click.echo(summary(report, _shown(target)))
        click.echo(f"Serving {url} (stop with Ctrl+C)")
        if open_browser:
            click.launch(url)
        server.serve_forever()


@cli.command()
@_CONFIG
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "jsonl"]),
    default="table",
    show_default=True,
    help="A table for people, or one JSON object a line.",
)
@click.option("--topic", metavar="SLUG", help="Only the papers of this topic.")
@click.option(
    "--date",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="2025-03-14",
    help="Only the papers of this day.",
)
@click.option("--undated", is_flag=True, help="Only the papers without a day.")
def papers(
    config: Path | None, form: str, topic: str | None, date: dt.datetime | None, *, undated: bool
) -> None:
    """List the papers that a build would show."""
    config_file = config or find_config(Path.cwd())
    with _prefixed(config_file):
        library = read_library(config_file)
    if topic is not None and topic not in {known.slug for known in library.config.topics}:
        raise click.UsageError(f'no topic "{topic}" in {config_file.name}')
    from rich.console import Console  # imported where it is used: it is a tenth of the start-up
    from rich.table import Table

    table = Table("id", "day", "title", "topics")
    for classified in library.papers:
        days = classified.paper.dates
        if (
            (topic is not None and topic not in classified.topics)
            or (date is not None and date.date() not in days)
            or (undated and days)
        ):
            continue
        if form == "jsonl":
            click.echo(paper_json(classified))
        else:
            newest = days[-1].isoformat() if days else ""
            row = (classified.paper.id, newest, classified.paper.title)
            table.add_row(*row, ", ".join(classified.topics))
    if form == "table":
        Console().print(table)


def read_url(config_file: Path) -> str | None:
    """Give the address that site.yaml names for the site."""
    return load_config(config_file).site.url


def main() -> None:
    """Run the command line and exit."""
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("interrupted", err=True)
        sys.exit(130)
    except KeyboardInterrupt:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except BroadsheetError as error:
        click.echo(str(error), err=True)
        sys.exit(1)


@contextmanager
def _prefixed(config_file: Path) -> Iterator[None]:
    """Name files as the user would from where they stand, not from the folder of site.yaml."""
    try:
        yield
    except InputError as error:
        prefix = _folder_prefix(config_file)
        raise BroadsheetError(
            "\n".join(f"{prefix}{problem}" for problem in error.problems)
        ) from None


def _print_warnings(report: BuildReport, config_file: Path) -> None:
    """Print the warnings and the first rejected lines, each on a line of its own."""
    prefix = _folder_prefix(config_file)
    for warning in report.warnings:
        click.echo(f"{prefix}{warning} (warning)", err=True)
    rejects = report.library.rejects
    for reject in rejects[:_SHOWN_REJECTS]:
        click.echo(f"{prefix}{reject.location}: {reject.reason} (rejected)", err=True)
    if len(rejects) > _SHOWN_REJECTS:
        more = len(rejects) - _SHOWN_REJECTS
        click.echo(f"and {more:,} more rejected; --report names them all", err=True)


def _folder_prefix(config_file: Path) -> str:
    shown = _shown(config_file.parent)
    return "" if shown == "." else f"{shown}/"


def _shown(path: Path) -> str:
    """Show a path relative to this folder when it is below it."""
    absolute = path.resolve()
    here = Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)


def _write_report(report: BuildReport, file: Path) -> None:
    text = json.dumps(report_values(report), ensure_ascii=False, indent=2) + "\n"
    try:
        file.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise BroadsheetError(
            f"{file}: the report cannot be written ({error.strerror}); expected a file in a folder "
            "that exists; check the path given to --report"
        ) from None


def _print_stages(report: BuildReport) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("stage", "seconds")
    for name, seconds in report.seconds:
        table.add_row(name, f"{seconds:.3f}")
    Console().print(table)
