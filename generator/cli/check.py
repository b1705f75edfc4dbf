"""`broadsheet check`: settings, rules, sources and the built site, without writing any of them."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import cast, get_args

import click

from generator.check import CheckReport, Finding, check_digest
from generator.cli.options import (
    BASE_URL,
    CONFIG,
    EXECUTOR,
    JOBS,
    SITE_FOLDER,
    STRICT,
    TABLE_OR_JSON,
)
from generator.cli.places import folder_prefix, placed, shown
from generator.cli.progress import shown_progress
from generator.cli.report_file import write_report
from generator.cli.terminal import count, make_console, make_table
from generator.config import find_config
from generator.config.settings import Host

_SHOWN = 20  # findings of a kind
_NAMES = {
    "settings": "settings and sources",
    "files": "files",
    "pages": "pages and links",
    "feeds": "feeds",
    "sitemap": "sitemap",
    "search": "search",
    "data": "data",
    "host": "host",
}


@click.command(short_help="Check settings, sources and the built site.")
@CONFIG
@SITE_FOLDER
@BASE_URL
@click.option(
    "--host",
    type=click.Choice(get_args(Host)),
    help="The host whose limits the site is held against, in place of site.yaml's.",
)
@click.option(
    "--keep-others",
    is_flag=True,
    help="Let files stand that no build wrote, as `broadsheet build --keep-others` does.",
)
@EXECUTOR
@JOBS
@STRICT
@click.option(
    "--all", "show_all", is_flag=True, help=f"Print more than {_SHOWN} findings of a kind."
)
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.json",
    help="Write all findings as JSON.",
)
@TABLE_OR_JSON
@click.option("--quiet", is_flag=True, help="Print findings alone.")
def check(
    config: Path | None,
    output: Path | None,
    base_url: str | None,
    host: str | None,
    *,
    keep_others: bool,
    executor: str,
    jobs: int | None,
    strict: bool,
    show_all: bool,
    report_file: Path | None,
    form: str,
    quiet: bool,
) -> None:
    """Check settings, rules, sources, and the built site if there is one."""
    config_file = config or find_config(Path.cwd())
    target = output or config_file.parent / "public"
    with shown_progress("none" if quiet else "auto") as progress:
        report = check_digest(
            config_file,
            target,
            base_url=base_url,
            host=cast("Host | None", host),
            keep_others=keep_others,
            jobs=jobs,
            executor=executor,
            progress=progress,
        )
    places = _Places(config_file, target)
    values = _values(report, places)
    if report_file is not None:
        write_report(values, report_file)
    for line in _lines(report.findings, places, show_all=show_all):
        click.echo(line, err=True)
    if form == "json":
        click.echo(json.dumps(values, ensure_ascii=False, indent=2))
    elif not quiet:
        _print_table(report, shown(target))
    if report.failed(strict=strict):
        sys.exit(1)


class _Places:
    """Names the places of findings as the user would from where they stand."""

    def __init__(self, config_file: Path, output: Path) -> None:
        self._config, self._site = folder_prefix(config_file), shown(output)
        above = shown(output.absolute().parent)
        self._beside = "" if above == "." else f"{above}/"

    def path(self, finding: Finding) -> str:
        """Name the file of a finding."""
        path = finding.location.path
        if finding.part == "settings":
            return placed(self._config, path)
        if path.startswith("../"):
            return f"{self._beside}{path[3:]}"
        return self._site if path == "." else f"{self._site}/{path}"

    def line(self, finding: Finding) -> str:
        """Write a finding."""
        number = finding.location.line
        place = self.path(finding) if number is None else f"{self.path(finding)}:{number}"
        severity = "" if finding.severity == "error" else f" ({finding.severity})"
        return f"{place}: {finding.message}{severity}"


def _lines(findings: Iterable[Finding], places: _Places, *, show_all: bool) -> Iterator[str]:
    """Write findings, and of a kind with many the first ones and how many more there are."""
    told: Counter[tuple[str, str]] = Counter()
    for finding in findings:
        kind = (finding.severity, finding.kind)
        told[kind] += 1
        if show_all or told[kind] <= _SHOWN:
            yield places.line(finding)
    for (severity, name), number in sorted(told.items()):
        if number > _SHOWN and not show_all:
            more = f"and {number - _SHOWN:,} more of the kind {name} ({severity})"
            yield f"{more}; --all prints them, --report FILE.json names them all"


def _print_table(report: CheckReport, site: str) -> None:
    table = make_table(
        "checked", "what", "errors", "warnings", "seconds", right=("errors", "warnings", "seconds")
    )
    errors: Counter[str] = Counter(
        each.part for each in report.findings if each.severity == "error"
    )
    others: Counter[str] = Counter(
        each.part for each in report.findings if each.severity != "error"
    )
    for row in report.checked:
        numbers = (f"{errors[row.part]:,}", f"{others[row.part]:,}", f"{row.seconds:.1f}")
        table.add_row(_NAMES[row.part], row.what or "could not be read", *numbers)
    make_console().print(table)
    if not report.has_site:
        click.echo(f"nothing to check: no site in {site}")
    click.echo(f"{count(errors.total(), 'error')}, {count(others.total(), 'warning')}")


def _values(report: CheckReport, places: _Places) -> dict[str, object]:
    """Give the check as JSON values."""
    return {
        "site": report.has_site,
        "checked": [
            {"part": each.part, "what": each.what, "seconds": round(each.seconds, 4)}
            for each in report.checked
        ],
        "findings": [
            {
                "part": each.part,
                "kind": each.kind,
                "severity": each.severity,
                "path": places.path(each),
                "line": each.location.line,
                "message": each.message,
            }
            for each in report.findings
        ],
    }
