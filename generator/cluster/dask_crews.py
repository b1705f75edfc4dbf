"""Crews of a Dask cluster; the only module that imports Dask (https://distributed.dask.org).

Enters: the address of a scheduler, how many processes to start here, or a client that is connected. Leaves: `Crews`. Whatever
becomes of the cluster, a build ends: every wait is bounded, and what Dask raises becomes a `ClusterError` of one line.
"""

from __future__ import annotations

import logging
import pkgutil
import signal
import time
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, wait
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from multiprocessing import resource_tracker
from typing import Any, TypeVar

from distributed import Client, KilledWorker, LocalCluster

from generator.beside import here
from generator.cluster.crew import TRIES, RemoteCrew, WorkersEndedError
from generator.cluster.work import same
from generator.crews import Crew, Workplace
from generator.errors import ClusterError

R = TypeVar("R")
Tables = TypeVar("Tables")

_TO_CONNECT = 10  # seconds
_TO_GET_WORKERS = 30  # seconds
_TO_START = 120  # seconds; each worker loads all that Dask is, and there may be many for each core
_TO_ANSWER = 30  # seconds
_WITHOUT_WORKERS = 60  # seconds for which a build waits for workers to come back
_LOOK = 0.5  # seconds between two looks at whether the client is connected
_BETWEEN_LOOKS = 5  # seconds between two questions to the scheduler
_TO_PART = 2  # seconds
_LONGEST = 160  # characters of what Dask says
_RUNNING = "running"
_LOUD = {"distributed", "tornado", "bokeh"}


class DaskCrews:
    """Crews of one cluster, which is connected to when the first is asked for, and let go of at the end of a `with` block."""

    def __init__(
        self,
        connect: Callable[[ExitStack], Client],
        name: str,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Take what connects; `name` is the cluster's in messages."""
        self._connect = connect
        self._name = name
        self._tell = tell
        self._stack = ExitStack()
        self._cluster: _DaskCluster | None = None

    def __enter__(self) -> DaskCrews:
        return self

    def __exit__(self, *_: object) -> None:
        self._cluster = None
        self._stack.close()

    @contextmanager
    def crew(self, tables: Tables) -> Iterator[Crew[Tables]]:
        """Give a crew; raises `ClusterError` where the cluster cannot be used."""
        yield RemoteCrew(tables, self._connected())

    def beside(self, find: Callable[[], R]) -> AbstractContextManager[Callable[[], R]]:
        """Find an answer in this process, once it is asked for: beside the threads of a client nothing is forked."""
        return here(find)

    def workplace(self) -> Workplace:
        """Say where the cluster is, if it was needed."""
        if self._cluster is None:
            return Workplace(executor="dask", workers=0)
        return self._cluster.workplace

    def _connected(self) -> _DaskCluster:
        if self._cluster is None:
            self._stack.enter_context(_silence())
            client = self._connect(self._stack)
            self._cluster = _DaskCluster(client, self._name)
            place = self._cluster.workplace
            looked_at = f"; its dashboard is {place.dashboard}" if place.dashboard else ""
            self._tell(f"Dask works at {place.scheduler}, in {place.workers} processes{looked_at}")
        return self._cluster


class _DaskCluster:
    """A connected client, as a crew uses it."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self._name = name
        self._executor = client.get_executor(pure=False)
        self._looked = self._manned = time.monotonic()
        self._refuse_without_us()
        self._workers = len(self._asked(client.scheduler.ncores))
        self.workplace = Workplace(
            executor="dask",
            workers=self._workers,
            scheduler=client.scheduler.address,
            dashboard=_dashboard(client),
        )

    def share(self, data: bytes) -> object:
        """Let all workers have some bytes: those that come later too, and also when all that have them are lost."""
        with self._lost_if_it_fails():
            return self._client.submit(same, data, pure=False)

    def submit(self, function: Callable[..., bytes], *values: object) -> Future[bytes]:
        """Hand a call in."""
        with self._lost_if_it_fails():
            handed_in: Future[bytes] = self._executor.submit(function, *values)
            return handed_in

    def result(self, future: Future[bytes]) -> bytes:
        """Wait for the result of a call, as long as there is a cluster."""
        while not wait([future], timeout=_LOOK).done:
            self._look()
        try:
            return future.result()
        except KilledWorker as error:
            raise self._killed(error) from None
        except CancelledError:
            raise self._lost() from None
        except Exception as error:  # noqa: BLE001 - Dask's own, for those of the work are values
            if isinstance(error.__cause__, ImportError | AttributeError):
                raise self._without_us(error.__cause__) from None
            raise self._lost(error) from None

    def workers(self) -> int:
        """Count the processes that work, as far as they were looked at lately."""
        self._look()
        return self._workers

    def _look(self) -> None:
        """See now and then whether the scheduler answers, and whether it has workers."""
        if self._client.status != _RUNNING:
            raise self._lost()
        now = time.monotonic()
        if now - self._looked < _BETWEEN_LOOKS:
            return
        self._looked = now
        self._workers = len(self._asked(self._client.scheduler.ncores))
        if self._workers:
            self._manned = now
        elif now - self._manned > _WITHOUT_WORKERS:
            raise ClusterError(
                f"{self._name}: the scheduler has had no worker for {_WITHOUT_WORKERS} seconds; expected some to work; start "
                "workers, and build again; the site is as it was"
            )

    def _refuse_without_us(self) -> None:
        """Refuse workers that have no Broadsheet at all: the first piece of work would end them without a word.

        Whether it is the same, each tells when it gets work (`generator.cluster.work`).
        """
        # What is sent here every Python has.
        question = (self._client._run, pkgutil.resolve_name, "generator:__version__")
        answers = self._asked(*question, on_error="return")
        for answer in answers.values():
            if isinstance(answer, Exception):
                raise self._without_us(answer)

    def _asked(self, *question: Any, **more: Any) -> Any:  # noqa: ANN401 - any question and answer
        with self._lost_if_it_fails():
            return self._client.sync(*question, **more, callback_timeout=_TO_ANSWER)

    @contextmanager
    def _lost_if_it_fails(self) -> Iterator[None]:
        try:
            yield
        except ClusterError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a client raises that is not connected
            raise self._lost(error) from None

    def _lost(self, error: Exception | None = None) -> ClusterError:
        reason = f" ({_line(error)})" if error is not None and str(error) else ""
        return ClusterError(
            f"{self._name}: the scheduler was lost{reason}; expected it to stay until the site is built; start it again with "
            "its workers, and build again; the site is as it was"
        )

    def _killed(self, error: KilledWorker) -> ClusterError:
        ended = TRIES * (error.allowed_failures + 1)
        return WorkersEndedError(
            f"{self._name}: {ended} workers ended, one after the other, under the same piece of work; "
            "expected one of them to end it; give workers more memory, or see in their logs what ended them; the site is "
            "as it was"
        )

    def _without_us(self, cause: BaseException) -> ClusterError:
        return ClusterError(
            f"{self._name}: what runs there has not got this Broadsheet ({_line(cause)}); expected the same version as here "
            "with the scheduler and with each worker; install it there, and start them again"
        )


def local_cluster(processes: int) -> Callable[[ExitStack], Client]:
    """Give what starts a cluster of some processes on this machine, which ends with the build."""

    def connect(stack: ExitStack) -> Client:
        try:
            cluster = stack.enter_context(
                LocalCluster(
                    n_workers=0,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    dashboard_address="127.0.0.1:8787",
                    silence_logs=logging.CRITICAL,
                )
            )
            # The thread that starts workers, whose mask they inherit: Ctrl+C is for this process alone.
            cluster.sync(_block_interrupts)
            cluster.scale(processes)
            client = stack.enter_context(Client(cluster, set_as_default=False))
            client.wait_for_workers(processes, timeout=_TO_START)
        except (OSError, RuntimeError) as error:
            raise ClusterError(
                f"--executor dask: no cluster can be started on this machine ({_line(error)}); expected {processes} "
                "processes; look whether memory is left, or build with --executor processes"
            ) from None
        return client

    return connect


async def _block_interrupts() -> None:
    # Python lets the signal through again when it starts this one, so it has to be first.
    resource_tracker.ensure_running()
    signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))


def scheduler_at(address: str, name: str) -> Callable[[ExitStack], Client]:
    """Give what connects to a scheduler, such as tcp://127.0.0.1:8786, that has workers or gets them soon."""

    def connect(stack: ExitStack) -> Client:
        try:
            client = Client(address, timeout=_TO_CONNECT, set_as_default=False)
        except (OSError, ValueError, RuntimeError) as error:
            raise ClusterError(
                f"{name}: no scheduler answers there within {_TO_CONNECT} seconds ({_line(error)}); expected a Dask "
                "scheduler; start one with `dask scheduler`, or correct the address"
            ) from None
        stack.callback(_let_go, client)
        return client_of(client, name)(stack)

    return connect


def client_of(client: Client, name: str) -> Callable[[ExitStack], Client]:
    """Give what takes a client that is connected already, and waits for a worker; who made it closes it."""

    def connect(_: ExitStack) -> Client:
        try:
            client.wait_for_workers(1, timeout=_TO_GET_WORKERS)
        except (OSError, TimeoutError):
            raise ClusterError(
                f"{name}: the scheduler has no workers, nor got one within {_TO_GET_WORKERS} seconds; expected one at "
                "least; start some with `dask worker ADDRESS --nthreads 1`"
            ) from None
        return client

    return connect


def _let_go(client: Client) -> None:
    # A scheduler that is lost does not answer.
    with suppress(Exception):
        client.close(timeout=_TO_PART)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what Dask logs and warns of away from the terminal: what concerns a build is told as its errors."""
    # Each of Dask's modules has a level of its own.
    names = [name for name in logging.root.manager.loggerDict if name.partition(".")[0] in _LOUD]
    loggers = [logging.getLogger(name) for name in names]
    levels = [each.level for each in loggers]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for each in loggers:
            each.setLevel(logging.CRITICAL + 1)
        try:
            yield
        finally:
            for each, level in zip(loggers, levels, strict=True):
                each.setLevel(level)


def _dashboard(client: Client) -> str | None:
    """Give the address of the dashboard, if the scheduler has one."""
    with suppress(KeyError, AttributeError):
        return str(client.dashboard_link)
    return None


def _line(error: BaseException) -> str:
    """Say an error in one line."""
    return " ".join(str(error).split())[:_LONGEST].rstrip()
