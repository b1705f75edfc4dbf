"""A build on a Dask cluster that is measured stage by stage; `cluster.py` runs it in a process of its own.

    python benchmarks/cluster_build.py DIGEST OUTPUT ADDRESS REPORT SCHEDULER [WORKER ...]

OUTPUT is as `--output` takes it, ADDRESS as `--executor` does; the variable WORK is `--work`. SCHEDULER and WORKER are ids of processes on this machine. REPORT becomes the build's report, with a
key `cluster`: for each stage the seconds of the wall clock, the seconds of processor of who was called (all its threads), of the workers and of the
scheduler, the calls, and the bytes of tables, calls and results. What happens until the next stage begins counts for a stage.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from generator.build import build_site
from generator.cluster.crew import Cluster, RemoteCrew
from generator.cluster.dask_crews import DaskCrews, scheduler_at
from generator.crews import Crew, Workplace
from generator.progress import NoProgress
from generator.report import report_values
from generator.stores import is_url

R = TypeVar("R")
Tables = TypeVar("Tables")
_TICKS = os.sysconf("SC_CLK_TCK")
FIGURES = ("wall", "called", "workers", "scheduler", "calls", "tables", "sent", "received")


def processor_seconds(process: int) -> float:
    """Give the seconds of processor that a process has used; 0 for one that is gone."""
    with suppress(OSError):
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS
    return 0.0


class Meter(NoProgress):
    """Is told of stages, and takes down what each cost."""

    def __init__(self, scheduler: int, workers: Sequence[int]) -> None:
        self._scheduler, self._workers = scheduler, workers
        self.moved = dict.fromkeys(("calls", "tables", "sent", "received"), 0)
        self.stages: dict[str, dict[str, float]] = {}
        self._stage = "start"
        self._before = self._now()

    def begin(self, stage: str, total: int | None, unit: str) -> None:  # noqa: ARG002 - Progress
        """Let what was spent until now be the last stage's."""
        if stage != self._stage:
            self.take_down()
            self._stage = stage

    def take_down(self) -> None:
        """Add what was spent since the last time to the stage that is going on."""
        now = self._now()
        found = self.stages.setdefault(self._stage, dict.fromkeys(FIGURES, 0.0))
        for name, value in now.items():
            found[name] += value - self._before[name]
        self._before = now

    def _now(self) -> dict[str, float]:
        return {
            "wall": time.perf_counter(),
            "called": time.process_time(),
            "workers": sum(map(processor_seconds, self._workers)),
            "scheduler": processor_seconds(self._scheduler),
            **self.moved,
        }


class _Metered:
    """A cluster whose calls are counted."""

    def __init__(self, cluster: Cluster, moved: dict[str, int]) -> None:
        self._cluster, self._moved = cluster, moved

    def share(self, data: bytes) -> object:
        self._moved["tables"] += len(data)
        return self._cluster.share(data)

    def submit(self, function: Callable[..., bytes], *values: object) -> Future[bytes]:
        self._moved["calls"] += 1
        self._moved["sent"] += sum(len(value) for value in values if isinstance(value, bytes))
        return self._cluster.submit(function, *values)

    def result(self, future: Future[bytes]) -> bytes:
        data = self._cluster.result(future)
        self._moved["received"] += len(data)
        return data

    def workers(self) -> int:
        return self._cluster.workers()


class _MeteredCrews:
    """The crews of a cluster, whose calls are counted."""

    def __init__(self, crews: DaskCrews, moved: dict[str, int]) -> None:
        self._crews, self._moved = crews, moved

    @contextmanager
    def crew(self, tables: Tables) -> Iterator[Crew[Tables]]:
        with self._crews.crew(tables) as crew:
            assert isinstance(crew, RemoteCrew)
            crew._cluster = _Metered(crew._cluster, self._moved)
            yield crew

    def beside(self, find: Callable[[], R]) -> AbstractContextManager[Callable[[], R]]:
        return self._crews.beside(find)

    def workplace(self) -> Workplace:
        return self._crews.workplace()


def main() -> None:
    """Build, and write what it cost."""
    digest, output, address, report, scheduler, *workers = sys.argv[1:]
    meter = Meter(int(scheduler), list(map(int, workers)))
    connect = scheduler_at(address.replace("dask://", "tcp://"), address)
    with DaskCrews(connect, address) as crews:
        built = build_site(
            Path(digest, "site.yaml"),
            output if is_url(output) else Path(output),
            clean=True,
            progress=meter,
            work=os.environ.get("WORK"),
            executor=_MeteredCrews(crews, meter.moved),
        )
        meter.take_down()
    values = {**report_values(built), "cluster": meter.stages}
    Path(report).write_text(json.dumps(values), encoding="utf-8")


if __name__ == "__main__":
    main()
