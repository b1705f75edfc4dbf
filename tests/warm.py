"""Runs of the command in processes that inherit what it imports, at a fifth of the cost.

Each is a process of its own, with its own folder, environment, streams, limits and exit code, forked from one that has
loaded the command and done nothing else. It differs from one that starts cold by the interpreter's start alone; what is
about that (hash seeds, locales, imports) is tested with `run_cold` of `tests.support`.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import runpy
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path

_PATIENCE = 120  # seconds
_CONTEXT: ForkServerContext = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.warm_modules"])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    arguments: tuple[str, ...]
    folder: str
    environment: Mapping[str, str]
    limits: Mapping[int, int]
    out: str
    error: str


def run_warm(
    arguments: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str],
    limits: Mapping[int, int] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run `broadsheet` with arguments; `limits` are those of `resource`, by their numbers.

    Not for several threads at once: `multiprocessing` then loses exit codes.
    """
    with tempfile.TemporaryDirectory(prefix="broadsheet-run-") as name:
        out, error = Path(name, "out"), Path(name, "error")
        run = _Run(
            arguments=tuple(arguments),
            folder=str(cwd),
            environment=dict(environment),
            limits=limits or {},
            out=str(out),
            error=str(error),
        )
        process = _CONTEXT.Process(target=_work, args=(run,))
        process.start()
        process.join(_PATIENCE)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(list(arguments), _PATIENCE)
        code = process.exitcode
        process.close()
        texts = [file.read_bytes().decode("utf-8") for file in (out, error)]
        return subprocess.CompletedProcess(list(arguments), code, *texts)


def _work(run: _Run) -> None:
    """Become a process as one that was started with `-W error -m generator`."""
    for descriptor, path in ((1, run.out), (2, run.error)):
        stream = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(stream, descriptor)
        os.close(stream)
    os.environ.clear()
    os.environ.update(run.environment)
    os.chdir(run.folder)
    for kind, most in run.limits.items():
        resource.setrlimit(kind, (most, most))
    warnings.simplefilter("error")
    sys.argv = ["broadsheet", *run.arguments]
    runpy.run_module("generator", run_name="__main__", alter_sys=True)
