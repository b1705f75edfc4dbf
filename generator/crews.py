"""Where a build's work is done, as its stages see it: crews that share tables.

Enters: tables, and batches. Leaves: what functions make of the tables and each batch, in the order of the batches. A stage knows
no other way to be parallel, and what it gives does not depend on who does the work: this process, those beside it
(`generator.workers`) or a cluster (`generator.cluster`).

A piece of work may be done twice, where its first doer was lost; so it changes nothing but files, which it writes whole and the same.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, Protocol, TypeVar

A = TypeVar("A")
R = TypeVar("R")
Tables = TypeVar("Tables")


class Crew(ABC, Generic[Tables]):
    """Those who do pieces of work with the same tables."""

    @abstractmethod
    def map(self, work: Callable[[Tables, A], R], batches: Iterable[A]) -> Iterator[R]:
        """Give what a function makes of the tables and each batch, in the order of the batches."""

    @abstractmethod
    def peaks(self) -> tuple[int, ...]:
        """Give how many bytes each process but this one held at most, as far as they told."""


def spread_over(crew: Crew[Any]) -> Callable[[Callable[[A], R], Iterable[A]], Iterator[R]]:
    """Give what does as `map` does, by a crew, for functions that need no tables."""

    def spread(function: Callable[[A], R], values: Iterable[A], /) -> Iterator[R]:
        return crew.map(_apply, ((function, value) for value in values))

    return spread


def _apply(_: object, call: tuple[Callable[[Any], Any], Any]) -> Any:  # noqa: ANN401 - any function's
    function, value = call
    return function(value)


class Done(NamedTuple, Generic[R]):
    """The result of a piece of work; now and then with the process that did it and its most bytes."""

    result: R
    process: str = ""
    peak: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Workplace:
    """Where the work of a build was done, for its report: `workers` are processes; addresses are a cluster's."""

    executor: str
    workers: int
    scheduler: str | None = None
    dashboard: str | None = None


class Crews(Protocol):
    """Where crews come from: the one door by which a stage has its work done."""

    def crew(self, tables: Tables) -> AbstractContextManager[Crew[Tables]]:
        """Give a crew with these tables for a `with` block; raises `BroadsheetError` where there is none to be had."""

    def beside(self, find: Callable[[], R]) -> AbstractContextManager[Callable[[], R]]:
        """Give for a `with` block what gives the answer that a function finds: while this process goes on, where that can be.

        The function is called again here where the other process ended without an answer.
        """

    def workplace(self) -> Workplace:
        """Say where the work is done."""
