"""Work beside the build's own process."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from generator import workers
from generator.workers import InlineExecutor, crew_with, make_executor
from tests.support import files_of, process_environment, run_broadsheet
from tests.test_cli import CONFIG, DAY, write_site

# A site of a few papers is built by one process, unless others start with the first batch.
_AT_ONCE = "import generator.workers as w; w._ALONE = w._WORTH_OTHERS = 0; from generator.cli import main; main()"


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_site_does_not_depend_on_the_number_of_processes(tmp_path: Path, jobs: int):
    """One process and several write the same bytes."""
    write_site(tmp_path, CONFIG, day=DAY)
    for output, number in (("alone", 1), ("together", jobs)):
        options = ["build", "--clean", "--output", output, "--jobs", str(number)]
        done = subprocess.run(
            [sys.executable, "-c", _AT_ONCE, *options],
            cwd=tmp_path,
            env=process_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert files_of(tmp_path / "alone") == files_of(tmp_path / "together")


def test_no_jobs_are_wrong_usage(tmp_path: Path):
    """A build needs one process at least."""
    write_site(tmp_path, CONFIG, day=DAY)
    assert run_broadsheet("build", "--jobs", "0", cwd=tmp_path).returncode == 2


def test_error_in_a_piece_of_work_comes_out_of_its_future():
    """An error is raised where the result is asked for, not where the work is handed in."""
    with make_executor(1) as executor:
        future = executor.submit(int, "no number")
        with pytest.raises(ValueError, match="no number"):
            future.result()
        assert executor.submit(int, "7").result() == 7


def test_no_process_is_forked_beside_a_thread():
    """Where another thread runs, work is done in place: a fork could copy a lock that is held."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        with make_executor(4) as executor:
            assert isinstance(executor, InlineExecutor)
    finally:
        stop.set()
        thread.join()


def _times(tables: int, batch: list[int]) -> list[int]:
    return [tables * number for number in batch]


def _fail(_: int, batch: list[int]) -> int:
    raise ValueError(f"no {batch}")


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_batches_come_back_in_their_order(jobs: int, monkeypatch: pytest.MonkeyPatch):
    """Each batch meets the tables that every process was given, and results come in the order of batches."""
    monkeypatch.setattr(workers, "_ALONE", 0)
    monkeypatch.setattr(workers, "_WORTH_OTHERS", 0)
    batches = [[number, number + 1] for number in range(50)]
    with crew_with(7, jobs) as crew:
        assert list(crew.map(_times, batches)) == [[7 * n, 7 * n + 7] for n in range(50)]
        assert list(crew.map(_times, [])) == []
        assert len(crew.peaks()) <= jobs - 1


@pytest.mark.parametrize("jobs", [1, 2])
def test_error_of_a_batch_is_raised(jobs: int, monkeypatch: pytest.MonkeyPatch):
    """What goes wrong in any process is raised where its result is asked for."""
    monkeypatch.setattr(workers, "_ALONE", 0)
    monkeypatch.setattr(workers, "_WORTH_OTHERS", 0)
    with crew_with(0, jobs) as crew, pytest.raises(ValueError, match=r"no \[1\]"):
        list(crew.map(_fail, [[1], [2]]))


# In a process of its own: beside threads, which other tests may have left, none is started.
_SHARED = """
import os, time
from generator import workers

def process_after(_, seconds):
    time.sleep(seconds)
    return os.getpid()

with workers.crew_with(0, 2) as crew:
    print({os.getpid()} == set(crew.map(process_after, [0.0] * 20)))
    print(len(set(crew.map(process_after, [workers._ALONE] * 8))))
"""


def test_processes_start_when_there_is_work_for_them():
    """What takes a moment is done by one process alone; what takes longer is shared."""
    done = subprocess.run(
        [sys.executable, "-c", _SHARED],
        env=process_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["True", "2"]
