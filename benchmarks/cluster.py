"""What a build costs on a Dask cluster of this machine, beside one process, and whether the bytes are the same.

Makes a corpus, builds it by one process, then by clusters of some workers, each with a scheduler of its own; with
`--deaths` a worker is killed at random every so many seconds. Prints for each the seconds of the wall clock, the seconds
of processor (user and system) of who was called, of its workers (those that are left) and of the scheduler, the most memory
that who was called held, and the seconds of each stage. Fails when a byte differs.

    python benchmarks/cluster.py [--papers 10000] [--workers 1 2] [--rounds 1] [--deaths 1.5] [--scratch /dev/shm/somewhere] [--report FILE]

With several rounds the clusters take turns, and the quickest run of each is told. `--report` keeps that of the last number of workers: of two
such reports `cluster_model.py` reckons what any number of papers costs. The wall clock says something only with more cores than workers, on a
quiet machine.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from cluster_build import processor_seconds
from cluster_model import Measured, measured_table
from corpus import make_corpus

from tests.clusters import Cluster
from tests.support import process_environment

_HERE = Path(__file__).resolve().parent


def built(digest: Path, output: Path) -> dict[str, Any]:
    """Build by one process with nothing kept; see `_run`."""
    report = digest / "report.json"
    options = ["--clean", "--quiet", "--executor", "serial", "--report", str(report)]
    return _run(["-m", "generator", "build", "--output", str(output), *options], digest, report)


def _run(command: Sequence[str], digest: Path, report: Path) -> dict[str, Any]:
    """Run a build; gives its report, with `wall`, `cpu` and `held` of the process that was called."""
    start = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], cwd=digest, env=process_environment())
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status):
        sys.exit(f"{' '.join(command)} failed")
    found: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    return {
        **found,
        "wall": seconds,
        "cpu": usage.ru_utime + usage.ru_stime,
        "held": usage.ru_maxrss * 1024,
    }


def digest_of(folder: Path) -> str:
    """Name all that stands in a folder."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            digest.update(f"{path.relative_to(folder)} {len(data)}\n".encode())
            digest.update(data)
    return digest.hexdigest()


def on_cluster(digest: Path, output: Path, workers: int, deaths: float) -> dict[str, Any]:
    """Build on a cluster of its own."""
    with tempfile.TemporaryDirectory() as folder:
        cluster = Cluster(Path(folder))
        try:
            cluster.start_workers(workers)
            processes = [*cluster.workers(), cluster.scheduler.pid]
            before = {process: processor_seconds(process) for process in processes}
            with cluster.deaths([deaths] * 10_000 if deaths else []) as killed:
                report = digest / "report.json"
                script = [str(_HERE / "cluster_build.py"), str(digest), str(output)]
                ids = [str(cluster.scheduler.pid), *map(str, cluster.workers())]
                found = _run([*script, cluster.address, str(report), *ids], digest, report)
            found["killed"] = len(killed)
            spent = {
                process: processor_seconds(process) - before.get(process, 0.0)
                for process in [*cluster.workers(), cluster.scheduler.pid]
            }
            found["scheduler_cpu"] = spent.pop(cluster.scheduler.pid)
            found["workers_cpu"] = sum(spent.values())
        finally:
            cluster.close()
    return found


def main() -> None:
    """Run the benchmark and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--report", type=Path, help="where to keep the last report")
    parser.add_argument("--deaths", type=float, default=0.0, help="seconds between two kills")
    parser.add_argument("--scratch", type=Path, help="a folder for all that is made")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=arguments.scratch) as folder:
        digest, output = Path(folder, "digest"), Path(folder, "site")
        make_corpus(digest, 1, arguments.papers)
        runs = {"one process": built(digest, output)}
        wanted = digest_of(output)
        for workers in arguments.workers * arguments.rounds:
            name = f"{workers} worker{'s' if workers > 1 else ''}"
            run = on_cluster(digest, output, workers, arguments.deaths)
            if digest_of(output) != wanted:
                sys.exit(f"{name}: the site differs from that of one process")
            print(f"{name}: {run['wall']:.1f} s", flush=True)
            if name not in runs or run["wall"] < runs[name]["wall"]:
                runs[name] = run
    print_tables(runs)
    last = runs[name]
    measured = Measured(papers=last["papers"], stages=last["cluster"])
    print(f"\n{name}:\n\n{measured_table(measured)}")
    if arguments.report is not None:
        arguments.report.write_text(json.dumps(last), encoding="utf-8")


def print_tables(runs: dict[str, dict[str, Any]]) -> None:
    """Print what was measured."""
    print(f"\n{next(iter(runs.values()))['papers']:,} papers, {os.cpu_count()} cores\n")
    print("| | wall | called | its workers | scheduler | held by called | killed |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name, run in runs.items():
        cpu = [run["wall"], run["cpu"], run.get("workers_cpu", 0.0), run.get("scheduler_cpu", 0.0)]
        shown = " | ".join(f"{each:.1f} s" for each in cpu)
        print(f"| {name} | {shown} | {run['held'] / 1e6:.0f} MB | {run.get('killed', 0)} |")
    print(f"\n| seconds | {' | '.join(runs)} |\n| --- |{' --- |' * len(runs)}")
    for stage in next(iter(runs.values()))["seconds"]:
        seconds = " | ".join(f"{run['seconds'].get(stage, 0):.2f}" for run in runs.values())
        print(f"| {stage} | {seconds} |")


if __name__ == "__main__":
    main()
