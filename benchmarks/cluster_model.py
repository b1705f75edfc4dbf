"""What a build of any size costs on any number of nodes, reckoned from what two smaller ones cost.

Enters: two reports of `cluster_build.py`, of a smaller and a larger corpus (`cluster.py --report FILE` writes one). Leaves: tables in Markdown.

    python benchmarks/cluster_model.py SMALL LARGE [--papers 10000000] [--nodes 50] [--processes 8]

Of each stage, each figure is a straight line through what was measured: a constant, and a part for each paper, neither below nothing. Who is called,
the scheduler, the network and the workers do their parts of a stage at the same time, and the slowest is what the stage takes.
Calls and results pass through the scheduler's network card once each way; tables reach each process of a node through the node's own card, from
another worker that has them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Figures = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Machines:
    """The cluster that is reckoned with: `bandwidth` is of each network card, in bytes a second."""

    nodes: int = 50
    processes: int = 8
    bandwidth: float = 1.1e9


@dataclass(frozen=True, slots=True, kw_only=True)
class StageCost:
    """Seconds that each part needs for a stage; the slowest is what it takes."""

    name: str
    called: float
    scheduler: float
    network: float
    workers: float

    @property
    def seconds(self) -> float:
        """Give what the stage takes."""
        return max(self.called, self.scheduler, self.network, self.workers)

    @property
    def slowest(self) -> str:
        """Name what the others wait for."""
        parts = ("called", "scheduler", "network", "workers")
        return max(parts, key=lambda part: float(getattr(self, part)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What the stages of a build of so many papers cost: seconds of processor, calls, bytes; see `cluster_build.py`."""

    papers: int
    stages: Mapping[str, Figures]


def read_measured(file: Path) -> Measured:
    """Read a report."""
    report = json.loads(file.read_text(encoding="utf-8"))
    return Measured(papers=report["papers"], stages=report["cluster"])


def line(small: tuple[int, float], large: tuple[int, float]) -> tuple[float, float]:
    """Give the constant and the part for each paper of a figure that was measured with fewer and with more papers.

    >>> line((100, 3.0), (200, 5.0)), line((100, 3.0), (200, 2.0)), line((100, 1.0), (200, 4.0))
    ((1.0, 0.02), (2.0, 0.0), (0.0, 0.02))
    """
    (fewer, low), (more, high) = small, large
    slope = (high - low) / (more - fewer)
    if slope <= 0:
        return high, 0.0
    return (low - slope * fewer, slope) if low > slope * fewer else (0.0, high / more)


def costs(small: Measured, large: Measured, papers: int, machines: Machines) -> list[StageCost]:
    """Reckon what each stage takes for so many papers."""
    processes = machines.nodes * machines.processes

    def reckoned(stage: str, figure: str) -> float:
        low = small.stages.get(stage, {}).get(figure, 0.0)
        constant, each = line((small.papers, low), (large.papers, large.stages[stage][figure]))
        return constant + each * papers

    return [
        StageCost(
            name=stage,
            called=reckoned(stage, "called"),
            scheduler=reckoned(stage, "scheduler"),
            network=(
                reckoned(stage, "sent")
                + reckoned(stage, "received")
                + reckoned(stage, "tables") * machines.processes
            )
            / machines.bandwidth,
            workers=reckoned(stage, "workers") / processes,
        )
        for stage in large.stages
    ]


def measured_table(measured: Measured) -> str:
    """Write what was measured, for each paper."""
    stages, papers = measured.stages, measured.papers
    lines = [
        "| stage | called, µs a paper | workers | scheduler | tables, bytes a paper | sent | received | calls per 10,000 |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    total: dict[str, float] = {}
    for name, each in stages.items():
        lines.append(_measured_line(name, each, papers))
        for figure, value in each.items():
            total[figure] = total.get(figure, 0.0) + value
    lines.append(_measured_line("together", total, papers))
    return "\n".join(lines)


def _measured_line(name: str, each: Figures, papers: int) -> str:
    seconds = [f"{each[part] / papers * 1e6:,.0f}" for part in ("called", "workers", "scheduler")]
    moved = [f"{each[part] / papers:,.0f}" for part in ("tables", "sent", "received")]
    return f"| {name} | {' | '.join([*seconds, *moved])} | {each['calls'] / papers * 1e4:,.0f} |"


def model_table(every: list[StageCost]) -> str:
    """Write what is reckoned, in seconds."""
    lines = [
        "| stage | called | scheduler | network | workers | the stage | waits for |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for each in every:
        parts = (each.called, each.scheduler, each.network, each.workers, each.seconds)
        seconds = " | ".join(f"{part:,.0f}" for part in parts)
        lines.append(f"| {each.name} | {seconds} | {each.slowest} |")
    sums = [
        sum(getattr(each, part) for each in every)
        for part in ("called", "scheduler", "network", "workers", "seconds")
    ]
    lines.append(f"| together | {' | '.join(f'{each:,.0f}' for each in sums)} | |")
    return "\n".join(lines)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("small", type=Path)
    parser.add_argument("large", type=Path)
    parser.add_argument("--papers", type=int, default=10_000_000)
    parser.add_argument("--nodes", type=int, default=Machines().nodes)
    parser.add_argument("--processes", type=int, default=Machines().processes)
    arguments = parser.parse_args()
    small, large = read_measured(arguments.small), read_measured(arguments.large)
    machines = Machines(nodes=arguments.nodes, processes=arguments.processes)
    for measured in (small, large):
        print(f"\nMeasured with {measured.papers:,} papers:\n\n{measured_table(measured)}")
    print(
        f"\n{arguments.papers:,} papers, {machines.nodes} nodes of {machines.processes}, seconds:\n"
    )
    print(model_table(costs(small, large, arguments.papers, machines)))


if __name__ == "__main__":
    main()
