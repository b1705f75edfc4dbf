"""A plugin of pytest: in place of running the collected tests, try the mutants of a part.

Each trial is a fork of this process, so tests need not be collected again, and no mutant leaves anything behind. A first
fork runs all tests as they are, and tells what each costs and which functions it reaches. A trial then runs those that reach
the mutant's function until one fails: first those that found its neighbours out, then the quickest.
"""

from __future__ import annotations

import gc
import json
import os
import pickle
import sys
import tempfile
import threading
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from types import FrameType

import pytest
from _pytest.doctest import DoctestItem
from _pytest.runner import runtestprotocol

from tests.mutants.forked import forked
from tests.mutants.mutant import Mutant
from tests.mutants.swapping import Module, NoMutantError, SameCodeError, load, swap

_MEMORY = (
    2 << 30
)  # bytes more than this process has: a list that never ends must not take the machine's
_SAME, _IMPOSSIBLE = 3, 4  # exit codes of a trial, beside 0: no test failed, and 1: one did


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """`outcome` is killed, timeout, survived, unreached, same or impossible; `by` the test that failed; seconds of processor."""

    mutant: Mutant
    outcome: str
    by: str = ""
    seconds: float = 0.0
    left_out: int = 0

    def as_json(self) -> str:
        """Give one line."""
        rest = {name: value for name, value in asdict(self).items() if name != "mutant"}
        return json.dumps({**asdict(self.mutant), **rest}, ensure_ascii=False)


@dataclass(slots=True)
class _Known:
    """What the run without a mutant told, and which tests failed in trials so far."""

    cost: Mapping[str, float]
    reaching: Mapping[str, frozenset[str]]
    failed: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    failed_at_all: Counter[str] = field(default_factory=Counter)

    def note(self, place: str, test: str) -> None:
        """Remember that a test found a mutant of a function out: it may find the next one out, too."""
        self.failed[place] = [test, *(other for other in self.failed[place] if other != test)]
        self.failed_at_all[test] += 1


class Trials:
    """Tries `mutants`, and tells `done` of each; `budget` is the processor's seconds of tests for one, at most.

    `failed` are tests that found a mutant out in an earlier run, each with the `path:function` of the mutant; `first` is the
    beginning of the ids of tests that go before others.
    """

    def __init__(
        self,
        mutants: Sequence[Mutant],
        budget: float,
        done: Callable[[Trial], None],
        failed: Iterable[tuple[str, str]] = (),
        first: str = "",
    ) -> None:
        self._mutants = mutants
        self._budget = budget
        self._done = done
        self._failed = failed
        self._first = first
        self._modules: dict[str, Module] = {}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try all; raises `pytest.UsageError` when a test fails without any mutant."""
        if session.testsfailed:
            raise pytest.UsageError("some tests could not be collected")
        self._modules = {path: load(path) for path in {one.path for one in self._mutants}}
        gc.collect()
        gc.freeze()
        # A file of code has examples, and may have functions that are called like tests.
        chosen = [
            item
            for item in session.items
            if isinstance(item, DoctestItem) or not item.nodeid.startswith("generator/")
        ]
        told = forked(lambda tell: self._first_run(chosen, tell), 1800, 1800)
        first = pickle.loads(told.said) if told.said else {"failed": f"exit code {told.code}"}
        if first["failed"]:
            raise pytest.UsageError(f"fails without any mutant: {first['failed']}")
        known = _Known(first["cost"], first["reaching"])
        items = {item.nodeid: item for item in chosen}
        for place, test in self._failed:
            if test in items:
                known.note(place, test)
        for mutant in self._mutants:
            self._done(self._trial(mutant, items, known))
        return True

    def _first_run(self, items: Sequence[pytest.Item], tell: Callable[[bytes], None]) -> int:
        """Run all tests as they are; tells their cost, and by function which reach it."""
        owners = {
            code: f"{path}:{name}"
            for path, module in self._modules.items()
            for code, name in module.codes.items()
        }
        cost: dict[str, float] = {}
        reaching: dict[str, set[str]] = defaultdict(set)
        failed = ""
        for item in items:
            # Noting what is called takes several times as long as the test, so its cost is found apart.
            alone = forked(partial(_run, item), 600, 600)
            cost[item.nodeid] = alone.seconds
            with _Reached() as reached:
                reports = runtestprotocol(item, log=False, nextitem=None)
            for code in reached.codes & owners.keys():
                reaching[owners[code]].add(item.nodeid)
            if wrong := [report for report in reports if report.failed]:
                failed = f"{item.nodeid}: {wrong[0].longreprtext[-2000:] or 'see pytest'}"
                break
            if alone.code != 0:
                failed = f"{item.nodeid}: in a process of its own, with exit code {alone.code}"
                break
        tell(pickle.dumps({"cost": cost, "reaching": dict(reaching), "failed": failed}))
        return 0

    def _trial(self, mutant: Mutant, items: Mapping[str, pytest.Item], known: _Known) -> Trial:
        place = f"{mutant.path}:{mutant.function}"
        chosen, left_out = self._chosen(place, known)
        if not chosen:
            return Trial(mutant=mutant, outcome="unreached")
        expected = sum(known.cost[test] for test in chosen)

        def attempt(tell: Callable[[bytes], None]) -> int:
            try:
                swap(self._modules[mutant.path], mutant)
            except SameCodeError:
                return _SAME
            except NoMutantError:
                return _IMPOSSIBLE
            following = [*chosen[1:], None]
            for test, after in zip(chosen, following, strict=True):
                reports = runtestprotocol(
                    items[test], log=False, nextitem=items[after] if after else None
                )
                if any(report.failed for report in reports):
                    tell(test.encode())
                    return 1
            return 0

        told = forked(attempt, processor=1 + 5 * expected, wall=30 + 20 * expected)
        by = told.said.decode()
        if by:
            known.note(place, by)
        outcome = {0: "survived", 1: "killed", _SAME: "same", _IMPOSSIBLE: "impossible"}
        return Trial(
            mutant=mutant,
            outcome=outcome.get(told.code, "timeout"),
            by=by,
            seconds=round(told.seconds, 3),
            left_out=left_out,
        )

    def _chosen(self, place: str, known: _Known) -> tuple[list[str], int]:
        """Give the tests for a mutant in their order, and how many more reach it that would take too long."""
        failed = {test: number for number, test in enumerate(known.failed[place])}

        def order(test: str) -> tuple[int, bool, float]:
            return (
                failed.get(test, len(failed)),
                not (self._first and test.startswith(self._first)),
                known.cost[test] / (1 + known.failed_at_all[test]),
            )

        tests = known.reaching.get(place, frozenset())
        reaching = sorted(tests, key=lambda test: (*order(test), test))
        chosen: list[str] = []
        spent = 0.0
        for test in reaching:
            if not chosen or spent + known.cost[test] <= self._budget:
                chosen.append(test)
                spent += known.cost[test]
        return chosen, len(reaching) - len(chosen)


class _Reached:
    """Notes the code of every function that is called, by the `id` that `Module.codes` has, in forked processes too."""

    def __init__(self) -> None:
        self.codes: set[int] = set()

    def __enter__(self) -> _Reached:
        self._told = tempfile.TemporaryFile()
        self._leave = os._exit
        os._exit = self._tell_and_leave
        threading.settrace(self._look)
        sys.settrace(self._look)
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type]
        os._exit = self._leave
        with self._told:
            self._told.seek(0)
            told = array("Q")
            told.frombytes(self._told.read())
            self.codes.update(told)

    def _look(self, frame: FrameType, *_: object) -> None:
        self.codes.add(id(frame.f_code))

    def _tell_and_leave(self, code: int) -> None:
        """End a process that a test forked, which shares the place in the file with its parent."""
        os.write(self._told.fileno(), array("Q", self.codes).tobytes())
        self._leave(code)


def _run(item: pytest.Item, _: Callable[[bytes], None]) -> int:
    reports = runtestprotocol(item, log=False, nextitem=None)
    return int(any(report.failed for report in reports))
