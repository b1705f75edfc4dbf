"""A build that is stopped at any of its calls leaves one whole site, and the next build is right.

These are some of the calls, at least one of each phase; `python -m tests.faults --all` tries all of them.
"""

from __future__ import annotations

import pytest

from tests.faults.digest import Digest
from tests.faults.kinds import KINDS, out_of_memory, try_at
from tests.faults.supervisor import Call

_LARGE = ("spare", "link", "move", "exchange", "clearing")
_IN_PLACE = ("list", "move", "removal")
_SMALL = ("store", "staging", "manifest", "link", "exchange", "clearing", "first seen", "memory")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Digest:
    """Give a digest whose site changes as a whole."""
    return Digest(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Digest:
    """Give a digest whose site is made of the one before, as those of many files are."""
    return Digest(tmp_path_factory.mktemp("large"), way="large")


@pytest.fixture(scope="module")
def in_place(tmp_path_factory: pytest.TempPathFactory) -> Digest:
    """Give a digest whose site is changed file by file."""
    return Digest(tmp_path_factory.mktemp("in-place"), way="in place")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Digest:
    """Give a digest that two processes build."""
    return Digest(tmp_path_factory.mktemp("shared"), jobs=2)


@pytest.fixture(scope="module")
def calls_small(small: Digest) -> list[Call]:
    return small.calls()


@pytest.fixture(scope="module")
def calls_large(large: Digest) -> list[Call]:
    return large.calls()


@pytest.fixture(scope="module")
def calls_in_place(in_place: Digest) -> list[Call]:
    return in_place.calls()


def _middle(digest: Digest, calls: list[Call], phase: str) -> int:
    """Give the number of the call in the middle of a phase."""
    numbers = [call.number for call in calls if digest.phase(call) == phase]
    return numbers[len(numbers) // 2]


@pytest.mark.parametrize("phase", _SMALL)
def test_killed_build_leaves_a_whole_site(small: Digest, calls_small: list[Call], phase: str):
    """Killed in any phase, a build leaves the old site or the new one; the next heals in silence, the third writes nothing."""
    assert try_at(small, KINDS["kill"], _middle(small, calls_small, phase)) == []


@pytest.mark.parametrize("phase", _LARGE)
def test_killed_build_leaves_a_whole_large_site(large: Digest, calls_large: list[Call], phase: str):
    """It is the same of a large site, which is made of the one before."""
    assert try_at(large, KINDS["kill"], _middle(large, calls_large, phase)) == []


@pytest.mark.parametrize("phase", _IN_PLACE)
def test_killed_build_in_place_is_finished(
    in_place: Digest, calls_in_place: list[Call], phase: str
):
    """Killed between two moves, each file is whole, the front page is last, and the next build ends what was begun."""
    assert try_at(in_place, KINDS["kill"], _middle(in_place, calls_in_place, phase)) == []


@pytest.mark.parametrize(
    ("kind", "phase"),
    [
        *(("tear", "store"), ("tear", "manifest"), ("full", "staging"), ("full once", "link")),
        *(("broken", "exchange"), ("forbidden once", "first seen"), ("terminate", "staging")),
        ("interrupt", "clearing"),
    ],
)
def test_fault_leaves_a_whole_site(small: Digest, calls_small: list[Call], kind: str, phase: str):
    """Half a write, a full disk, a broken one, rights that were taken, signals: one message, one whole site."""
    assert try_at(small, KINDS[kind], _middle(small, calls_small, phase)) == []


@pytest.mark.parametrize(
    ("kind", "phase"), [("full", "link"), ("forbidden", "spare"), ("broken", "move")]
)
def test_fault_leaves_a_whole_large_site(
    large: Digest, calls_large: list[Call], kind: str, phase: str
):
    """Of a large site, too."""
    assert try_at(large, KINDS[kind], _middle(large, calls_large, phase)) == []


@pytest.mark.parametrize(
    ("kind", "phase"),
    [("full", "list"), ("forbidden", "move"), ("broken", "removal"), ("terminate", "move")],
)
def test_fault_in_place_is_healed(
    in_place: Digest, calls_in_place: list[Call], kind: str, phase: str
):
    """Where a site was half changed, that is said, and the next build ends it."""
    assert try_at(in_place, KINDS[kind], _middle(in_place, calls_in_place, phase)) == []


def test_memory_that_runs_out_is_a_message(small: Digest):
    """A build that gets no memory says so in a line, and clears up."""
    assert out_of_memory(small, 40) == []


@pytest.mark.parametrize("kind", ["kill first", "kill worker"])
def test_process_among_several_that_is_killed(shared: Digest, kind: str):
    """When the first process is killed the others end too, and hold no lock; when another is, that is a message."""
    calls = shared.calls()
    others = [call.number for call in calls if call.process != calls[0].process]
    assert try_at(shared, KINDS[kind], others[len(others) // 2]) == []
