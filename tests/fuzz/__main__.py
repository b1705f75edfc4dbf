"""`python -m tests.fuzz TARGET|all --inputs N --seconds S`: look for inputs that break a target.

Each target has a process of its own, one after the other, and as much of inputs and seconds as is left to it. Faults are kept in
`tests/fuzz/found/TARGET/`, where the tests try them again. Exit code 1 if any was found.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from pathlib import Path

import click

from tests.fuzz.targets import TARGETS

_RUNS = re.compile(r"stat::number_of_executed_units: (\d+)")
_COVERED = re.compile(r"\bcov: (\d+)")


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="TARGET...|all")
@click.option("--inputs", default=100_000, show_default=True, help="Of each target, at most.")
@click.option("--seconds", default=60, show_default=True, help="For each target, at most.")
@click.option(
    "--longest", default=1 << 16, help="Bytes of an input, at most; short ones are much quicker."
)
@click.option(
    "--corpus", type=click.Path(path_type=Path), help="Where inputs that reach more are kept."
)
def main(
    names: tuple[str, ...], inputs: int, seconds: int, longest: int, corpus: Path | None
) -> None:
    """Look for inputs that break a target."""
    chosen = list(TARGETS) if names == ("all",) else list(names)
    if unknown := [name for name in chosen if name not in TARGETS]:
        raise click.UsageError(f"{', '.join(unknown)}: unknown; known: {', '.join(TARGETS)}")
    total = faults = 0
    for name in chosen:
        began = time.monotonic()
        runs, covered, found = _hunted(name, inputs, seconds, longest, corpus)
        total += runs
        faults += found
        click.echo(
            f"{name:<22} {runs:>10,} inputs {time.monotonic() - began:>6.0f} s  coverage {covered:>6}  faults {found}"
        )
    click.echo(f"{total:,} inputs, {faults} kinds of fault")
    sys.exit(1 if faults else 0)


def _hunted(
    name: str, inputs: int, seconds: int, longest: int, corpus: Path | None
) -> tuple[int, int, int]:
    """Run a hunt; gives how many inputs were tried, how much they reached, and how many faults showed."""
    reached = ",".join(TARGETS[name].reaches)
    amounts = (str(inputs), str(seconds), reached, str(longest))
    command = [sys.executable, "-m", "tests.fuzz.hunt", name, *amounts]
    done = subprocess.run(
        [*command, *([str(corpus)] if corpus else [])],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        check=False,
    )
    runs = _RUNS.findall(done.stderr)
    if not runs:
        raise click.ClickException(f"{name}: the fuzzer stopped:\n{done.stderr[-3000:]}")
    kinds = set(re.findall(r"^FAULT \S+ (\S+)", done.stderr, re.MULTILINE))
    for kind in sorted(kinds):
        click.echo(f"{name}: {kind}: see tests/fuzz/found/{name}/{kind}")
    return int(runs[-1]), max(map(int, _COVERED.findall(done.stderr)), default=0), len(kinds)


if __name__ == "__main__":
    main()
