"""The input of a digest, as a build would find it.

Enters: the path of site.yaml. Leaves: what a build would say of settings, rules and sources, and the papers that it would
have. Nothing is written but the store, which every build shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from generator.check.findings import Finding, Severity, amount
from generator.config import SiteConfig, load_config
from generator.crews import Crews
from generator.errors import InputError, Location
from generator.first_seen import first_seen
from generator.planned import plan_digest
from generator.settled import Settled, build_time, settle
from generator.stopwatch import Stopwatch
from generator.store.folder import open_store


@dataclass(slots=True, kw_only=True)
class Input:
    """What was read: the settings if they are none but right, the site's address if somebody said it, slugs of papers.

    `own` are the paths of the owner's own files.
    """

    findings: list[Finding]
    config: SiteConfig | None = None
    url: str | None = None
    slugs: tuple[str, ...] | None = None
    own: frozenset[str] = frozenset()
    what: str = ""


def read_input(
    config_file: Path,
    base_url: str | None,
    crews: Crews,
    watch: Stopwatch,
    work: str | None = None,
) -> Input:
    """Read settings, rules and sources, by crews that share what they make in `work`; raises `BroadsheetError` for what is no fault of theirs."""
    given = Input(findings=[])
    try:
        with watch.stage("config", goes_on=True):
            given.config = load_config(config_file)
            settled = settle(given.config, base_url)
        given.own = frozenset(file.path for file in settled.own.files)
        given.url = settled.url if settled.placed else None
        _read_sources(given, given.config, settled, crews, watch, work)
    except InputError as error:
        given.findings.extend(
            _finding("input", problem.location, problem.message, "error")
            for problem in error.problems
        )
    return given


def _read_sources(
    given: Input,
    config: SiteConfig,
    settled: Settled,
    crews: Crews,
    watch: Stopwatch,
    work: str | None,
) -> None:
    with open_store(config.folder, settled.program, work=work) as folder:
        planned = plan_digest(config, settled, folder, crews, watch, clean=False)
    rows = planned.found.rows
    first_seen(config.folder, rows, build_time(rows, config, settled.epoch))
    given.slugs = tuple(row.slug for row in rows)
    given.what = f"{amount(len(rows), 'paper')} from {amount(len(planned.found.ledgers), 'source')}"
    given.findings.extend(
        _finding("input", warning.location, warning.message, "warning")
        for warning in planned.warnings
    )
    given.findings.extend(
        _finding("rejected line", reject.location, reject.reason, "rejected")
        for reject in planned.rejects
    )


def _finding(kind: str, location: Location, message: str, severity: Severity) -> Finding:
    return Finding(
        part="settings", kind=kind, location=location, message=message, severity=severity
    )
