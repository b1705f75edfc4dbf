"""A real Dask cluster on this machine: a scheduler, and workers under nannies that start them again.

Nothing of Dask is loaded here: its threads would stay, and other tests fork.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.support import process_environment

_PATIENCE = 60  # seconds


class Cluster:
    """A scheduler and its workers, all processes; `address` is as `--executor` takes it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        file = folder / "scheduler.json"
        options = ["--host", "127.0.0.1", "--port", "0", "--dashboard-address", "127.0.0.1:0"]
        self.scheduler = self._started("scheduler", [*options, "--scheduler-file", str(file)])
        self._nannies: list[subprocess.Popen[bytes]] = []
        _until(lambda: file.exists() and file.read_bytes().endswith(b"}"))
        self._tcp = json.loads(file.read_text())["address"]
        self.address = self._tcp.replace("tcp://", "dask://")

    def start_workers(
        self,
        count: int,
        *,
        threads: int = 1,
        environment: Mapping[str, str] | None = None,
        preload: str | None = None,
        nanny: bool = True,
    ) -> None:
        """Start workers, which import a module first, if one is to be, and wait until the scheduler has them.

        Without a nanny there can be one alone, which nobody starts again, and a process less to start.
        """
        before = self._registered()
        options = ["--nworkers", str(count), "--nthreads", str(threads), "--no-dashboard"]
        options += ["--preload", preload] if preload else []
        options += [] if nanny else ["--no-nanny"]
        folder = ["--local-directory", str(self._folder)]
        self._nannies.append(
            self._started("worker", [self._tcp, *options, *folder], environment or {})
        )
        _until(lambda: self._registered() == before + count)

    def stop_workers(self) -> None:
        """End all workers, and let the scheduler be."""
        for nanny in self._nannies:
            _end(nanny)
        self._nannies.clear()

    def kill_workers(self) -> None:
        """End all workers at once, whatever they do."""
        for process in [*self._nannies, *self.workers()]:
            with suppress(ProcessLookupError):
                os.kill(process if isinstance(process, int) else process.pid, signal.SIGKILL)
        self.stop_workers()

    def workers(self) -> list[int]:
        """Give the processes of workers."""
        return [pid for nanny in self._nannies for pid in _spawned_by(nanny.pid)]

    @contextmanager
    def deaths(self, waits: Sequence[float], seed: int = 1) -> Iterator[list[int]]:
        """Kill a worker, chosen at random, after each of some waits in seconds; gives those that were killed so far."""
        killed: list[int] = []
        over = threading.Event()
        choose = random.Random(seed)

        def kill() -> None:
            for wait in waits:
                if over.wait(wait):
                    return
                workers = self.workers()
                if workers:
                    killed.append(choose.choice(workers))
                    with suppress(ProcessLookupError):
                        os.kill(killed[-1], signal.SIGKILL)

        thread = threading.Thread(target=kill)
        thread.start()
        try:
            yield killed
        finally:
            over.set()
            thread.join()

    def close(self) -> None:
        """End all of it."""
        self.stop_workers()
        _end(self.scheduler)

    def _registered(self) -> int:
        with suppress(FileNotFoundError):
            return (self._folder / "worker.log").read_bytes().count(b"Registered to:")
        return 0

    def _started(
        self, kind: str, options: Sequence[str], environment: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options]
        with (self._folder / f"{kind}.log").open("ab") as log:
            return subprocess.Popen(
                command,
                cwd=self._folder,
                env=process_environment(environment),
                stdout=log,
                stderr=log,
            )


def _until(true: Callable[[], bool]) -> None:
    begun = time.monotonic()
    while not true():
        assert time.monotonic() - begun < _PATIENCE, "the cluster did not start"
        time.sleep(0.05)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _spawned_by(parent: int) -> list[int]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with suppress(OSError):  # it has ended meanwhile
                status = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(status[1]) == parent and b"spawn_main" in (folder / "cmdline").read_bytes():
                    found.append(int(folder.name))
    return sorted(found)
