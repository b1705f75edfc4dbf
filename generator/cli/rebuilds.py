"""What is printed of the builds of `broadsheet serve`: the first in full, and of later ones what they changed."""

from __future__ import annotations

from pathlib import Path

import click

from generator.cli.places import folder_prefix, placed, shown
from generator.errors import Problem
from generator.outcome import BuildReport
from generator.report import summary
from generator.serving import Built, Fault


class Rebuilds:
    """Prints builds and faults as they come; warnings only where they are others than before."""

    def __init__(self, config_file: Path, output: Path) -> None:
        self._prefix = folder_prefix(config_file)
        self._output = shown(output)
        self._warnings: tuple[Problem, ...] = ()
        self._had_first = False
        self._had_fault = False

    def __call__(self, message: Built | Fault) -> None:
        """Print it."""
        if isinstance(message, Fault):
            self._print_fault(message)
        else:
            self._print_build(message.report)

    def _print_fault(self, fault: Fault) -> None:
        for each in fault.problems:
            place = (
                f"{placed(self._prefix if each.is_input else '', each.place)}: "
                if each.place
                else ""
            )
            click.echo(f"{place}{each.text}", err=True)
        self._had_fault = True

    def _print_build(self, report: BuildReport) -> None:
        if report.warnings != self._warnings:
            for warning in report.warnings:
                click.echo(f"{placed(self._prefix, warning)} (warning)", err=True)
        self._warnings = report.warnings
        made = report.published
        if not self._had_first:
            click.echo(summary(report, self._output))
        elif made.written or made.removed or self._had_fault:
            seconds = sum(stage.seconds for stage in report.stages)
            click.echo(
                f"built anew: {report.papers:,} papers, {made.written:,} files written, {made.unchanged:,} unchanged, "
                f"{made.removed:,} removed; {seconds:.1f} s"
            )
        self._had_first, self._had_fault = True, False
