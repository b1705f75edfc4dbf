"""How long a full build of the shipped dumps takes, as its user would time it.

Runs `broadsheet build --clean` as a process of its own, into a new folder of the checkout each time, and
prints the seconds of each run with their median, the seconds of each stage and the most memory held.

    python benchmarks/full_build.py [--runs 5] [--config site.yaml]
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
SCRATCH = CHECKOUT / ".broadsheet"


def build_once(config: Path, folder: Path) -> tuple[float, dict[str, object]]:
    """Build into a new folder; gives the seconds of the whole process and the build's report."""
    report = folder / "report.json"
    command = [sys.executable, "-m", "generator", "build", "--clean", "--quiet"]
    command += ["--config", str(config), "--output", str(folder / "site"), "--report", str(report)]
    start = time.perf_counter()
    subprocess.run(command, check=True, cwd=CHECKOUT)
    seconds = time.perf_counter() - start
    return seconds, json.loads(report.read_text(encoding="utf-8"))


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--config", type=Path, default=CHECKOUT / "site.yaml")
    arguments = parser.parse_args()
    runs: list[tuple[float, dict[str, object]]] = []
    # Beside the checkout's files, as a user's site is: another disk would be another measure.
    SCRATCH.mkdir(exist_ok=True)
    for _ in range(arguments.runs + 1):
        with tempfile.TemporaryDirectory(dir=SCRATCH) as folder:
            runs.append(build_once(arguments.config, Path(folder)))
    counted = runs[1:]  # the first one warms the caches of the file system
    seconds = [run[0] for run in counted]
    _, report = sorted(counted, key=lambda run: run[0])[len(counted) // 2]
    out = sys.stdout.write
    out(f"Python {platform.python_version()}, {os.cpu_count()} cores, {len(counted)} runs\n")
    out(f"papers {report['papers']}, pages {report['pages']}, files {report['files']}, ")
    out(f"bytes {report['bytes']}\n")
    out(f"seconds: min {min(seconds):.2f}, median {statistics.median(seconds):.2f}, ")
    out(f"max {max(seconds):.2f}\n")
    out(f"peak memory: {report['peak_rss_bytes'] / 1e6:.0f} MB\n")  # type: ignore[operator]
    for stage, spent in report["seconds"].items():  # type: ignore[attr-defined]
        out(f"  {stage:<10} {spent:.3f}\n")


if __name__ == "__main__":
    main()
