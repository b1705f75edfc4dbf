"""Answers that another process finds meanwhile: the same as this one's, whatever becomes of the other."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from generator.beside import beside, here
from generator.workers import ProcessCrews

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="it has no forks")


def test_another_process_finds_the_answer():
    """An answer comes from another process, however long it is, and that process has ended then."""
    with beside(lambda: (os.getpid(), b"x" * 1_000_000)) as answer:
        child, data = answer()
        assert (child != os.getpid(), len(data)) == (True, 1_000_000)
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


def test_what_goes_wrong_is_raised_here(capfd: pytest.CaptureFixture[str]):
    """An error comes when the answer is asked for, as if it were found here; the other process says nothing."""

    def fail() -> int:
        raise ValueError(f"{os.getpid()}")

    with beside(fail) as answer, pytest.raises(ValueError, match=f"^{os.getpid()}$"):
        answer()
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_answer_is_found_here_when_the_other_process_is_ended(end: signal.Signals):
    """What ends the other process costs nothing but time."""
    parent = os.getpid()

    def find() -> int:
        if os.getpid() != parent:
            os.kill(os.getpid(), end)
        return os.getpid()

    with beside(find) as answer:
        assert answer() == parent


def test_interrupts_are_for_this_process_alone():
    """Ctrl+C reaches both processes on a terminal; this one decides what becomes of the other."""

    def find() -> int:
        os.kill(os.getpid(), signal.SIGINT)
        return os.getpid()

    with beside(find) as answer:
        assert answer() != os.getpid()


def test_process_ends_with_the_block(tmp_path: Path):
    """An answer that nobody asks for leaves no process behind, and an error in the block stays what it is."""
    file = tmp_path / "pid"

    def find() -> None:
        file.write_text(str(os.getpid()))
        signal.pause()

    def fail_when_it_is_there() -> None:
        while not file.exists() or not file.read_text():
            pass
        raise KeyError

    with pytest.raises(KeyError), beside(find):
        fail_when_it_is_there()
    with pytest.raises(ProcessLookupError):
        os.kill(int(file.read_text()), 0)


def test_one_process_answers_itself():
    """With one job, and where no process can be had, the answer is found when it is asked for."""
    asked: list[int] = []

    def find() -> int:
        asked.append(os.getpid())
        return os.getpid()

    for crews in (ProcessCrews(1).beside(find), here(find)):
        with crews as answer:
            assert not asked
            assert answer() == os.getpid()
            asked.clear()
    assert not asked
