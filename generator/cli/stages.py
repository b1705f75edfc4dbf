"""The table of a build's stages: what each took and did."""

from __future__ import annotations

from generator.cli.gauge import per_second
from generator.cli.terminal import make_console, make_table
from generator.memory import peak_memory_bytes
from generator.outcome import BuildReport

_NUMBERS = ("seconds", "share", "in workers", "a second")


def print_stages(report: BuildReport) -> None:
    """Print the stages, what they come to, and the most memory that the build held.

    The share is that of this process's seconds; what workers did meanwhile has a column of its own.
    """
    table = make_table(
        "stage", "seconds", "share", "in workers", "done", "a second", right=_NUMBERS
    )
    total = sum(stage.seconds for stage in report.stages)
    for stage in report.stages:
        table.add_row(
            stage.name,
            f"{stage.seconds:.3f}",
            f"{stage.seconds / total:.0%}" if total else "",
            f"{stage.worker_seconds:.3f}" if stage.worker_seconds else "",
            f"{stage.count:,} {stage.unit}" if stage.unit else "",
            "" if stage.pace is None else per_second(stage.pace).removesuffix("/s"),
        )
    table.add_section()
    table.add_row("all", f"{total:.3f}", "", "", f"{report.pages:,} pages", "")
    table.add_row("", "", "", "", f"{report.published.files:,} files", "")
    table.add_row("", "", "", "", f"{report.published.bytes / 1e6:,.1f} MB in files", "")
    memory = peak_memory_bytes(report.worker_peaks)
    table.add_row("", "", "", "", f"{memory / 1e6:,.0f} MB of memory", "")
    console = make_console()
    console.print()
    console.print(table)
