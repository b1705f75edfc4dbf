"""Processes that are timed and watched, for benchmarks/building.py: not a benchmark itself.

Memory is the sum of the proportional set sizes (PSS) of a process and all that it started, read from
`/proc/PID/smaps_rollup` every 50 ms: pages that forked workers share count once, where sums of resident sets would
count them for each. Reading it slows the process down, so it is watched in runs of their own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_STEP = 0.05
_PROC = Path("/proc")
_SESSION = 3  # after the name in /proc/PID/stat stand: state, parent, group, session


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A process that has ended: seconds of clock and processor, and bytes at its peak if it was watched."""

    seconds: float
    processor: float
    peak: int | None = None


def can_watch() -> bool:
    """Say whether this system tells what the memory of a process is."""
    return (_PROC / "self" / "smaps_rollup").is_file()


def run(
    command: Sequence[str],
    *,
    folder: Path,
    watch: bool = False,
    environment: Mapping[str, str] | None = None,
) -> Run:
    """Run a command to its end; one that fails ends the benchmark with what it said."""
    peak = 0
    os.sync()  # what earlier runs wrote must not be waited for in this one
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**_usual_environment(), **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        ended, status, usage = os.wait4(process.pid, os.WNOHANG if watch else 0)
        while not ended:
            peak = max(peak, _memory_of_session(process.pid))
            time.sleep(_STEP)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            words = said.read()[-2000:].decode(errors="replace")
            sys.exit(f"{' '.join(command)}: exit code {process.returncode}\n{words}")
    processor = usage.ru_utime + usage.ru_stime
    return Run(seconds=seconds, processor=processor, peak=peak if watch else None)


def _usual_environment() -> dict[str, str]:
    """Give this environment, in which Python keeps its byte code as it does wherever nobody forbids it."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _memory_of_session(session: int) -> int:
    """Give the PSS of all processes of a session, in bytes; those that end meanwhile have none."""
    total = 0
    for folder in _PROC.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            if int(fields[_SESSION]) != session:
                continue
            for line in (folder / "smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
        except OSError:
            continue
    return total


def write_plainly(source: Path, target: Path, suffix: str = ".html") -> float:
    """Write the same bytes into the same files of a new folder; gives the seconds of writing alone.

    Reading the originals is not counted, nor looking for them.
    """
    seconds = 0.0
    made: set[str] = set()
    for folder, _, names in os.walk(source):
        for name in sorted(names):
            if not name.endswith(suffix):
                continue
            path = os.path.join(target, os.path.relpath(folder, source), name)  # noqa: PTH118 - timed
            data = Path(folder, name).read_bytes()
            start = time.perf_counter()
            parent = os.path.dirname(path)  # noqa: PTH120 - timed
            if parent not in made:
                os.makedirs(parent, exist_ok=True)  # noqa: PTH103 - timed
                made.add(parent)
            file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            os.write(file, data)
            os.close(file)
            seconds += time.perf_counter() - start
    return seconds
