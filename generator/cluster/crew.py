"""A crew whose processes are anywhere: tables and batches are sent to them, results come back.

Enters: tables, and a cluster that takes pieces of work. Leaves: results in the order of the batches. What a worker could not
write or read is tried again a few times, for a store may fail for a moment; so is what workers ended under, for a cluster may be
having a bad hour. What else goes wrong is raised here.
"""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from typing import Any, Protocol, TypeVar

from generator.cluster.work import Failed, do, order_of, packed, unpacked
from generator.crews import Crew, Done
from generator.errors import ClusterError, ObjectStoreError

A = TypeVar("A")
R = TypeVar("R")
Tables = TypeVar("Tables")

_AHEAD = 4  # pieces of work for each worker that are handed in before results are waited for
TRIES = 3


class WorkersEndedError(ClusterError):
    """Several workers ended, one after the other, under one piece of work; perhaps by chance."""


class Cluster(Protocol):
    """What a crew asks of a cluster; each method raises `ClusterError` when the cluster is lost."""

    def share(self, data: bytes) -> object:
        """Let all workers have some bytes; gives what stands for them in `submit`."""

    def submit(self, function: Callable[..., bytes], *values: object) -> Future[bytes]:
        """Hand a call in."""

    def result(self, future: Future[bytes]) -> bytes:
        """Wait for the result of a call; raises `WorkersEndedError` when they ended under it."""

    def workers(self) -> int:
        """Count the processes that work."""


class RemoteCrew(Crew[Tables]):
    """Processes of a cluster, all with the same tables, which are sent when there is work."""

    def __init__(self, tables: Tables, cluster: Cluster) -> None:
        self._tables = tables
        self._cluster = cluster
        self._order = order_of(uuid.uuid4().hex)
        self._shared: object = None
        self._peaks: dict[str, int] = {}

    def map(self, work: Callable[[Tables, A], R], batches: Iterable[A]) -> Iterator[R]:
        """Give what a function makes of the tables and each batch, in the order of the batches; this process does none."""
        begun: deque[tuple[bytes, Future[bytes]]] = deque()
        try:
            for batch in batches:
                call = packed((work, batch))
                begun.append((call, self._begun(call)))
                most = _AHEAD * max(self._cluster.workers(), 1)
                while begun and (begun[0][1].done() or len(begun) >= most):
                    yield self._result(*begun.popleft())
            while begun:
                yield self._result(*begun.popleft())
        finally:
            for _, future in begun:
                future.cancel()

    def peaks(self) -> tuple[int, ...]:
        """Give how many bytes each process held at most."""
        return tuple(self._peaks.values())

    def _begun(self, call: bytes) -> Future[bytes]:
        if self._shared is None:
            self._shared = self._cluster.share(packed(self._tables))
        return self._cluster.submit(do, self._order, self._shared, call)

    def _result(self, call: bytes, future: Future[bytes]) -> Any:  # noqa: ANN401 - as the work gave it
        for tries in range(1, TRIES + 1):
            try:
                outcome: Done[Any] | Failed = unpacked(self._cluster.result(future))
            except WorkersEndedError:
                if tries == TRIES:
                    raise
                # They may have ended while they took the tables in.
                self._shared = None
            else:
                if isinstance(outcome, Done):
                    known = self._peaks.get(outcome.process, 0)
                    self._peaks[outcome.process] = max(known, outcome.peak)
                    return outcome.result
                if not isinstance(outcome.error, OSError | ObjectStoreError) or tries == TRIES:
                    raise outcome.error
            future = self._begun(call)
        raise AssertionError("the last try gives a result or raises")
