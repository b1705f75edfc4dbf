"""The choice of `--executor`: where the work of a build is done.

Enters: `serial`, `processes`, `dask` or `dask://HOST:PORT`, or crews that a Python program made; a number of jobs, and where the workers of a
cluster leave what they share. Leaves: `Crews`. Refuses what is none of these, and Dask where it is not installed or cannot be.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib.util import find_spec

from generator.crews import Crews
from generator.errors import BroadsheetError, quoted
from generator.workers import ProcessCrews, core_count

SERIAL, PROCESSES, DASK = "serial", "processes", "dask"
_SCHEDULER = re.compile(r"dask://(\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]@]+):([0-9]{1,5})/?")
_MOST_PORT = 65535
# What the extra brings; the first is what is imported.
_PACKAGES = ("distributed", "dask")
_OF_WORK = ("pyarrow",)


def executor_fault(executor: str, jobs: int | None) -> str | None:
    """Say what is wrong with a choice; `None` where nothing is."""
    if executor in (PROCESSES, DASK):
        return None
    if executor == SERIAL:
        return None if jobs in (None, 1) else "is one process; leave --jobs out"
    match = _SCHEDULER.fullmatch(executor)
    if match is None or not 0 < int(match[2]) <= _MOST_PORT:
        return "is unknown; expected serial, processes, dask or dask://HOST:PORT"
    return None if jobs is None else "has workers of its own; leave --jobs out"


def work_fault(executor: str | Crews, work: str | None) -> str | None:
    """Say what is wrong with a store that workers share; `None` where nothing is."""
    if work is None or not isinstance(executor, str) or executor.startswith(DASK):
        return None
    return "is shared by workers of a cluster; leave it out, or write --executor dask://HOST:PORT"


@contextmanager
def open_crews(
    executor: str | Crews,
    jobs: int | None = None,
    tell: Callable[[str], None] = lambda _: None,
    work: str | None = None,
) -> Iterator[Crews]:
    """Give the crews of a choice for a `with` block; `tell` hears where a cluster is. Raises `BroadsheetError`.

    In the store `work`, if there is one, workers leave what they share. Nothing is started or connected to before the first crew is asked for.
    """
    if (fault := work_fault(executor, work)) is not None:
        raise BroadsheetError(f"--work {quoted(str(work))} {fault}")
    if work is not None:
        _refuse_without(_OF_WORK, "--work")
    if not isinstance(executor, str):
        with executor if isinstance(executor, AbstractContextManager) else nullcontext():
            yield executor
        return
    fault = executor_fault(executor, jobs)
    if fault is not None:
        raise BroadsheetError(f"--executor {quoted(executor)} {fault}")
    if executor in (SERIAL, PROCESSES):
        yield ProcessCrews(1 if executor == SERIAL else jobs)
        return
    _refuse_on_windows(executor)
    _refuse_without(_PACKAGES, f"--executor {executor}")
    # Loads Dask, which nothing else may.
    from generator.cluster.dask_crews import DaskCrews, local_cluster, scheduler_at

    name = f"--executor {executor}"
    if executor == DASK:
        connect = local_cluster(jobs or core_count())
    else:
        connect = scheduler_at(f"tcp://{executor.removeprefix('dask://').rstrip('/')}", name)
    with DaskCrews(connect, name, tell) as crews:
        yield crews


def _refuse_on_windows(executor: str) -> None:
    if sys.platform == "win32":
        raise BroadsheetError(
            f"--executor {executor}: there is no cluster on Windows; expected Linux or macOS, with workers and where the "
            "build runs; leave --executor out"
        )


def _refuse_without(packages: tuple[str, ...], option: str) -> None:
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        raise BroadsheetError(
            f"{option}: {' and '.join(missing)} cannot be imported; expected what a cluster needs; run "
            '`pip install "broadsheet[cluster]"`'
        )
